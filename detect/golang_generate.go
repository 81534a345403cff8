package detect

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Generated is what has to be made before the compiler runs, because the repository does not hold it.
type Generated struct {
	// Tool is the program that makes it, "templ"; "" for the go:generate lines of the module.
	Tool string `json:"tool,omitempty"`
	// Package is the tool's package, with "@" and a version where go.mod does not list the tool: it is then downloaded for the
	// build. "" for a tool of go.mod, which `go tool` runs.
	Package string     `json:"package,omitempty"`
	Because []Evidence `json:"because"`
}

// goGenerator is a tool that makes Go sources of others.
type goGenerator struct {
	tool, pkg string
	module    string // the module whose version it shares
	from, to  string // endings, of what it reads and of what it makes; "" where it fills packages that are imported
	marks     string // what a file that it reads says; "" where the ending tells
}

func goGenerators() []goGenerator {
	return []goGenerator{
		{"templ", "github.com/a-h/templ/cmd/templ", "github.com/a-h/templ", ".templ", "_templ.go", ""},
		{"sqlc", "github.com/sqlc-dev/sqlc/cmd/sqlc", "", "", "", ""},
		{"buf", "github.com/bufbuild/buf/cmd/buf", "", "", "", ""},
		{"swag", "github.com/swaggo/swag/cmd/swag", "", "", "", ""},
		{"wire", "github.com/google/wire/cmd/wire", "", "wire.go", "wire_gen.go", "wireinject"},
	}
}

var goGenerateLine = lazy(`(?m)^//go:generate[ \t]+(.+)$`)

// generated finds what the program is compiled from and the repository does not hold, and who makes it.
func (s *goSource) generated(p *Program, dirs []string) {
	for _, g := range goGenerators() {
		at, missing := s.lacks(g, dirs)
		if !missing {
			continue
		}
		made, known := s.maker(g, at)
		if !known {
			if g.from != "" {
				p.notes = append(p.notes, Note{Text: fmt.Sprintf("%s generates code from %s that is not in the repository, and go.mod does not list the tool, so the build fails", g.tool, at.Path),
					Add: fmt.Sprintf("the tool to go.mod: `go get -tool %s`", g.pkg), Because: []Evidence{at}})
			}
			continue
		}
		p.Generated = append(p.Generated, made)
		p.Sources = slices.DeleteFunc(p.Sources, func(file string) bool { // what is made cannot be copied
			return g.from == "" && !strings.Contains(file, "*") && (s.t.made[file] || !s.t.has(file) && !s.t.hasDir(file))
		})
		s.t.notes = slices.DeleteFunc(s.t.notes, func(n Note) bool { return len(n.Because) > 0 && n.Because[0] == at })
		p.Sources = goMerged(append(p.Sources, s.inputs(g)...))
	}
	seen := false
	p.Generated = slices.DeleteFunc(p.Generated, func(g Generated) bool { // the lines of the module run once
		again := g.Tool == "" && seen
		seen = seen || g.Tool == ""
		return again
	})
}

// lacks gives a file that a tool reads, or an import of a package that it fills, whose output is not there.
func (s *goSource) lacks(g goGenerator, dirs []string) (Evidence, bool) {
	if g.from != "" {
		for _, f := range s.t.under(s.m.dir, path.Ext(g.from)) {
			stem, ok := strings.CutSuffix(f, g.from)
			if ok && !s.foreign(path.Dir(f)) && !goAside(path.Dir(f)) && !s.t.has(stem+g.to) && s.t.contains(f, g.marks) {
				return s.t.at(f, 1), true
			}
		}
		return Evidence{}, false
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
	return Evidence{}, false
}

// maker says how a tool is run: as a tool of go.mod, by the version of its module, or by a go:generate line that needs nothing
// else. A line comes last, because the tools read all that is below the directory in which they run.
func (s *goSource) maker(g goGenerator, needed Evidence) (Generated, bool) {
	m := s.m.file
	if m == nil {
		return Generated{}, false
	}
	for _, t := range m.Tool {
		if t.Path == g.pkg && g.args() {
			return Generated{Tool: g.tool, Because: []Evidence{s.t.at(s.m.modPath, t.Syntax.Start.Line), needed}}, true
		}
	}
	for _, r := range m.Require {
		if r.Mod.Path == g.module {
			return Generated{Tool: g.tool, Package: g.pkg + "@" + r.Mod.Version, Because: []Evidence{s.t.at(s.m.modPath, r.Syntax.Start.Line), needed}}, true
		}
	}
	for _, d := range s.dirs {
		for _, f := range s.files(d) {
			for _, at := range goGenerateLine.FindAllStringSubmatchIndex(f.text, -1) {
				words := strings.Fields(f.text[at[2]:at[3]])
				if len(words) > 2 && words[0] == "go" && (words[1] == "tool" || words[1] == "run") && slices.ContainsFunc(words, func(w string) bool {
					w, _, _ = strings.Cut(w, "@")
					return path.Base(w) == g.tool
				}) {
					return Generated{Because: []Evidence{s.t.atOffset(f.path, at[0]), needed}}, true
				}
			}
		}
	}
	return Generated{}, false
}

// args reports whether the tool's usual call needs no more than its command.
func (g goGenerator) args() bool { return g.tool != "swag" }

// inputs are what the tool reads.
func (s *goSource) inputs(g goGenerator) []string {
	var out []string
	if g.from != "" {
		for _, f := range s.t.under(s.m.dir, path.Ext(g.from)) {
			if d := path.Dir(f); d == s.m.dir {
				out = append(out, path.Join(d, "*"+path.Ext(g.from)))
			} else if !s.foreign(d) && !goAside(d) {
				out = append(out, d)
			}
		}
		return out
	}
	for _, n := range []string{"sqlc.yaml", "sqlc.yml", "sqlc.json", "buf.yaml", "buf.gen.yaml", "buf.work.yaml", "buf.lock"} {
		if p := s.t.first(s.m.dir, n); p != "" && strings.HasPrefix(n, g.tool) {
			out = append(out, p)
		}
	}
	ending := map[string]string{"sqlc": ".sql", "buf": ".proto"}[g.tool]
	if ending == "" {
		return out
	}
	for _, f := range s.t.under(s.m.dir, ending) {
		if d := path.Dir(f); d != s.m.dir {
			out = append(out, d)
		}
	}
	return out
}

// foreign reports whether a directory belongs to a module below this one.
func (s *goSource) foreign(dir string) bool {
	for ; dir != s.m.dir && dir != "."; dir = path.Dir(dir) {
		if s.t.has(path.Join(dir, "go.mod")) {
			return true
		}
	}
	return false
}
