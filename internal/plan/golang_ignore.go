package plan

import (
	"path"
	"slices"
	"sort"
)

// ignore is the .dockerignore as a list of what is let in: what the stages copy, and nothing else.
func (s *goService) ignore(stages []*Stage) []Pattern {
	in, tests := taken(stages), false
	for _, st := range stages {
		tests = tests || st.Name == "test" || st.Name == "dev"
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
	for _, p := range append(out, "**/.git") {
		list = append(list, Pattern{Text: p})
	}
	return append(list, secretPatterns(s.st, stages)...)
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
