package plan

import (
	"path"
	"slices"
	"sort"
	"strings"
)

// ignore is the .dockerignore as a list of what is let in: what the stages copy, and nothing else.
func (s *goService) ignore(stages []*Stage) []Pattern {
	var in []string
	tests := false
	for _, st := range stages {
		tests = tests || st.Name == "test" || st.Name == "dev"
		for _, step := range st.Steps {
			if c := step.Copy; c != nil && c.From == "" && c.Content == "" {
				in = append(in, c.Sources...)
			}
			if step.Run != nil {
				for _, m := range step.Run.Mounts {
					if m.Type == "bind" && m.From == "" {
						in = append(in, m.Source)
					}
				}
			}
		}
	}
	list := []Pattern{{Comment: "Nothing but what a COPY names: secrets, .git and build output cannot slip in.", Text: "**"}}
	if slices.Contains(in, ".") {
		list = list[:0]
	}
	for _, p := range goOutermost(in) {
		list = append(list, Pattern{Text: "!" + p})
	}
	var out []string
	if s.g.Tests && !tests {
		out = append(out, "**/*_test.go")
	}
	if len(s.assets) > 0 {
		out = append(out, "**/node_modules")
		if into := s.embedsAssets(); into != "" {
			out = append(out, s.inContext(into))
		}
	}
	for _, p := range append(out, "**/.git", "**/.env*", "**/*.pem", "**/*.key") {
		list = append(list, Pattern{Text: p})
	}
	return append(list, s.throughAgain()...)
}

// throughAgain lets in what is copied by name although it looks like a secret.
func (s *goService) throughAgain() []Pattern {
	var list []Pattern
	for _, e := range s.program.Embeds {
		if ext := path.Ext(e.Path); !e.Missing && (ext == ".pem" || ext == ".key" || strings.HasPrefix(path.Base(e.Path), ".env")) {
			list = append(list, Pattern{Text: "!" + s.inContext(e.Path)})
		}
	}
	return list
}

// goOutermost sorts paths and drops those that lie in another one.
func goOutermost(paths []string) []string {
	paths = slices.Clone(paths)
	sort.Strings(paths)
	var out []string
	for _, p := range paths {
		p = path.Clean(p)
		if p != "." && !goCovered(out, p) {
			out = append(out, p)
		}
	}
	return out
}
