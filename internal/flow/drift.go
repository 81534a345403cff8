package flow

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/lock"
)

// ServiceDrift is what moved in a service since the lock was written, and what of its files moves with it.
type ServiceDrift struct {
	Service string `json:"service"`
	// New and Vanished tell of a service that the lock does not know, and of one that is no longer here.
	New      bool `json:"new,omitempty"`
	Vanished bool `json:"vanished,omitempty"`
	// Facts are what detect sees otherwise.
	Facts []lock.Difference `json:"facts"`
	// Answers are the choices that moved.
	Answers []AnswerMove `json:"answers"`
	// Images are the bases that moved.
	Images []ImageMove `json:"images"`
	// Files are the files that a new rendering changes, each with its hunks.
	Files []FileDrift `json:"files"`
	// Aged says that another msgen, or one with other images, wrote the lock: what the facts do not explain may be its doing.
	Aged bool `json:"aged,omitempty"`
}

// AnswerMove is a choice that is another one now. Old or New is empty where there is none.
type AnswerMove struct {
	Key string `json:"key"`
	// Was and Is are the values, Source and From where the new one comes from.
	Was      string      `json:"was"`
	Is       string      `json:"is"`
	Source   string      `json:"source"`
	From     string      `json:"from,omitempty"`
	Old, New lock.Answer `json:"-"`
	// Given says that a person set the new value.
	Given bool `json:"-"`
}

// moveOf is the way from one answer to another.
func moveOf(key string, old, now lock.Answer, given bool) AnswerMove {
	return AnswerMove{key, old.Value, now.Value, now.Source, now.From, old, now, given}
}

// ImageMove is a base that is another one now.
type ImageMove struct {
	Stage string `json:"stage"`
	Old   string `json:"was"`
	New   string `json:"is"`
}

// FileDrift is a file that would be rendered otherwise.
type FileDrift struct {
	Path string `json:"path"`
	// New and Removed tell of a file that was not rendered before, and of one that is no longer.
	New     bool          `json:"new,omitempty"`
	Removed bool          `json:"removed,omitempty"`
	Hunks   []change.Hunk `json:"hunks"`
	// Lines are the lines of the file on disk, from 1, at which the hunks stand.
	Lines []int `json:"lines"`
	// Moved is the path at which the file stands now, "" for the same.
	Moved string `json:"-"`
}

// Stack reports whether the drift comes from the repository: from its facts, or from a service that came or went.
func (d ServiceDrift) Stack() bool {
	moved := slices.ContainsFunc(d.Files, func(f FileDrift) bool { return f.Moved != "" }) && !slices.ContainsFunc(d.Answers, AnswerMove.elsewhere)
	return d.New || d.Vanished || moved || slices.ContainsFunc(d.Facts, Headline) || len(d.Files) > 0 && slices.ContainsFunc(d.Facts, d.seen)
}

// seen reports whether a difference was seen in the repository: the base is msgen's own decision, and what names no place
// may come from another msgen that knows more.
func (d ServiceDrift) seen(f lock.Difference) bool {
	return f.Key != baseFact && (!d.Aged || hasPlace(f.Old) || hasPlace(f.New))
}

// baseFact is the fact of the lock that plan decides.
const baseFact = "base"

// Wished reports whether the drift comes from answers that a person gave.
func (d ServiceDrift) Wished() bool { return slices.ContainsFunc(d.Answers, AnswerMove.wished) }

// elsewhere reports whether it is the output directory that moved.
func (a AnswerMove) elsewhere() bool { return a.Key == "outputDir" }

// wished reports whether a person set the new value, or took the old one back.
func (a AnswerMove) wished() bool { return a.Given || given(a.Old) }

// given reports whether a person gave an answer.
func given(a lock.Answer) bool {
	return a.Source != "" && a.Source != "detected" && a.Source != "default"
}

// Headline reports whether a changed fact is one that people speak of, with a place in the repository: it counts even where
// no line of the files moves with it. Of a version the release line counts, not the patch.
func Headline(d lock.Difference) bool {
	if slices.Contains(placeKeys(), d.Key) {
		return true
	}
	if strings.Contains(d.Key, ".") || d.Evidence || !hasPlace(d.Old) && !hasPlace(d.New) {
		return false
	}
	return d.Key != "version" || d.Old == nil || d.New == nil || line(d.Old.Value) != line(d.New.Value)
}

// placeKeys name where a service stands, which the lock says beside its facts.
func placeKeys() []string { return []string{"context", "dir", "stack"} }

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
	elsewhere(u, all)
	return all
}

// elsewhere adds the answer that the files go to another directory, where no service came or went, which moves them as well.
func elsewhere(u *Update, all []ServiceDrift) {
	if slices.ContainsFunc(all, func(d ServiceDrift) bool { return d.New || d.Vanished }) {
		return
	}
	for i := range all {
		d := &all[i]
		if was, moved := u.oldOutput(d.Service); moved {
			now := lock.Answer{Key: "outputDir", Value: u.req.OutputDir, Source: "file", From: ".msgen.yaml"}
			d.Answers = append(d.Answers, moveOf("outputDir", lock.Answer{Key: "outputDir", Value: was, Source: "file"}, now, true))
		}
	}
}

// oldOutput gives the output directory below which a service's Dockerfile was rendered last, where it is another one now.
func (u *Update) oldOutput(service string) (string, bool) {
	var was, is string
	for _, f := range u.Files {
		switch {
		case f.Service != service || !isDockerfile(f.Path):
		case f.Moved != "":
			was, is = f.Moved, f.Path
		case f.Theirs != nil:
			is = f.Path
		case f.Base != nil:
			was = f.Path
		}
	}
	below, ok := strings.CutPrefix("/"+is, path.Join("/", u.req.OutputDir))
	dir, same := strings.CutSuffix("/"+was, "/"+strings.TrimPrefix(below, "/"))
	return strings.TrimPrefix(dir, "/"), was != "" && is != "" && ok && same
}

// serviceDrift compares a service with what the lock says of it.
func serviceDrift(u *Update, was, now *lock.Service) ServiceDrift {
	facts := slices.DeleteFunc(lock.Compare(*was, *now), func(d lock.Difference) bool { return d.Evidence || inWords(d.Key) }) // old locks hold some words
	for i, pair := range [][2]string{{was.Context, now.Context}, {was.Dir, now.Dir}, {was.Stack, now.Stack}} {
		if key := placeKeys()[i]; pair[0] != pair[1] {
			facts = append(facts, lock.Difference{Key: key, Old: &lock.Fact{Key: key, Value: pair[0]}, New: &lock.Fact{Key: key, Value: pair[1]}})
		}
	}
	return ServiceDrift{Service: now.Name, Files: fileDrift(u, now.Name), Facts: facts, Answers: answerMoves(was, now), Images: imageMoves(was, now),
		Aged: u.Old.Msgen != u.req.Version || u.Old.Catalog != u.Result.team.images.Date}
}

// fileDrift gives the files of a service that would be rendered otherwise than last.
func fileDrift(u *Update, service string) []FileDrift {
	var all []FileDrift
	for _, f := range u.Files {
		if f.Service == service && f.Fate != Gone && f.Fate != Dropped && !(f.Fate == Same && f.Base == nil) {
			all = appendDrift(all, f.Path, f.Moved, f.Base, f.Theirs, f.Yours)
		}
	}
	return all
}

// appendDrift adds what differs between two renderings of a file.
func appendDrift(all []FileDrift, path, moved string, was, is, disk []byte) []FileDrift {
	if (was == nil) == (is == nil) && lock.Same(was, is) && moved == "" {
		return all
	}
	d := FileDrift{Path: path, Moved: moved, Hunks: change.Hunks(was, is), New: was == nil, Removed: is == nil}
	between := change.Hunks(was, disk)
	for _, h := range d.Hunks {
		d.Lines = append(d.Lines, through(between, h.OldLine))
	}
	return append(all, d)
}

// through gives the line of the new text at which a line of the old one stands, or stood.
func through(hunks []change.Hunk, line int) int {
	moved := line
	for _, h := range hunks {
		if h.OldLine > line {
			break
		}
		gone, come := 0, 0
		for _, l := range h.Lines {
			gone += strings.Count(l[:min(1, len(l))], "-")
			come += strings.Count(l[:min(1, len(l))], "+")
		}
		if line < h.OldLine+gone {
			return max(1, h.NewLine)
		}
		moved += come - gone
	}
	return max(1, moved)
}

func answerMoves(was, now *lock.Service) []AnswerMove {
	var moves []AnswerMove
	for _, a := range now.Answers {
		old, _ := was.Answer(a.Key)
		patch := a.Key == "version" && !given(a) && !given(old) && line(old.Value) == line(a.Value)
		if (old.Value != a.Value || given(old) != given(a)) && !patch && !agreed(now, old, a) {
			moves = append(moves, moveOf(a.Key, old, a, given(a)))
		}
	}
	return moves
}

// agreed reports an answer that a person gave just as msgen would have: the user's file does not keep it, so that from then
// on msgen gives it. A base was answered by its name and is "auto" now.
func agreed(now *lock.Service, old, a lock.Answer) bool {
	if old.Source != string(choice.Answer) {
		return false
	}
	return old.Value == a.Value || a.Key == baseFact && a.Value == "auto" &&
		slices.ContainsFunc(now.Facts, func(f lock.Fact) bool { return f.Key == baseFact && f.Value == old.Value })
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
