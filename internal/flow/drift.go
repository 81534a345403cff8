package flow

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
)

// ServiceDrift is what moved in a service since the lock was written, and what of its files moves with it.
type ServiceDrift struct {
	Service string
	// New and Vanished tell of a service that the lock does not know, and of one that is no longer here.
	New, Vanished bool
	// Facts are what detect sees otherwise.
	Facts []lock.Difference
	// Answers are the choices that moved.
	Answers []AnswerMove
	// Images are the bases that moved.
	Images []ImageMove
	// Files are the files that a new rendering changes, each with its hunks.
	Files []FileDrift
}

// AnswerMove is a choice that is another one now. Old or New is empty where there is none.
type AnswerMove struct {
	Key      string
	Old, New lock.Answer
	// Given says that a person set the new value.
	Given bool
}

// ImageMove is a base that is another one now.
type ImageMove struct{ Stage, Old, New string }

// FileDrift is a file that would be rendered otherwise.
type FileDrift struct {
	Path  string
	Hunks []change.Hunk
}

// Stack reports whether the drift comes from the repository: from its facts, or from a service that came or went. The base
// is no fact of it, but what msgen makes of facts and answers.
func (d ServiceDrift) Stack() bool {
	seen := slices.ContainsFunc(d.Facts, func(f lock.Difference) bool { return f.Key != "base" })
	return d.New || d.Vanished || slices.ContainsFunc(d.Facts, Headline) || seen && len(d.Files) > 0
}

// Wished reports whether the drift comes from answers that a person gave.
func (d ServiceDrift) Wished() bool {
	return slices.ContainsFunc(d.Answers, func(a AnswerMove) bool { return a.Given || given(a.Old) })
}

// Templates reports whether the drift comes from msgen itself: its templates, its plans or its images.
func (d ServiceDrift) Templates() bool { return len(d.Files) > 0 && !d.Stack() && !d.Wished() }

// given reports whether a person gave an answer.
func given(a lock.Answer) bool {
	return a.Source != "" && a.Source != "detected" && a.Source != "default"
}

// Headline reports whether a changed fact is one that people speak of, with a place in the repository: it counts even where
// no line of the files moves with it. Of a version the release line counts, not the patch.
func Headline(d lock.Difference) bool {
	if strings.Contains(d.Key, ".") || d.Evidence || !hasPlace(d.Old) && !hasPlace(d.New) {
		return false
	}
	return d.Key != "version" || d.Old == nil || d.New == nil || line(d.Old.Value) != line(d.New.Value)
}

// hasPlace reports whether a fact names a place in the repository.
func hasPlace(f *lock.Fact) bool { return f != nil && f.Path != "" }

// line gives the first two numbers of a version: "1.25" of "1.25.1".
func line(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// counts reports whether an update would have something to do.
func (d ServiceDrift) counts() bool {
	return d.Stack() || len(d.Answers)+len(d.Images)+len(d.Files) > 0
}

// drift compares what is seen now with what the lock says, service by service.
func drift(u *Update, next *lock.Lock) []ServiceDrift {
	if len(u.Old.Services) == 0 {
		return nil
	}
	var all []ServiceDrift
	for _, s := range next.Services {
		d := ServiceDrift{Service: s.Name, New: true, Files: fileDrift(u, s.Name)}
		if was := u.Old.Service(s.Name); was != nil {
			d = serviceDrift(u, was, &s)
		}
		if d.counts() {
			all = append(all, d)
		}
	}
	for _, s := range u.Old.Services {
		if next.Service(s.Name) == nil {
			all = append(all, ServiceDrift{Service: s.Name, Vanished: true, Files: fileDrift(u, s.Name)})
		}
	}
	return all
}

// serviceDrift compares a service with what the lock says of it.
func serviceDrift(u *Update, was, now *lock.Service) ServiceDrift {
	facts := slices.DeleteFunc(lock.Compare(*was, *now), func(d lock.Difference) bool { return d.Evidence })
	return ServiceDrift{Service: now.Name, Files: fileDrift(u, now.Name), Facts: facts, Answers: answerMoves(was, now), Images: imageMoves(was, now)}
}

// fileDrift gives the files of a service that would be rendered otherwise than last.
func fileDrift(u *Update, service string) []FileDrift {
	var all []FileDrift
	for _, f := range u.Files {
		if f.Service == service && !lock.Same(f.Base, f.Theirs) && f.Fate != Gone {
			all = append(all, FileDrift{f.Path, change.Hunks(f.Base, f.Theirs)})
		}
	}
	return all
}

func answerMoves(was, now *lock.Service) []AnswerMove {
	var moves []AnswerMove
	for _, a := range now.Answers {
		old, _ := was.Answer(a.Key)
		patch := a.Key == "version" && !given(a) && !given(old) && line(old.Value) == line(a.Value)
		if (old.Value != a.Value || given(old) != given(a)) && !patch {
			moves = append(moves, AnswerMove{Key: a.Key, Old: old, New: a, Given: given(a)})
		}
	}
	return moves
}

func imageMoves(was, now *lock.Service) []ImageMove {
	old := map[string]string{}
	for _, i := range was.Images {
		old[i.Stage] = i.Ref
	}
	var moves []ImageMove
	for _, i := range now.Images {
		if ref, known := old[i.Stage]; known && ref != i.Ref {
			moves = append(moves, ImageMove{i.Stage, ref, i.Ref})
		}
	}
	return moves
}
