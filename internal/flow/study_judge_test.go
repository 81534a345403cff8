package flow_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/flow"
)

// method is one way to bring an edit and a change together.
type method int

// The methods, from the worst.
const (
	overwrite method = iota
	byGit
	byLines
	byPins
	byUpdate
	methods
)

// tally is what came of one case by one method.
type tally struct {
	// places is the number of conflicts; lost says that an edit is gone, and wrong what else is not as it should be.
	places      int
	lost, wrong string
}

// studyResult is a case with what came of it.
type studyResult struct {
	studyCase
	by [methods]tally
}

// judge tries all methods and holds update to what it promises.
func (r *studyResult) judge(t *testing.T) {
	r.by[overwrite] = tally{lost: missing(r.theirs, r.edits)}
	sides := change.Sides{Base: []byte(r.base), Yours: []byte(r.yours), Theirs: []byte(r.theirs)}
	labels := change.MergeOptions{LabelYours: "yours", LabelBase: "last generated", LabelTheirs: "msgen"}
	r.by[byGit] = r.count(gitMerged(t, sides))
	for m, form := range map[method]change.Form{byLines: change.Lines, byPins: change.PinnedLines} {
		labels.Form = form
		merged := change.Merge(sides, labels)
		r.by[m] = r.count(string(merged.Text), len(merged.Conflicts))
	}
	text := string(r.merged.Text)
	r.by[byUpdate] = r.count(text, len(r.merged.Conflicts))
	got := r.by[byUpdate]
	if r.merged.Fate.Blocks() != (got.places > 0) || got.places == 0 && r.merged.Fate != flow.Merged {
		t.Errorf("%s: %s: %d conflicts and the fate %s", r.stack, r.name(), got.places, r.merged.Fate)
	}
	if got.lost != "" {
		t.Errorf("%s: %s: the edit is lost: %s\n%s", r.stack, r.name(), got.lost, text)
	}
	if got.wrong != "" {
		t.Errorf("%s: %s: %s\n%s", r.stack, r.name(), got.wrong, text)
	}
}

// count judges a merged text. Of a text with conflicts both resolutions are: with yours the edit must be there, with
// theirs every word that the change brought.
func (r *studyResult) count(text string, places int) tally {
	if places == 0 {
		got := tally{lost: missing(text, r.edits), wrong: balance(r.base, r.yours, r.theirs, text)}
		if text != string(r.merged.Text) { // which the update itself has judged
			got.wrong += r.breaks(text)
		}
		return got
	}
	got := tally{places: places}
	mine, theirs, ok := resolved(text)
	if !ok {
		got.wrong = "the markers do not fit"
		return got
	}
	got.lost = missing(mine, r.edits)
	b, o, was, is := wordsByStage(r.base), wordsByStage(r.yours), wordsByStage(r.theirs), wordsByStage(theirs)
	for w, n := range was {
		if n > b[w] && is[w] < n-max(0, b[w]-o[w]) {
			got.wrong = "the change's " + w + " is in neither side of a conflict"
		}
	}
	return got
}

// resolved gives a text with conflicts as each side would have it.
func resolved(text string) (yours, theirs string, ok bool) {
	var mine, other strings.Builder
	state := ""
	for _, line := range strings.SplitAfter(text, "\n") {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		next := map[string]string{"<<<<<<<": "yours", "|||||||": "base", "=======": "theirs", ">>>>>>>": ""}
		follows := map[string]string{"<<<<<<<": "", "|||||||": "yours", "=======": "base", ">>>>>>>": "theirs"}
		if to, marker := next[word]; marker {
			if state != follows[word] {
				return "", "", false
			}
			state = to
			continue
		}
		if state != "theirs" && state != "base" {
			mine.WriteString(line)
		}
		if state != "yours" && state != "base" {
			other.WriteString(line)
		}
	}
	return mine.String(), other.String(), state == ""
}

// gitMerged merges with git alone and gives the text and the number of conflicts.
func gitMerged(t *testing.T, s change.Sides) (string, int) {
	dir, err := os.MkdirTemp("", "study")
	if err != nil {
		t.Error(err)
		return "", 0
	}
	defer os.RemoveAll(dir)
	for name, data := range map[string][]byte{"b": s.Base, "o": s.Yours, "t": s.Theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Error(err)
		}
	}
	cmd := exec.Command("git", "merge-file", "--diff3", "-p", "-L", "yours", "-L", "base", "-L", "theirs", "o", "b", "t")
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() > 127) {
		t.Errorf("git merge-file: %v", err)
	}
	return string(out), bytes.Count(out, []byte("\n<<<<<<< yours\n")) + bytes.Count(out[:min(len(out), 14)], []byte("<<<<<<< yours\n"))
}
