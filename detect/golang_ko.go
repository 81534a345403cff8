package detect

import (
	"path"
	"strings"
)

// goRelease is one entry of the builds in a file of ko or goreleaser.
type goRelease struct {
	dir  string // of its main package
	tags Fact[[]string]
	ko   bool
}

// releases reads the builds of ko and goreleaser. A file that is no YAML says nothing: no build of the image reads it.
func (s *goSource) releases() []goRelease {
	var out []goRelease
	for _, name := range []string{".ko.yaml", ".ko.yml", ".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml"} {
		p := s.t.first(s.m.dir, name)
		if p == "" {
			continue
		}
		doc, err := s.t.yaml(p)
		if err != nil || doc.at("builds") == nil {
			continue
		}
		for _, b := range doc.at("builds").items {
			r := goRelease{dir: s.m.dir, ko: strings.HasPrefix(name, ".ko")}
			for _, key := range []string{"dir", "main"} {
				if v := b.at(key); v != nil {
					r.dir = path.Join(r.dir, v.value)
				}
			}
			if strings.HasSuffix(r.dir, ".go") {
				r.dir = path.Dir(r.dir)
			}
			for _, key := range []string{"flags", "tags"} {
				if v := b.at(key); v != nil && !r.tags.Known() {
					if tags := goTags(v, key == "tags"); len(tags) > 0 {
						r.tags = fact(tags, s.t.at(p, v.line))
					}
				}
			}
			out = append(out, r)
		}
	}
	return out
}

var goTagList = lazy(`^[A-Za-z0-9_.,]+$`)

// goTags takes the tags out of the flags of a build, or of a list of tags.
func goTags(v *node, list bool) []string {
	words := strings.Fields(v.value)
	for _, i := range v.items {
		words = append(words, strings.Fields(i.value)...)
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
		if goTagList.MatchString(tags) {
			return strings.FieldsFunc(tags, func(r rune) bool { return r == ',' })
		}
	}
	return nil
}

// released adds what ko and goreleaser know of a program: tags of its build, and the files that ko puts into the image.
func (s *goSource) released(p *Program) {
	for _, r := range s.releases() {
		if r.dir == p.Dir && r.tags.Known() && !p.Tags.Known() {
			p.Tags = r.tags
		}
	}
	data := path.Join(p.Dir, "kodata")
	if !s.t.hasDir(data) {
		return
	}
	dirs, _ := s.closure(p.Dir)
	for _, d := range dirs {
		for _, f := range s.files(d) {
			if i := strings.Index(f.text, "KO_DATA_PATH"); i >= 0 {
				p.KoData = fact(data, s.t.atOffset(f.path, i))
				return
			}
		}
	}
}

// imaged reports whether ko makes an image of a program.
func (s *goSource) imaged(dir string) bool {
	for _, r := range s.releases() {
		if r.ko && r.dir == dir {
			return true
		}
	}
	return false
}
