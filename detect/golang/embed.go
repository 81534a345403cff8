package golang

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var embedLine = pattern.New(`(?m)^[ \t]*//go:embed[ \t]+(.+)$`)

var embedWord = pattern.New("\"[^\"]*\"|`[^`]*`|\\S+")

// embeds lists what the packages embed, as paths of the repository, a pattern by the directory that it stands in.
func embeds(s *source, dirs []string) []detect.Embed {
	var out []detect.Embed
	for _, d := range dirs {
		for _, f := range s.files(d) {
			for _, at := range embedLine.FindAllStringSubmatchIndex(f.text, -1) {
				because := s.t.AtOffset(f.path, at[0])
				for _, word := range embedWord.FindAllString(f.text[at[2]:at[3]], -1) {
					pattern := strings.TrimPrefix(strings.Trim(word, "\"`"), "all:")
					e := detect.Embed{Path: path.Join(d, pattern), Because: because}
					e.Missing = !matches(s, e.Path)
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// embedded gives what the packages of a directory embed, as directories and files to copy.
func embedded(s *source, dir string) []string {
	var out []string
	for _, e := range embeds(s, []string{dir}) {
		if !e.Missing {
			out = append(out, fixedPart(e.Path))
		}
	}
	return out
}

// fixedPart is a pattern up to its first directory with a wildcard.
func fixedPart(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, p := range parts {
		if strings.ContainsAny(p, "*?[") {
			return path.Join(parts[:max(i, 0)]...)
		}
	}
	return pattern
}

// matches reports whether the repository holds a file for a pattern.
func matches(s *source, pattern string) bool {
	if s.t.Has(pattern) || len(s.t.Under(pattern)) > 0 || s.t.HasDir(pattern) && detect.Skipped(path.Base(pattern)) {
		return true
	}
	for _, p := range s.t.Under(fixedPart(pattern)) {
		for q := p; q != "."; q = path.Dir(q) {
			if ok, err := path.Match(pattern, q); err == nil && ok {
				return true
			}
		}
	}
	return false
}
