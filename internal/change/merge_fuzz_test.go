package change

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// seeds are merges that every fuzz target begins with.
func seeds(f *testing.F) {
	for _, c := range instructionCases() {
		f.Add(c.base, c.yours, c.theirs)
	}
	f.Add("a\r\nb\r\n", "a\r\nc\r\n", "a\nb\nd\n")
	f.Add("\xef\xbb\xbfa\n", "a\xe9\n", "b")
	f.Add("**\n!a\n", "**\n!a\n!b\n", "**\nc\n")
}

// checkMerge holds what is true of every merge.
func checkMerge(t *testing.T, form Form, base, yours, theirs string) Merged {
	t.Helper()
	s := Sides{[]byte(base), []byte(yours), []byte(theirs)}
	if HasMarkers(s.Base) || HasMarkers(s.Yours) || HasMarkers(s.Theirs) || !isText(s.Base) || !isText(s.Yours) || !isText(s.Theirs) {
		return Merged{}
	}
	o := labels(form)
	o.Pins = "off"
	checkIdentity(t, s, o)
	m := Merge(s, o)
	swapped := Merge(Sides{s.Base, s.Theirs, s.Yours}, o)
	if (len(m.Conflicts) == 0) != (len(swapped.Conflicts) == 0) {
		t.Fatalf("%d conflicts, %d when the sides are swapped\n%q\n%q\n%q", len(m.Conflicts), len(swapped.Conflicts), base, yours, theirs)
	}
	if a, b := bag(m.Text), bag(swapped.Text); len(m.Conflicts) == 0 && !slices.Equal(a, b) {
		t.Fatalf("the sides swapped give other words:\n%q\n%q\nof\n%q\n%q\n%q", m.Text, swapped.Text, base, yours, theirs)
	}
	for _, side := range []string{yours, theirs} {
		if w := lost(base, side, string(m.Text)); w != "" {
			t.Fatalf("%q is lost in\n%q\nof\n%q\n%q\n%q", w, m.Text, base, yours, theirs)
		}
	}
	checkPlaces(t, m)
	return m
}

// checkIdentity holds that a side which changed nothing has no say.
func checkIdentity(t *testing.T, s Sides, o MergeOptions) {
	t.Helper()
	for _, c := range []struct {
		sides Sides
		want  []byte
	}{{Sides{s.Base, s.Base, s.Theirs}, s.Theirs}, {Sides{s.Base, s.Yours, s.Base}, s.Yours}, {Sides{s.Base, s.Yours, s.Yours}, s.Yours}} {
		if m := Merge(c.sides, o); !bytes.Equal(m.Text, c.want) || len(m.Conflicts) > 0 {
			t.Fatalf("got %q, want %q", m.Text, c.want)
		}
		if m := merged(c.sides, o); len(m.Conflicts) > 0 || !slices.Equal(bag(m.Text), bag(c.want)) {
			t.Fatalf("without the short way: got %q, want %q, of %q", m.Text, c.want, c.sides.Base)
		}
	}
}

// checkPlaces holds that each conflict begins at its line.
func checkPlaces(t *testing.T, m Merged) {
	t.Helper()
	lines := strings.Split(string(m.Text), "\n")
	for _, c := range m.Conflicts {
		if c.Line < 1 || c.Line > len(lines) || !strings.HasPrefix(strings.TrimPrefix(lines[c.Line-1], byteOrderMark), markYours) {
			t.Fatalf("no conflict at line %d of\n%s", c.Line, m.Text)
		}
	}
}

// bag are the words of a text, sorted, without what continues lines.
func bag(text []byte) []string {
	words := wordsIn(string(text))
	slices.Sort(words)
	return words
}

func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.TrimPrefix(text, byteOrderMark), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\\`", r) })
}

// lost is a word that a side has and neither the base nor the merged text; "" for none.
func lost(base, side, text string) string {
	known := map[string]bool{}
	for _, w := range append(wordsIn(base), wordsIn(text)...) {
		known[w] = true
	}
	for _, w := range wordsIn(side) {
		if !known[w] {
			return w
		}
	}
	return ""
}

func FuzzMergeLines(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, base, yours, theirs string) { checkMerge(t, Lines, base, yours, theirs) })
}

func FuzzMergePatterns(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, base, yours, theirs string) { checkMerge(t, Patterns, base, yours, theirs) })
}

func FuzzMergeInstructions(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, base, yours, theirs string) { checkInstructions(t, base, yours, theirs) })
}

// checkInstructions adds that a clean merge of Dockerfiles can be read by BuildKit.
func checkInstructions(t *testing.T, base, yours, theirs string) Merged {
	t.Helper()
	m := checkMerge(t, Instructions, base, yours, theirs)
	if m.Text == nil || len(m.Conflicts) > 0 || bytes.Count(m.Text, []byte("FROM")) == 0 {
		return m
	}
	if parses(base) && parses(yours) && parses(theirs) && !parses(string(m.Text)) {
		t.Fatalf("cannot be read:\n%s\nof\n%s\n---\n%s\n---\n%s", m.Text, base, yours, theirs)
	}
	return m
}

func parses(text string) bool {
	_, err := parser.Parse(strings.NewReader(text))
	return err == nil
}
