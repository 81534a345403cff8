package verify

import "github.com/msgen/msgen/internal/secret"

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
