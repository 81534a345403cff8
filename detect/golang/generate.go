package golang

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var generateLine = pattern.New(`(?m)^//go:generate[ \t]+(.+)$`)

// generated finds what the program is compiled from and the repository does not hold, and who makes it.
func generated(s *source, p *detect.Program, dirs []string) {
	for _, g := range tables().Generators {
		at, missing := lacks(s, g, dirs)
		if !missing {
			continue
		}
		made, known := maker(s, g, at)
		if !known {
			if g.From != "" {
				p.Notes = append(p.Notes, detect.Note{Text: fmt.Sprintf("%s generates code from %s that is not in the repository, and go.mod does not list the tool, so the build fails", g.Tool, at.Path),
					Add: fmt.Sprintf("the tool to go.mod: `go get -tool %s`", g.Pkg), Because: []detect.Evidence{at}})
			}
			continue
		}
		p.Generated = append(p.Generated, made)
		p.Sources = slices.DeleteFunc(p.Sources, func(file string) bool { // what is made cannot be copied
			return g.From == "" && !strings.Contains(file, "*") && (s.t.Made[file] || !s.t.Has(file) && !s.t.HasDir(file))
		})
		s.t.Notes = slices.DeleteFunc(s.t.Notes, func(n detect.Note) bool { return len(n.Because) > 0 && n.Because[0] == at })
		p.Sources = merged(append(p.Sources, inputs(s, g)...))
	}
	seen := false
	p.Generated = slices.DeleteFunc(p.Generated, func(g detect.Generated) bool { // the lines of the module run once
		again := g.Tool == "" && seen
		seen = seen || g.Tool == ""
		return again
	})
}

// lacks gives a file that a tool reads, or an import of a package that it fills, whose output is not there.
func lacks(s *source, g generator, dirs []string) (detect.Evidence, bool) {
	if g.From != "" {
		for _, f := range s.t.Under(s.m.dir, path.Ext(g.From)) {
			stem, ok := strings.CutSuffix(f, g.From)
			if ok && !foreign(s, path.Dir(f)) && !aside(path.Dir(f)) && !s.t.Has(stem+g.To) && s.t.Contains(f, g.Marks) {
				return s.t.At(f, 1), true
			}
		}
		return detect.Evidence{}, false
	}
	for _, d := range dirs {
		if len(s.files(d)) > 0 {
			continue
		}
		for _, from := range dirs {
			for _, f := range s.files(from) {
				for _, i := range f.imports {
					if s.local(i.path) == d {
						return i.at, true
					}
				}
			}
		}
	}
	return detect.Evidence{}, false
}

// maker says how a tool is run: as a tool of go.mod, by the version of its module, or by a go:generate line that needs nothing
// else. A line comes last, because the tools read all that is below the directory in which they run.
func maker(s *source, g generator, needed detect.Evidence) (detect.Generated, bool) {
	m := s.m.file
	if m == nil {
		return detect.Generated{}, false
	}
	for _, t := range m.Tool {
		if t.Path == g.Pkg && !g.Args {
			return detect.Generated{Tool: g.Tool, Because: []detect.Evidence{s.t.At(s.m.modPath, t.Syntax.Start.Line), needed}}, true
		}
	}
	for _, r := range m.Require {
		if r.Mod.Path == g.Module {
			return detect.Generated{Tool: g.Tool, Package: g.Pkg + "@" + r.Mod.Version, Because: []detect.Evidence{s.t.At(s.m.modPath, r.Syntax.Start.Line), needed}}, true
		}
	}
	for _, d := range s.dirs {
		for _, f := range s.files(d) {
			for _, at := range generateLine.FindAllStringSubmatchIndex(f.text, -1) {
				words := strings.Fields(f.text[at[2]:at[3]])
				if len(words) > 2 && words[0] == "go" && (words[1] == "tool" || words[1] == "run") && slices.ContainsFunc(words, func(w string) bool {
					w, _, _ = strings.Cut(w, "@")
					return path.Base(w) == g.Tool
				}) {
					return detect.Generated{Because: []detect.Evidence{s.t.AtOffset(f.path, at[0]), needed}}, true
				}
			}
		}
	}
	return detect.Generated{}, false
}

// inputs are what the tool reads.
func inputs(s *source, g generator) []string {
	var out []string
	if g.From != "" {
		for _, f := range s.t.Under(s.m.dir, path.Ext(g.From)) {
			if d := path.Dir(f); d == s.m.dir {
				out = append(out, path.Join(d, "*"+path.Ext(g.From)))
			} else if !foreign(s, d) && !aside(d) {
				out = append(out, d)
			}
		}
		return out
	}
	for _, n := range g.Inputs {
		if p := s.t.First(s.m.dir, n); p != "" {
			out = append(out, p)
		}
	}
	if g.Sources == "" {
		return out
	}
	for _, f := range s.t.Under(s.m.dir, g.Sources) {
		if d := path.Dir(f); d != s.m.dir {
			out = append(out, d)
		}
	}
	return out
}

// foreign reports whether a directory belongs to a module below this one.
func foreign(s *source, dir string) bool {
	for ; dir != s.m.dir && dir != "."; dir = path.Dir(dir) {
		if s.t.Has(path.Join(dir, "go.mod")) {
			return true
		}
	}
	return false
}
