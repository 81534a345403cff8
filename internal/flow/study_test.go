package flow_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/templates"
)

// studyCase is one edit of one stack's Dockerfile, then one change of the stack.
type studyCase struct {
	stack, edit, change string
	edits               []handEdit
	// base, yours, theirs are the three sides; merged is what update made of them.
	base, yours, theirs string
	merged              flow.FileUpdate
}

// name is the row of the list of conflicts.
func (c studyCase) name() string { return c.edit + " × " + c.change }

// TestStudy makes ten hand edits, and all of them at once, in the Dockerfiles of four stacks, changes each stack in ten ways,
// and updates: every edit and every change is in the result, or in a conflict that is printed. The page says what came of it.
func TestStudy(t *testing.T) {
	studies, err := readStudies()
	if err != nil {
		t.Fatal(err)
	}
	var results []*studyResult
	for _, s := range studies {
		for _, name := range stackChanges() {
			for _, c := range s.cases(t, name) {
				results = append(results, &studyResult{studyCase: c})
			}
		}
	}
	if t.Failed() {
		return
	}
	inParallel(results, func(r *studyResult) { r.judge(t) })
	checkConflicts(t, studies, results)
	checkPage(t, studyPage(studies, results))
}

// inParallel does something with each of many on all processors.
func inParallel[T any](all []T, do func(T)) {
	queue := make(chan T)
	var done sync.WaitGroup
	for range runtime.NumCPU() {
		done.Go(func() {
			for one := range queue {
				do(one)
			}
		})
	}
	for _, one := range all {
		queue <- one
	}
	close(queue)
	done.Wait()
}

// cases gives every edit before one change.
func (s study) cases(t *testing.T, name string) []studyCase {
	t.Helper()
	before := s.start(t, s.changes[name].packed)
	var all []studyCase
	for _, e := range append(edits(), allEdits) {
		c := studyCase{stack: s.name, edit: e, change: name, base: before.dockerfile}
		c.edits = s.chosen(e)
		c.yours = c.base
		var err error
		for i, one := range c.edits {
			if c.yours, err = one.apply(c.yours); err != nil {
				t.Errorf("%s: the edit %s (%d) before %s: %v", s.name, e, i+1, name, err)
				return all
			}
		}
		if sign := missing(c.base, c.edits); sign == "" {
			t.Errorf("%s: the edit %s is seen without being made", s.name, e)
		}
		if sign := missing(c.yours, c.edits); sign != "" {
			t.Errorf("%s: the edit %s does not show %q:\n%s", s.name, e, sign, c.yours)
		}
		c.merged = s.update(t, before, s.changes[name], c.yours)
		c.theirs = string(c.merged.Theirs)
		all = append(all, c)
	}
	if c := all[0]; c.theirs == c.base {
		t.Errorf("%s: the change %s changes nothing in the Dockerfile", s.name, name)
	}
	return all
}

// chosen gives the edits of a row.
func (s study) chosen(name string) []handEdit {
	if name != allEdits {
		return []handEdit{s.edits[name]}
	}
	all := []handEdit{s.edits["reorder"]} // while the lines are still those that it moves
	for _, n := range edits() {
		if n != "reorder" {
			all = append(all, s.edits[n])
		}
	}
	return all
}

// started is a repository after init.
type started struct {
	repo       fstest.MapFS
	lock       *lock.Lock
	dockerfile string
}

// start makes a stack's repository and its first files; packed says that a team's pack prints them.
func (s study) start(t *testing.T, packed bool) started {
	t.Helper()
	repo := fstest.MapFS{}
	for name, text := range s.repo {
		repo[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Wishes = studyWishes(s.flags) })
	l, err := u.Lock()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range u.Files {
		repo[f.Path] = &fstest.MapFile{Data: f.Text, Mode: 0o644}
	}
	text := string(repo["Dockerfile"].Data)
	if packed {
		text = packedText(t, u, s.packs["1"])
	}
	return started{repo, l, text}
}

// studyWishes reads flags of init and update.
func studyWishes(flags []string) choice.Wishes {
	wishes := choice.Wishes{}
	for i := 0; i+1 < len(flags); i += 2 {
		wishes[strings.TrimPrefix(flags[i], "--")] = choice.Wish{Value: flags[i+1], Source: choice.Flag, From: flags[i]}
	}
	return wishes
}

// packedText is a service's Dockerfile as a team's pack prints it.
func packedText(t *testing.T, u *flow.Update, pack fstest.MapFS) string {
	t.Helper()
	files, err := render.Files(u.Result.Services[0].Plan, []render.Layer{{Name: "msgen", FS: templates.FS}, {Name: "team", FS: pack}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Path == "Dockerfile" {
			return f.Text
		}
	}
	t.Fatal("the pack prints no Dockerfile")
	return ""
}

// update changes a repository whose Dockerfile was edited, and updates it. A request cannot ask for packs yet, so their
// renderings are laid before the same merge by hand.
func (s study) update(t *testing.T, before started, c stackChange, yours string) flow.FileUpdate {
	t.Helper()
	files := map[string]string{}
	for name, f := range before.repo {
		files[name] = string(f.Data)
	}
	files["Dockerfile"] = yours
	c.apply(files)
	repo := fstest.MapFS{}
	for name, text := range files {
		repo[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	u := regenerate(t, repo, func(r *flow.UpdateRequest) {
		r.Lock, r.Wishes = before.lock, studyWishes(s.flags)
		maps.Copy(r.Wishes, studyWishes(c.flags))
	})
	if c.packed {
		return u.MergeTexts(u.Result.Services[0].Stack.Name, "Dockerfile", []byte(before.dockerfile), []byte(yours), []byte(packedText(t, u, s.packs["2"])))
	}
	for _, f := range u.Files {
		if f.Path == "Dockerfile" {
			return f
		}
	}
	t.Fatalf("%s: after %s there is no Dockerfile", s.name, c.about)
	return flow.FileUpdate{}
}

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
		lost := missing(text, r.edits)
		return tally{lost: lost, wrong: balance(r.base, r.yours, r.theirs, text)}
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

// checkConflicts holds the conflicts to the lists, which give a reason for each.
func checkConflicts(t *testing.T, studies []study, results []*studyResult) {
	t.Helper()
	for _, s := range studies {
		known := maps.Clone(s.conflicts)
		explained := map[string]bool{} // changes that conflict with some edit
		for _, r := range results {
			if r.stack != s.name || r.by[byUpdate].places == 0 {
				continue
			}
			if known[r.name()] == "" && !(r.edit == allEdits && explained[r.change]) {
				t.Errorf("%s: %s: a conflict without a reason:\n%s", s.name, r.name(), places(r.merged))
			}
			explained[r.change] = true
			delete(known, r.name())
		}
		for _, name := range slices.Sorted(maps.Keys(known)) {
			t.Errorf("%s: %s: no conflict any more", s.name, name)
		}
	}
}

// places prints the conflicts of a file.
func places(f flow.FileUpdate) string {
	var b strings.Builder
	for _, c := range f.Conflicts {
		b.WriteString("yours:\n" + c.Yours + "last generated:\n" + c.Base + "msgen:\n" + c.Theirs)
	}
	return b.String() + strings.Join(f.Notes, "\n")
}
