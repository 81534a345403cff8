package plan

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/versions"
)

// nodeLine finds the release line that a declared version of Node means.
//
// A range takes the catalog's default when it admits that, else the newest line that is still maintained; only a range
// that admits no maintained line takes one that has ended.
func (s *service) nodeLine() error {
	c, because := s.in.Catalog, s.st.Version.Because
	declared := strings.TrimSpace(s.st.Version.Value)
	if v := s.in.Choices.Version; v.Value != "" && v.Value != s.st.Version.Value {
		declared, because = strings.TrimSpace(v.Value), v.Because
	}
	s.line = c.Default("node").Number
	if declared == "" {
		s.note(nil, fmt.Sprintf(`"engines": {"node": %q} to package.json`, s.line), "no version of Node is declared, so the image uses %s, the current long-term release", s.line)
		return nil
	}
	admits, err := nodeAdmits(s.line, declared)
	if err != nil {
		s.note(because, "a version such as "+s.line, "%q is not a version of Node, so the image uses %s", declared, s.line)
		return nil
	}
	line := bestLine(c.Versions("node"), admits)
	if line.Number == "" {
		return refuse(because, "--runtime-version "+s.line, "no image of Node for the declared version %q is known", declared)
	}
	s.ended("Node", line, "a maintained version, such as "+s.line, because)
	s.line = line.Number
	if r, err := versions.ParseRange(declared); err == nil && r.Exact() != "" {
		s.note(because, "", "the image follows the patch releases of Node %s rather than exactly %s, so that security fixes arrive", s.line, r.Exact())
	}
	return nil
}

// nodeAdmits gives a test of release lines for a range or one of the names that version managers know.
func nodeAdmits(standard, text string) (func(string) bool, error) {
	name := strings.ToLower(text)
	only := func(number string) func(string) bool { return func(n string) bool { return n == number } }
	switch name {
	case "lts/*", "lts", "--lts", "stable", "system", "node", "latest", "current":
		return only(standard), nil
	}
	if number, ok := tables().Codenames[strings.TrimPrefix(strings.TrimPrefix(name, "lts/"), "lts-")]; ok {
		return only(number), nil
	}
	r, err := versions.ParseRange(strings.TrimPrefix(name, "node-"))
	return r.Admits, err
}
