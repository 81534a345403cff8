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

// builtNames are directories that builds fill.
var builtNames = []string{"dist", "build", "out", "www", "_site"}

// servedOutput adds the directories that the program hands out, that are not in the repository, and that a build below the
// same manifest fills: the page of a client/ whose manifest is its own, built by the root's script.
func servedOutput(s *service) {
	if !s.stack.Build.Known() {
		return
	}
	for _, file := range s.sources() {
		p := &paths{s: s, file: file, named: map[string]string{}}
		for i, line := range s.sourceLines(file) {
			if len(line) > 400 || isComment(line) {
				continue
			}
			if p.name(line); !pattern.Holds(line, serving) {
				continue
			}
			out := built(p, line)
			if out == "" || slices.ContainsFunc(s.n.Output.Value, func(known string) bool { return detect.Inside(out, known) }) {
				continue
			}
			s.n.Guessed = append(s.n.Guessed, detect.Candidate{Value: out, Because: []detect.Evidence{lineOf(file, i, line)}})
			s.n.Output = detect.NewFact(append(s.n.Output.Value, out), append(s.n.Output.Because, lineOf(file, i, line))...)
		}
	}
}

// joined begins a path that is put together.
var joined = pattern.New(`(?:\bpath\.)?\b(?:join|resolve)\(|\bnew URL\(`)

// built gives the directory of a build that a path on a line leads to, "" for none. A path below what only the program knows
// is left alone.
func built(p *paths, line string) string {
	s := p.s
	var found []string
	for _, at := range joined.FindAllStringIndex(line, -1) {
		if v, ok := p.eval(line[at[0]:]); ok {
			found = append(found, v)
		}
	}
	if !joined.MatchString(line) {
		from := ""
		if strings.Contains(line, "dirname") {
			from = detect.Relative(s.pkg.dir, path.Dir(p.file))
		}
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			found = append(found, path.Join(from, m[1]))
		}
	}
	for _, v := range found {
		if out := builtBelow(s, path.Join(s.pkg.dir, strings.TrimSuffix(v, computed))); out != "" {
			return out
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
	if !detect.Inside(p, s.pkg.dir) || strings.ContainsAny(p, "*?{}$:") {
		return ""
	}
	elements := strings.Split(p, "/")
	for i, name := range elements {
		out := path.Join(elements[:i+1]...)
		if out == s.pkg.dir || hasSource(s.t, out) {
			continue
		}
		if slices.Contains(builtNames, name) && (path.Dir(out) == s.pkg.dir || hasSource(s.t, path.Dir(out))) || path.Dir(out) == s.pkg.dir && scriptsMake(s, name) {
			return out
		}
	}
	return ""
}
