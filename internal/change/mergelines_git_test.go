package change

import (
	"bytes"
	"errors"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// sample is one random merge.
type sample struct{ base, yours, theirs []byte }

// randomText is a text of few different lines, so that many repeat.
func randomText(r *rand.Rand, alphabet, longest int) []string {
	lines := make([]string, r.Intn(longest+1))
	for i := range lines {
		lines[i] = string(rune('a' + r.Intn(alphabet)))
	}
	return lines
}

// randomEdit changes a few lines.
func randomEdit(r *rand.Rand, lines []string, alphabet int) []string {
	out := append([]string{}, lines...)
	for range r.Intn(4) {
		at := r.Intn(len(out) + 1)
		word := string(rune('a' + r.Intn(alphabet+3)))
		switch k := r.Intn(3); {
		case k == 0 || at == len(out):
			out = append(out[:at], append([]string{word}, out[at:]...)...)
		case k == 1:
			out = append(out[:at], out[at+1:]...)
		default:
			out[at] = word
		}
	}
	return out
}

// randomSample makes three texts that are related.
func randomSample(r *rand.Rand) sample {
	alphabet := 2 + r.Intn(20)
	base := randomText(r, alphabet, 16)
	file := func(lines []string) []byte {
		if len(lines) == 0 {
			return nil
		}
		return []byte(strings.Join(lines, "\n") + "\n")
	}
	return sample{file(base), file(randomEdit(r, base, alphabet)), file(randomEdit(r, base, alphabet))}
}

// gitMerge asks git; true means that it found a conflict.
func gitMerge(t *testing.T, dir string, s sample) ([]byte, bool) {
	for name, data := range map[string][]byte{"b": s.base, "o": s.yours, "t": s.theirs} {
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
	return out, err != nil
}

// agreement counts how often git and we say the same.
type agreement struct {
	sync.Mutex
	clean, conflict, sameConflict, disagree, differ int
}

func (a *agreement) compare(t *testing.T, dir string, s sample) {
	want, conflicted := gitMerge(t, dir, s)
	got := Merge(Sides{s.base, s.yours, s.theirs}, MergeOptions{Form: Lines, LabelYours: "yours", LabelBase: "base", LabelTheirs: "theirs"})
	a.Lock()
	defer a.Unlock()
	switch mine := len(got.Conflicts) > 0; {
	case mine != conflicted:
		a.disagree++
	case conflicted:
		a.conflict++
		if bytes.Equal(got.Text, want) {
			a.sameConflict++
		}
	default:
		a.clean++
		if !bytes.Equal(got.Text, want) {
			a.differ++ // another shortest diff, where lines repeat
			a.disagree++
			t.Logf("base %q, yours %q, theirs %q: git %q, we %q", s.base, s.yours, s.theirs, want, got.Text)
		}
	}
}

// TestMergeLinesLikeGit merges random texts and compares with git merge-file: the same bytes wherever both merge cleanly.
func TestMergeLinesLikeGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("this test compares with git, which is not here: ", err)
	}
	cases := 10_000
	if testing.Short() {
		cases = 1_000
	}
	r := rand.New(rand.NewSource(4))
	queue := make(chan sample)
	var done sync.WaitGroup
	var counts agreement
	for range runtime.NumCPU() {
		dir := t.TempDir()
		done.Go(func() {
			for s := range queue {
				counts.compare(t, dir, s)
			}
		})
	}
	for range cases {
		queue <- randomSample(r)
	}
	close(queue)
	done.Wait()
	t.Logf("%d cases: both clean %d, of which %d differ; both conflict %d, of which %d byte for byte; disagree %d",
		cases, counts.clean, counts.differ, counts.conflict, counts.sameConflict, counts.disagree)
	if counts.disagree*200 > cases {
		t.Errorf("%d of %d disagree, more than 0.5 %%", counts.disagree, cases)
	}
}
