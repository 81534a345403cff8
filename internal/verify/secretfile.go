package verify

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/secret"
)

// secretSource judges what a COPY names: a file, or by its files a directory that has the name of a secret.
func (c Context) secretSource(name string) bool {
	if !secret.Named(name) {
		return false
	}
	below := slices.DeleteFunc(slices.Clone(c.Files), func(f string) bool { return !strings.HasPrefix(f, name+"/") })
	if len(below) > 0 {
		return slices.ContainsFunc(below, c.secret)
	}
	return c.secret(name)
}

// secret reports a file that looks like one, by its name and, for names that are often harmless, by what is in it.
func (c Context) secret(file string) bool {
	if !secret.Named(file) {
		return false
	}
	if c.Read == nil {
		return secret.Unread(file)
	}
	data, err := c.Read(file)
	if err != nil {
		return secret.Certain(file)
	}
	return secret.Held(file, string(data))
}
