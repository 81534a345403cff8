package cmd

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/config"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
)

// The files in want/ of a case that must be refused: the exit code that init would end with, and the message.
const (
	wantExit   = "exit"
	wantStderr = "stderr"
)

// packCase is what came of one case of a pack's tests, for machines.
type packCase struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Problems are what is wrong, one text each; Diff is the way from want/ to what was rendered.
	Problems []string `json:"problems,omitempty"`
	Diff     string   `json:"diff,omitempty"`
	// Refused is the exit code of a case that must be refused, and was.
	Refused int `json:"refused,omitempty"`
	// Edits counts the edits by hand that went through updates, From names where those began: want, old, a reference.
	Edits int      `json:"edits,omitempty"`
	From  []string `json:"from,omitempty"`

	rendered map[string][]byte // what want/ should hold
}

// caseRequest asks for the files of a case: with the answers of its repository's own .msgen.yaml, and over them those of
// answers.yaml.
func caseRequest(base flow.Request, repo fs.FS, answers map[string]string) (flow.Request, error) {
	m, err := recall(repo)
	if err != nil {
		return base, err
	}
	if m.configText != nil {
		m.team = base.Team
		if m.config, err = config.Parse(m.configText, m.questions()...); err != nil {
			return base, err
		}
	}
	base.Repo, base.Wishes = repo, flow.WishesOf(answers, "answers.yaml")
	base.Only, base.Saved, base.OutputDir, base.Exceptions = m.config.Only, m.config.Wishes, m.config.OutputDir, m.exceptions()
	return base, nil
}

// outcome gives the files that come of a request, or the refusal as files.
func outcome(base flow.Request, repo fs.FS, answers map[string]string) (files map[string][]byte, refused error) {
	req, err := caseRequest(base, repo, answers)
	if err == nil {
		files, err = filesOf(req)
	}
	if err != nil {
		files = map[string][]byte{wantExit: fmt.Appendf(nil, "%d\n", code(err)), wantStderr: []byte(strings.TrimRight(err.Error(), "\n") + "\n")}
	}
	return files, err
}

// run renders a case twice, compares it with what it wants, and proves that an update keeps edits by hand.
func (t *packTest) run(c pack.Case) packCase {
	done := packCase{Name: c.Name}
	var refused error
	done.rendered, refused = outcome(t.request(), c.Repo, c.Answers)
	again, _ := outcome(t.request(), c.Repo, c.Answers)
	for _, path := range differing(done.rendered, again) {
		done.Problems = append(done.Problems, path+" differs from one rendering to the next")
	}
	want := treeFiles(c.Want)
	done.compare(want, refused, t.o.update)
	if refused == nil {
		t.prove(c, want, &done)
	} else if want[wantExit] != nil {
		done.Refused = code(refused)
	}
	done.OK = len(done.Problems) == 0
	return done
}

// compare holds what was rendered against want/. With --update what differs is no problem but a refusal that nobody wanted.
func (c *packCase) compare(want map[string][]byte, refused error, update bool) {
	paths := differing(want, c.rendered)
	for _, d := range filesChanged(want, c.rendered) {
		c.Diff += change.Diff(d)
	}
	switch {
	case refused == nil && want[wantExit] != nil:
		c.Problems = append(c.Problems, "want/exit expects a refusal, but the case rendered")
	case update && refused != nil && want[wantExit] == nil:
		c.Problems = append(c.Problems, fmt.Sprintf("refused with %d: %v", code(refused), refused))
	case update || len(paths) == 0:
	case len(want) == 0:
		c.Problems, c.Diff = append(c.Problems, "there is no want/ yet; msgen pack test --update writes it"), ""
		if refused != nil {
			c.Problems = append(c.Problems, fmt.Sprintf("refused with %d: %v", code(refused), refused))
		}
	default:
		c.Problems = append(c.Problems, "the rendered files differ from want/: "+strings.Join(paths, ", "))
	}
}

// prove updates older files of the case that were edited by hand to the pack as it is now.
func (t *packTest) prove(c pack.Case, want map[string][]byte, done *packCase) {
	var all []earlier
	if len(want) > 0 && want[wantExit] == nil {
		all = append(all, earlier{"want", want, c.Repo, c.Answers, nil})
	}
	if old := treeFiles(c.Old); len(old) > 0 {
		all = append(all, earlier{"old", old, c.Repo, c.Answers, nil})
	}
	if t.against != nil {
		before, err := t.earlier(c)
		switch {
		case err != nil:
			done.Problems = append(done.Problems, fmt.Sprintf("from %s: %v", t.o.against, err))
		case before.files != nil:
			all = append(all, before)
		}
	}
	for _, b := range all {
		req, err := caseRequest(t.request(), b.repo, b.answers)
		var proof flow.Proof
		if err == nil {
			proof, err = flow.Prove(req, b.files, b.moves)
		}
		if err != nil {
			proof.Problems = []string{err.Error()}
		}
		for _, p := range proof.Problems {
			done.Problems = append(done.Problems, "from "+b.name+": "+p)
		}
		done.Edits += proof.Edits
		done.From = append(done.From, b.name)
	}
}

// treeFiles reads all files of a tree of a pack.
func treeFiles(tree fs.FS) map[string][]byte {
	files := map[string][]byte{}
	_ = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(tree, name)
		return err
	}) // it is in memory
	return files
}

// differing gives the paths whose content is not the same in both, sorted.
func differing(a, b map[string][]byte) []string {
	return slices.DeleteFunc(union(a, b), func(path string) bool {
		text, had := a[path]
		other, has := b[path]
		return had && has && bytes.Equal(text, other)
	})
}
