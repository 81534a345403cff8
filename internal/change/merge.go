package change

// Form says how a file is taken apart before it is merged.
type Form string

// The forms: instructions for a Dockerfile, patterns for a .dockerignore, lines for everything else.
const (
	Instructions Form = "instructions"
	Patterns     Form = "patterns"
	Lines        Form = "lines"
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
	// Pins says who moves digests: "bot" (the default: what is on disk stays while the tag does) or "msgen".
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
