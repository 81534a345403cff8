package cmd

import (
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
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
	Stack []flow.ServiceDrift `json:"stack"`
	// Answers is what the user's file, a variable or a flag says otherwise.
	Answers []flow.ServiceDrift `json:"answers"`
	// Packs is what other packs than those of the lock bring, or what servers have.
	Packs packsDrift `json:"packs"`
	// Policy is what the packs' policy does not allow; where something counts, the exit code is 5.
	Policy policyDrift `json:"policy"`
	// Catalog is what msgen itself would write otherwise: its templates and its base images.
	Catalog []flow.ServiceDrift `json:"catalog"`
	// Edits are the files that were edited by hand, each with its hunks.
	Edits []editSummary `json:"edits"`
	// Breaches are rules that an edit by hand broke.
	Breaches []flow.Breach `json:"breaches"`
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

// summaries gives what moved in services as data: a list that is empty is one all the same.
func summaries(all []flow.ServiceDrift) []flow.ServiceDrift {
	for i := range all {
		d := &all[i]
		d.Facts, d.Answers, d.Images, d.Files = filled(d.Facts), filled(d.Answers), filled(d.Images), filled(d.Files)
		for k := range d.Files {
			d.Files[k].Hunks, d.Files[k].Lines = filled(d.Files[k].Hunks), filled(d.Files[k].Lines)
		}
	}
	return filled(all)
}

// filled gives a list that is not nil, which JSON would write as null.
func filled[T any](list []T) []T { return append([]T{}, list...) }
