package cmd

import (
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/verify"
)

// driftReport is what `update --check` says, for machines. Each part answers a question of its own.
type driftReport struct {
	Schema string `json:"schema"`
	// Drift tells whether anything below counts; then the exit code is 2.
	Drift bool `json:"drift"`
	// Lock is the msgen that wrote the lock, Now the one that looks.
	Lock driftWriter `json:"lock"`
	Now  driftWriter `json:"now"`
	// Stack is what the repository says otherwise than the lock.
	Stack []driftSummary `json:"stack"`
	// Answers is what the user's file, a variable or a flag says otherwise.
	Answers []driftSummary `json:"answers"`
	// Packs is what other packs than those of the lock bring, or what servers have.
	Packs packsDrift `json:"packs"`
	// Policy is what the packs' policy does not allow; where something counts, the exit code is 5.
	Policy policyDrift `json:"policy"`
	// Catalog is what msgen itself would write otherwise: its templates and its base images.
	Catalog []driftSummary `json:"catalog"`
	// Edits are the files that were edited by hand, each with its hunks.
	Edits []editSummary `json:"edits"`
	// Breaches are rules that an edit by hand broke.
	Breaches []breachSummary `json:"breaches"`
	// Blocked are files on which a person has to decide before an update can be written.
	Blocked []updateFile `json:"blocked"`
	// Fix are the commands that settle it, in this order.
	Fix []string `json:"fix"`
}

// driftWriter is a release of msgen with the date of its base images.
type driftWriter struct {
	Msgen   string `json:"msgen"`
	Catalog string `json:"catalog"`
}

// driftSummary is what moved in one service.
type driftSummary struct {
	Service  string        `json:"service"`
	New      bool          `json:"new,omitempty"`
	Vanished bool          `json:"vanished,omitempty"`
	Facts    []factMove    `json:"facts"`
	Answers  []answerMove  `json:"answers"`
	Images   []imageMove   `json:"images"`
	Files    []fileChanges `json:"files"`
	// Aged says that another msgen, or one with other images, wrote the lock, so that some of the lines may be its doing.
	Aged bool `json:"aged,omitempty"`

	drift flow.ServiceDrift
}

// factMove is a fact that is seen otherwise; without Was or Is where there is none.
type factMove struct {
	Key string     `json:"key"`
	Was *factPlace `json:"was,omitempty"`
	Is  *factPlace `json:"is,omitempty"`
}

// factPlace is a value with its evidence.
type factPlace struct {
	Value string `json:"value"`
	Path  string `json:"path,omitempty"`
	Line  int    `json:"line,omitempty"`
	Text  string `json:"text,omitempty"`
}

// answerMove is a choice that is another one.
type answerMove struct {
	Key    string `json:"key"`
	Was    string `json:"was"`
	Is     string `json:"is"`
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
}

// imageMove is a base that is another one.
type imageMove struct {
	Stage string `json:"stage"`
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// fileChanges is what changes in a file. Lines are those of the file on disk at which the hunks stand.
type fileChanges struct {
	Path    string        `json:"path"`
	New     bool          `json:"new,omitempty"`
	Removed bool          `json:"removed,omitempty"`
	Hunks   []change.Hunk `json:"hunks"`
	Lines   []int         `json:"lines"`
}

// editSummary is a file that was edited by hand.
type editSummary struct {
	Path     string `json:"path"`
	Service  string `json:"service"`
	Accepted bool   `json:"accepted"`
	Deleted  bool   `json:"deleted"`
	// Pins says that nothing but digests of images moved, which is a bot's work and does not count.
	Pins  bool          `json:"pins,omitempty"`
	Hunks []change.Hunk `json:"hunks"`
}

// breachSummary is a rule that a file breaks; Accepted where the text was accepted as it is, Rendered where msgen's own
// text breaks it as well. Neither counts.
type breachSummary struct {
	verify.Finding
	Accepted bool `json:"accepted,omitempty"`
	Rendered bool `json:"rendered,omitempty"`
}

// summaries gives what moved in services as data.
func summaries(all []flow.ServiceDrift) []driftSummary {
	sums := []driftSummary{}
	for _, d := range all {
		sums = append(sums, summarise(d))
	}
	return sums
}

// summarise gives what moved in a service as data.
func summarise(d flow.ServiceDrift) driftSummary {
	sum := driftSummary{Service: d.Service, New: d.New, Vanished: d.Vanished, Facts: []factMove{}, Answers: []answerMove{}, Images: []imageMove{},
		Files: []fileChanges{}, Aged: d.Aged, drift: d}
	for _, f := range d.Facts {
		sum.Facts = append(sum.Facts, factMove{f.Key, placeOf(f.Old), placeOf(f.New)})
	}
	for _, a := range d.Answers {
		sum.Answers = append(sum.Answers, answerMove{a.Key, a.Old.Value, a.New.Value, a.New.Source, a.New.From})
	}
	for _, i := range d.Images {
		sum.Images = append(sum.Images, imageMove{i.Stage, i.Old, i.New})
	}
	for _, f := range d.Files {
		sum.Files = append(sum.Files, fileChanges{f.Path, f.New, f.Removed, append([]change.Hunk{}, f.Hunks...), append([]int{}, f.Lines...)})
	}
	return sum
}

// placeOf gives a fact as data, nil for none.
func placeOf(f *lock.Fact) *factPlace {
	if f == nil {
		return nil
	}
	return &factPlace{f.Value, f.Path, f.Line, f.Text}
}
