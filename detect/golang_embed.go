package detect

import (
	"path"
	"strings"
)

var goEmbedLine = lazy(`(?m)^[ \t]*//go:embed[ \t]+(.+)$`)

var goEmbedWord = lazy("\"[^\"]*\"|`[^`]*`|\\S+")

// embeds lists what the packages embed, as paths of the repository, a pattern by the directory that it stands in.
func (s *goSource) embeds(dirs []string) []Embed {
	var out []Embed
	for _, d := range dirs {
		for _, f := range s.files(d) {
			for _, at := range goEmbedLine.FindAllStringSubmatchIndex(f.text, -1) {
				because := s.t.atOffset(f.path, at[0])
				for _, word := range goEmbedWord.FindAllString(f.text[at[2]:at[3]], -1) {
					pattern := strings.TrimPrefix(strings.Trim(word, "\"`"), "all:")
					e := Embed{Path: path.Join(d, pattern), Because: because}
					e.Missing = !s.matches(e.Path)
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// goEmbedded gives what the packages of a directory embed, as directories and files to copy.
func goEmbedded(s *goSource, dir string) []string {
	var out []string
	for _, e := range s.embeds([]string{dir}) {
		if !e.Missing {
			out = append(out, goFixedPart(e.Path))
		}
	}
	return out
}

// goFixedPart is a pattern up to its first directory with a wildcard.
func goFixedPart(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, p := range parts {
		if strings.ContainsAny(p, "*?[") {
			return path.Join(parts[:max(i, 0)]...)
		}
	}
	return pattern
}

// matches reports whether the repository holds a file for a pattern.
func (s *goSource) matches(pattern string) bool {
	if s.t.has(pattern) || len(s.t.under(pattern)) > 0 || s.t.hasDir(pattern) && skipped[path.Base(pattern)] {
		return true
	}
	for _, p := range s.t.under(goFixedPart(pattern)) {
		for q := p; q != "."; q = path.Dir(q) {
			if ok, err := path.Match(pattern, q); err == nil && ok {
				return true
			}
		}
	}
	return false
}
