package render

import (
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/msgen/msgen/internal/plan"
)

// outputName gives the name of the file that a template becomes, relative to the plan's directory: its path below _shared
// or the stack's folder, without .tmpl. dockerignore.tmpl alone is written under another name (see place).
func outputName(f *source) (string, error) {
	_, name, _ := strings.Cut(strings.TrimSuffix(f.Path, ".tmpl"), "/")
	for _, part := range strings.Split(name, "/") {
		low := strings.ToLower(part)
		switch {
		case part == "" || part == "." || part == "..", strings.HasSuffix(part, ".") || strings.TrimSpace(part) != part,
			strings.ContainsAny(part, `\:*?"<>|`), strings.ContainsFunc(part, unicode.IsControl):
			return "", f.wrong(0, "%q cannot be the name of a file everywhere", name)
		case strings.HasPrefix(low, ".msgen"), strings.HasPrefix(low, ".git"):
			return "", f.wrong(0, "a template cannot write %s: the name is reserved for msgen or Git", name)
		}
	}
	if strings.HasSuffix(strings.ToLower(name), ".dockerignore") {
		return "", f.wrong(0, "the ignore file is written by dockerignore.tmpl")
	}
	return name, nil
}

// place says where an output goes: beside the manifest. The ignore file of a Dockerfile whose context is another
// directory bears the Dockerfile's name, which BuildKit looks for first.
func place(p *plan.Plan, name string) string {
	if name == "dockerignore" {
		name = ".dockerignore"
		if p.Context != p.Dir {
			name = "Dockerfile.dockerignore"
		}
	}
	return path.Join(p.Dir, name)
}

// header finds the line that says who wrote a Dockerfile, in every wording, among the comments above the first instruction.
var header = regexp.MustCompile(`^(\x{feff}?(?:[ \t]*(?:#[^\n]*)?\r?\n)*?)[ \t]*# Written by msgen(?:[ .:,;][^\n]*)?(?:\r?\n|$)`)

// CutHeader takes that line out of a Dockerfile, and reports whether there was one. The rest stays as it is.
func CutHeader(text string) (string, bool) {
	m := header.FindStringSubmatchIndex(text)
	if m == nil {
		return text, false
	}
	return text[:m[3]] + text[m[1]:], true
}
