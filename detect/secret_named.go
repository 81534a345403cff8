package detect

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

// names finds the line that names a file: what the compiler embeds, what the program opens, or a word of a source.
func (v *vault) names(p string) Evidence {
	for _, program := range v.stack.compiled() {
		for _, e := range program.Embeds {
			if Inside(p, e.Path) {
				return e.Because
			}
		}
		for _, f := range program.RunFiles {
			if Inside(p, f.Path) {
				return f.Because
			}
		}
	}
	if v.named == nil {
		v.named = v.mentions()
	}
	return v.named[path.Base(p)]
}

// compiled gives the programs of a stack whose compiler makes one file of each.
func (s *Stack) compiled() []Program {
	switch {
	case s.Go != nil:
		return s.Go.Programs
	case s.Rust != nil:
		return s.Rust.Programs
	}
	return nil
}

// mentions looks through the sources for the base names of the files in question.
func (v *vault) mentions() map[string]Evidence {
	wanted, found := map[string]bool{}, map[string]Evidence{}
	for _, p := range v.all {
		wanted[path.Base(p)] = true
	}
	left := maxGrepBytes
	files := slices.DeleteFunc(v.t.Sources(v.stack.Dir), func(p string) bool { return !speaks.MatchString(p) || strings.Contains("/"+p, "/.") })
	for _, file := range files[:min(len(files), MaxGrepFiles)] {
		lines := v.t.Lines(file) // decoded, whatever the encoding
		if left -= len(v.t.Texts[file]); left < 0 {
			break
		}
		if secret.Hidden(file) {
			continue
		}
		for i, line := range lines {
			if len(line) > maxLine || comment.MatchString(line) {
				continue
			}
			for word := range strings.FieldsFuncSeq(line, notInPath) {
				if base := path.Base(word); wanted[base] {
					if _, known := found[base]; !known {
						found[base] = v.t.At(file, i+1)
					}
				}
			}
		}
	}
	return found
}

// maxLook bounds what of a file is looked at.
const maxLook = 1 << 20

// maxLine is the length of a line that a person may have written.
const maxLine = 1000

// speaks are sources, and the settings of Java's frameworks.
var speaks = pattern.New(`\.([cm]?[jt]sx?|go|rs|py|java|kt)$|(^|/)(resources/.*|application[\w-]*)\.(ya?ml|properties|conf)$`)

var comment = pattern.New(`^\s*(//|#|\*|/\*)`)

// notInPath reports a character that ends the name of a file in a source.
func notInPath(r rune) bool { return strings.ContainsRune("\"'`()[]{}<>,;:=|&$ \t", r) }
