package node

import (
	"strconv"
	"strings"
)

// A release is major, minor, patch; parts that a version leaves open are -1.
type release [3]int

// parseRelease reads "22", "22.x", "22.1.0"; false for everything else.
func parseRelease(s string) (release, bool) {
	r := release{-1, -1, -1}
	s = strings.TrimPrefix(strings.TrimSpace(s), "v")
	s, _, _ = strings.Cut(s, "-")
	for i, part := range strings.SplitN(s, ".", 3) {
		if part == "x" || part == "X" || part == "*" {
			break
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return r, false
		}
		r[i] = n
	}
	return r, true
}

// compare orders a release against a bound; what either leaves open is equal.
func (r release) compare(b release) int {
	for i := range r {
		if r[i] < 0 || b[i] < 0 {
			return 0
		}
		if r[i] != b[i] {
			if r[i] < b[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// allows reports whether an npm range lets a version through. What cannot be read as a range or as a version is let
// through: it contradicts nothing.
func allows(rang, version string) bool {
	v, ok := parseRelease(strings.TrimLeft(version, "^~="))
	if !ok || isRange(version) {
		return true
	}
	for _, alternative := range strings.Split(rang, "||") {
		if allowsAll(alternative, v) {
			return true
		}
	}
	return false
}

func allowsAll(alternative string, v release) bool {
	if from, to, ok := strings.Cut(alternative, " - "); ok {
		return bound(">=", from, v) && bound("<=", to, v)
	}
	for _, op := range []string{">", "<", "=", "^", "~"} {
		alternative = strings.ReplaceAll(alternative, op+" ", op)
	}
	for _, word := range strings.Fields(alternative) {
		rest := strings.TrimLeft(word, "<>=^~")
		if !bound(word[:len(word)-len(rest)], rest, v) {
			return false
		}
	}
	return true
}

func bound(op, s string, v release) bool {
	b, ok := parseRelease(s)
	if !ok {
		return true
	}
	c := v.compare(b)
	switch op {
	case ">":
		return c > 0 || c == 0 && b[2] >= 0 && v[2] < 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case "^":
		return c >= 0 && v[0] == b[0]
	case "~":
		return c >= 0 && v[0] == b[0] && (b[1] < 0 || v[1] < 0 || v[1] == b[1])
	}
	return c == 0
}
