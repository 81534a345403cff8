package change

import "bytes"

// Form says how a file is taken apart before it is merged.
type Form string

// The forms: instructions for a Dockerfile, patterns for a .dockerignore, lines for everything else. PinnedLines is a
// Dockerfile by lines, with nothing but its image references taken as values; it is there to be measured.
const (
	Instructions Form = "instructions"
	Patterns     Form = "patterns"
	Lines        Form = "lines"
	PinnedLines  Form = "pinned-lines"
)

// Sides are the three texts of a merge: what was rendered last, what is on disk, what is rendered now.
type Sides struct{ Base, Yours, Theirs []byte }

// MergeOptions say how to merge.
type MergeOptions struct {
	Form Form
	// LabelYours, LabelBase and LabelTheirs stand behind the markers of a conflict.
	LabelYours, LabelBase, LabelTheirs string
	// Prefer settles what conflicts: "" leaves markers, "yours" and "theirs" take that side.
	Prefer string
	// Pins says who moves digests: "bot" (the default: what is on disk stays while the tag does) or "msgen"; "off" takes
	// image references for text.
	Pins string
}

// Conflict is one place where both sides changed the same thing.
type Conflict struct {
	// Line is where it begins in the merged text, from 1.
	Line int `json:"line"`
	// Base, Yours and Theirs are what the sides say.
	Base   string `json:"base"`
	Yours  string `json:"yours"`
	Theirs string `json:"theirs"`
}

// Merged is what came of a merge.
type Merged struct {
	Text []byte
	// Conflicts are the places left to a person; none when Prefer settled them.
	Conflicts []Conflict
	// Settled counts the conflicts that Prefer settled.
	Settled int
	// Notes say what was given up on the way: a digest that belonged to the tag before.
	Notes []string
}

// Merge brings together what changed from Base to Yours and from Base to Theirs. What both changed in different ways is a
// Conflict, which stands between markers in Text unless Prefer settles it. Bytes of Yours that Theirs leaves alone stay as
// they are: line ends, a byte order mark, a missing last line end, an encoding.
func Merge(s Sides, o MergeOptions) Merged {
	if m, done := mergeWhole(s, o); done {
		return m
	}
	return merged(s, o)
}

// merged merges texts of which each changed.
func merged(s Sides, o MergeOptions) Merged {
	base, yours, theirs := readText(s.Base), readText(s.Yours), readText(s.Theirs)
	base.adopt(yours)
	theirs.adopt(yours)
	sides := lineSides{base.lines, yours.lines, theirs.lines}
	pieces, notes := mergeForm(sides, o)
	w := writer{options: o, end: yours.end, settled: Merged{Notes: notes}}
	return w.write(yours.mark, pieces)
}

// mergeForm takes the sides apart as the form wants it.
func mergeForm(s lineSides, o MergeOptions) ([]piece, []string) {
	switch o.Form {
	case Instructions:
		return mergeInstructions(s, o)
	case PinnedLines:
		s, notes := mergePins(s, o)
		return mergeLines(s), notes
	case Patterns:
		return mergePatterns(s), nil
	}
	return mergeLines(s), nil
}

// mergeWhole answers what needs no look inside: one side that changed nothing, and texts that cannot be merged.
func mergeWhole(s Sides, o MergeOptions) (Merged, bool) {
	switch {
	case HasMarkers(s.Yours):
		return wholeConflict(s, "there are conflict markers left from an earlier merge: resolve them, then merge again"), true
	case bytes.Equal(s.Base, s.Yours):
		return Merged{Text: s.Theirs}, true
	case bytes.Equal(s.Base, s.Theirs), bytes.Equal(s.Yours, s.Theirs):
		return Merged{Text: s.Yours}, true
	case HasMarkers(s.Base), HasMarkers(s.Theirs):
		return wholeConflict(s, "what msgen wrote contains conflict markers, so it cannot be merged"), true
	case !isText(s.Base) || !isText(s.Yours) || !isText(s.Theirs):
		return preferred(s, o, wholeConflict(s, "it is not text that can be merged by lines: it is UTF-16 or contains NUL bytes")), true
	}
	return Merged{}, false
}

// wholeConflict leaves Yours as it is and says why.
func wholeConflict(s Sides, note string) Merged {
	whole := Conflict{Line: 1, Base: string(s.Base), Yours: string(s.Yours), Theirs: string(s.Theirs)}
	return Merged{Text: s.Yours, Conflicts: []Conflict{whole}, Notes: []string{note}}
}

// preferred settles a conflict of whole files.
func preferred(s Sides, o MergeOptions, m Merged) Merged {
	switch o.Prefer {
	case "yours":
		return Merged{Text: s.Yours, Settled: 1, Notes: m.Notes}
	case "theirs":
		return Merged{Text: s.Theirs, Settled: 1, Notes: m.Notes}
	}
	return m
}
