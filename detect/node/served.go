package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// serving are signs of a line that hands files out, or that puts a path together for one that does.
var serving = []string{"static(", "sendFile(", "root:", "directory:", "join(", "resolve("}

// elsewhereJoined is a path below a directory that a function of the program finds.
var elsewhereJoined = pattern.New(`\b(?:join|resolve)\(\s*(?:[a-z]\w*Path|[a-z]\w*Dir|find\w*|get\w*)\(`)

// builtNames are directories that builds fill.
var builtNames = []string{"dist", "build", "out", "www", "_site"}

// servedOutput adds the directories that the program hands out, that are not in the repository, and that a build below the
// same manifest fills: the page of a client/ whose manifest is its own, built by the root's script.
func servedOutput(s *service) {
	if !s.stack.Build.Known() {
		return
	}
	for _, file := range s.sources() {
		for i, line := range s.sourceLines(file) {
			if len(line) > 400 || !containsAny(line, serving) || elsewhereJoined.MatchString(line) {
				continue
			}
			out := built(s, file, line)
			if out == "" || slices.ContainsFunc(s.n.Output.Value, func(known string) bool { return detect.Within(known, out) }) {
				continue
			}
			s.n.Output = detect.NewFact(append(s.n.Output.Value, out), append(s.n.Output.Because, lineOf(file, i, line))...)
		}
	}
}

// built gives the directory of a build that the literals of a line name, "" for none. They are seen from the source's own
// directory, and from the manifest's.
func built(s *service, file, line string) string {
	var parts []string
	for _, m := range quoted.FindAllStringSubmatch(line, -1) {
		parts = append(parts, m[1])
	}
	whole := path.Join(parts...)
	for _, from := range []string{path.Dir(file), s.pkg.dir} {
		for _, literal := range append([]string{whole}, parts...) {
			if out := builtBelow(s, path.Join(from, literal)); out != "" {
				return out
			}
		}
	}
	return ""
}

// scriptsMake reports whether a script that the build runs names a directory.
func scriptsMake(s *service, name string) bool {
	chain := s.buildChain()
	for _, run := range append(s.n.Prepare, s.stack.Build.Value) {
		if len(run) > 2 && run[1] == "run" {
			chain = append(chain, s.pkg.expand(run[2])...)
		}
	}
	for _, c := range chain {
		for _, w := range c.args {
			for _, line := range s.sourceLines(path.Join(s.pkg.dir, w)) {
				for _, m := range quoted.FindAllStringSubmatch(line, -1) {
					if first, _, _ := strings.Cut(strings.TrimPrefix(m[1], "./"), "/"); first == name {
						return true
					}
				}
			}
		}
	}
	return false
}

// builtBelow cuts a path behind the directory that a build fills, where that is not in the repository and what stands
// above it is.
func builtBelow(s *service, p string) string {
	if !detect.Within(s.pkg.dir, p) || strings.ContainsAny(p, "*?{}$:") {
		return ""
	}
	elements := strings.Split(p, "/")
	for i, name := range elements {
		out := path.Join(elements[:i+1]...)
		if out == s.pkg.dir || hasSource(s.t, out) {
			continue
		}
		if slices.Contains(builtNames, name) && hasSource(s.t, path.Dir(out)) || path.Dir(out) == s.pkg.dir && scriptsMake(s, name) {
			return out
		}
	}
	return ""
}
