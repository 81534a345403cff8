package detect

import (
	"path"
	"strconv"
	"strings"
)

// PortNumber reads a port that a program can listen on.
func PortNumber(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n > 0 && n < 1<<16
}

// Loopback reports whether a host is an address that nobody outside of the container reaches.
func Loopback(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || strings.Trim(host, "[]") == "::1"
}

// DotenvPort reads PORT from the first of some files of variables that has it.
func (t *Tree) DotenvPort(dir string, names ...string) Fact[int] {
	for _, name := range names {
		env, _ := t.Env(path.Join(dir, name))
		if n, ok := PortNumber(env.At("PORT").Text()); ok {
			return NewFact(n, EvidenceOf(env.At("PORT")))
		}
	}
	return Fact[int]{}
}
