package flow_test

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// studyCase is one edit of one stack's Dockerfile, then one change of the stack.
type studyCase struct {
	stack, edit, change string
	edits               []handEdit
	// base, yours, theirs are the three sides; merged is what update made of them.
	base, yours, theirs string
	merged              flow.FileUpdate
	// breaks says which rule a text of both sides breaks that neither side breaks.
	breaks func(text string) string
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
	inParallel(results, func(r *studyResult) {
		r.judge(t)
		if !testing.Short() {
			r.typed(t, studies[slices.IndexFunc(studies, func(s study) bool { return s.name == r.stack })])
		}
	})
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
		var u *flow.Update
		u, c.merged = s.update(t, before, s.changes[name], c.yours)
		c.breaks = func(text string) string { return u.Together(c.merged, text) }
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
	u := regenerate(t, repo, func(r *flow.UpdateRequest) { r.Wishes, r.Team = studyWishes(s.flags), s.team(t, "1", packed) })
	l := u.Lock()
	for _, f := range u.Files {
		repo[f.Path] = &fstest.MapFile{Data: f.Text, Mode: 0o644}
	}
	return started{repo, l, string(repo["Dockerfile"].Data)}
}

// studyWishes reads flags of init and update.
func studyWishes(flags []string) choice.Wishes {
	wishes := choice.Wishes{}
	for i := 0; i+1 < len(flags); i += 2 {
		wishes[strings.TrimPrefix(flags[i], "--")] = choice.Wish{Value: flags[i+1], Source: choice.Flag, From: flags[i]}
	}
	return wishes
}

// team gives a release of a pack as a request wants it; nil for no pack.
func (s study) team(t *testing.T, release string, packed bool) *pack.Team {
	t.Helper()
	if !packed {
		return nil
	}
	p, err := pack.Read(s.packs[release])
	if err != nil {
		t.Fatal(err)
	}
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		t.Fatal(err)
	}
	return team
}

// update changes a repository whose Dockerfile was edited, and updates it.
func (s study) update(t *testing.T, before started, c stackChange, yours string) (*flow.Update, flow.FileUpdate) {
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
		r.Lock, r.Wishes, r.Team = before.lock, studyWishes(s.flags), s.team(t, "2", c.packed)
		maps.Copy(r.Wishes, studyWishes(c.flags))
	})
	for _, f := range u.Files {
		if f.Path == "Dockerfile" {
			return u, f
		}
	}
	t.Fatalf("%s: after %s there is no Dockerfile", s.name, c.about)
	return nil, flow.FileUpdate{}
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
