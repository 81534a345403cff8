package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// relativeTo gives p as seen from dir, both relative to the root of the repository; p as it stands when it lies outside.
func relativeTo(dir, p string) string {
	dir, p = path.Clean(dir), path.Clean(p)
	switch {
	case dir == ".":
		return p
	case p == dir:
		return "."
	}
	return strings.TrimPrefix(p, dir+"/")
}

// below gives a directory below another one, "" for that one itself.
func below(dir string) string {
	if dir == "." {
		return ""
	}
	return dir
}

// union adds what is missing, in order.
func union(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// each gives what a function makes of every element.
func each[T, U any](list []T, of func(T) U) (out []U) {
	for _, e := range list {
		out = append(out, of(e))
	}
	return out
}

// valueOf gives what a candidate says.
func valueOf(c detect.Candidate) string { return c.Value }

// within reports whether a path is a directory or lies in it.
func within(dir, p string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// first gives the first word of a command, "" for none.
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// cacheID names a cache after the project, for caches of one name are shared by all builds of a machine.
func cacheID(words ...string) string { return slug(strings.Join(words, "-"), "") }

// slug gives a name that may stand in an id, a path or a stage: letters, digits and what else is kept.
func slug(name, keep string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(keep, r) {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-._")
}
