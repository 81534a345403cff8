package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// entry candidate: a script with the evidence for it.
type entry struct {
	file    string // relative to the package
	because detect.Evidence
	strong  bool
}

// entries finds the scripts that could be the program, best first.
func entries(s *service) []entry {
	var out []entry
	add := func(file string, e detect.Evidence, strong bool) {
		for _, o := range out {
			if o.file == file {
				return
			}
		}
		out = append(out, entry{file, e, strong})
	}
	for _, name := range []string{"main", "module"} {
		n := s.pkg.doc.At(name)
		if n.Text() == "" || path.Ext(n.Text()) != "" && !detect.HasSuffix(n.Text(), scriptExts) && !hasSource(s.t, path.Join(s.pkg.dir, n.Text())) {
			continue
		}
		if file := scriptFile(s, n.Text()); s.t.Has(path.Join(s.pkg.dir, file)) || s.sourceOf(file) != "" && s.compiled(detect.Relative(s.pkg.dir, s.sourceOf(file))) == file {
			add(file, detect.EvidenceOf(n), true)
		}
	}
	if bin := s.pkg.doc.At("bin"); bin != nil && len(out) == 0 {
		for _, n := range append(bin.List(), fieldValues(bin)...) {
			if file := scriptFile(s, n.Text()); s.sourceOf(file) != "" {
				add(file, detect.EvidenceOf(n), true)
			}
		}
	}
	for _, name := range []string{"dev", "start:dev", "develop", "watch"} { // what a person starts while working on it
		for _, c := range s.pkg.expand(name) {
			for _, word := range c.args {
				if p := path.Join(s.pkg.dir, word); detect.HasSuffix(word, scriptExts) && s.t.Has(p) && s.listens(p) {
					add(path.Clean(word), detect.EvidenceOf(s.pkg.script(name)), true)
				}
			}
		}
	}
	for _, dir := range []string{"", "src", "bin", "server", "app", "lib", "src/server"} {
		names := entryNames
		if dir == "bin" {
			names = []string{"www", "server"}
		}
		for _, name := range names {
			for _, ext := range append([]string{""}, scriptExts...) {
				if p := path.Join(s.pkg.dir, dir, name+ext); (ext != "" || dir == "bin") && s.t.Has(p) && !s.t.Links[p] {
					add(path.Join(dir, name+ext), detect.Evidence{Path: p}, false)
				}
			}
		}
	}
	return out
}

func fieldValues(n *formats.Node) []*formats.Node {
	var out []*formats.Node
	if n != nil {
		for _, f := range n.Fields {
			out = append(out, f.Value)
		}
	}
	return out
}

// listeningOf keeps the entries whose source listens.
func listeningOf(s *service, in []entry) []entry {
	var out []entry
	for _, e := range in {
		if s.listens(s.sourceOf(e.file)) {
			out = append(out, e)
		}
	}
	return out
}

// listens reports whether a source opens a port.
func (s *service) listens(p string) bool {
	if p == "" {
		return false
	}
	for _, line := range s.t.Lines(p) {
		if strings.Contains(line, ".listen(") || strings.Contains(line, "serve(") || strings.Contains(line, "createServer(") {
			return true
		}
	}
	return false
}
