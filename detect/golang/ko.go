package golang

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// release is one entry of the builds in a file of ko or goreleaser.
type release struct {
	dir  string // of its main package
	tags detect.Fact[[]string]
	ko   bool
}

// releases reads the builds of ko and goreleaser. A file that is no YAML says nothing: no build of the image reads it.
func releases(s *source) []release {
	var out []release
	for _, name := range []string{".ko.yaml", ".ko.yml", ".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml"} {
		p := s.t.First(s.m.dir, name)
		if p == "" {
			continue
		}
		doc, err := s.t.YAML(p)
		if err != nil || doc.At("builds") == nil {
			continue
		}
		for _, b := range doc.At("builds").Items {
			r := release{dir: s.m.dir, ko: strings.HasPrefix(name, ".ko")}
			for _, key := range []string{"dir", "main"} {
				if v := b.At(key); v != nil {
					r.dir = path.Join(r.dir, v.Value)
				}
			}
			if strings.HasSuffix(r.dir, ".go") {
				r.dir = path.Dir(r.dir)
			}
			for _, key := range []string{"flags", "tags"} {
				if v := b.At(key); v != nil && !r.tags.Known() {
					if tags := tags(v, key == "tags"); len(tags) > 0 {
						r.tags = detect.NewFact(tags, s.t.At(p, v.Line))
					}
				}
			}
			out = append(out, r)
		}
	}
	return out
}

var tagList = pattern.New(`^[A-Za-z0-9_.,]+$`)

// tags takes the tags out of the flags of a build, or of a list of tags.
func tags(v *formats.Node, list bool) []string {
	words := strings.Fields(v.Value)
	for _, i := range v.Items {
		words = append(words, strings.Fields(i.Value)...)
	}
	if list {
		words = []string{"-tags", strings.Join(words, ",")}
	}
	for i, w := range words {
		name, tags, given := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if name != "tags" || !strings.HasPrefix(w, "-") {
			continue
		}
		if !given && i+1 < len(words) {
			tags = words[i+1]
		}
		if tagList.MatchString(tags) {
			return strings.FieldsFunc(tags, func(r rune) bool { return r == ',' })
		}
	}
	return nil
}

// released adds what ko and goreleaser know of a program: tags of its build, and the files that ko puts into the image.
func released(s *source, p *detect.Program) {
	for _, r := range releases(s) {
		if r.dir == p.Dir && r.tags.Known() && !p.Tags.Known() {
			p.Tags = r.tags
		}
	}
	data := path.Join(p.Dir, "kodata")
	if !s.t.HasDir(data) {
		return
	}
	dirs, _ := s.closure(p.Dir)
	for _, d := range dirs {
		for _, f := range s.files(d) {
			if i := strings.Index(f.text, "KO_DATA_PATH"); i >= 0 {
				p.KoData = detect.NewFact(data, s.t.AtOffset(f.path, i))
				return
			}
		}
	}
}

// imaged reports whether ko makes an image of a program.
func imaged(s *source, dir string) bool {
	for _, r := range releases(s) {
		if r.ko && r.dir == dir {
			return true
		}
	}
	return false
}
