package detect

import (
	"fmt"
	"strings"
	"unicode"
)

// The longest texts that are taken from a manifest, in bytes.
const (
	maxVersion = 100
	maxLabel   = 500
)

// tidy makes the texts that go into labels, names and messages safe to show: one line, of a reasonable length, without
// characters that steer a terminal or change the direction of text. What is too long for a version is none.
func tidy(stacks []Stack) {
	for i := range stacks {
		s := &stacks[i]
		s.Name, s.Description, s.License, s.Source = oneLine(s.Name), oneLine(s.Description), oneLine(s.License), oneLine(s.Source)
		if s.Name == "" {
			s.Name = "app"
		}
		if n := len(s.Version.Value); n > maxVersion {
			s.Notes = append(s.Notes, Note{Text: fmt.Sprintf("msgen ignores the version, because it is %d bytes long", n), Because: s.Version.Because[:1]})
			s.Version = Fact[string]{}
		}
		if s.Assets != nil && s.Assets.Node != nil {
			front := []Stack{*s.Assets.Node}
			tidy(front)
			s.Assets.Node = &front[0]
		}
	}
}

// oneLine gives a text of a manifest on one line.
func oneLine(s string) string {
	if len(s) > maxLabel {
		s = strings.ToValidUTF8(s[:maxLabel-3], "") + "…"
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
}
