package flow

import (
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/story"
)

// TestCombinations renders every case × base × targets × port: each is refused with a reason, or renders, parses and has no
// finding. CASE=go-gin picks a case.
func TestCombinations(t *testing.T) {
	if testing.Short() {
		t.Skip("renders some thousands of Dockerfiles: left to the run without -short")
	}
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	var done, refused atomic.Int64
	t.Run("cases", func(t *testing.T) {
		for _, s := range stories {
			if os.Getenv("CASE") != "" && os.Getenv("CASE") != s.Name {
				continue
			}
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				for _, w := range combinations(s) {
					rendered, ok := combined(t, s, w)
					if done.Add(int64(rendered)); !ok {
						refused.Add(1)
					}
				}
			})
		}
	})
	if t.Logf("%d Dockerfiles rendered, %d combinations refused", done.Load(), refused.Load()); done.Load()+refused.Load() < 5000 && os.Getenv("CASE") == "" {
		t.Errorf("only %d combinations", done.Load()+refused.Load())
	}
}

// combined renders one combination, and gives how many Dockerfiles it has; false for one that is refused with a reason.
func combined(t *testing.T, s *story.Story, w choice.Wishes) (int, bool) {
	r, err := Run(Request{Repo: s.FS(), Wishes: w})
	var refusal *plan.Refusal
	var missing *choice.MissingError
	switch {
	case errors.As(err, &refusal) || errors.As(err, &missing):
		return 0, false
	case err != nil:
		t.Errorf("%s: %v", said(w), err)
		return 0, false
	}
	for _, one := range r.Services {
		if len(one.Findings) > 0 {
			t.Errorf("%s, %s: %s", one.Stack.Name, said(w), one.Findings[0])
		}
	}
	return len(r.Services), true
}

// said gives the wishes of a combination in words.
func said(w choice.Wishes) string {
	return strings.Join([]string{"base " + w["base"].Value, "targets " + w["targets"].Value, "port " + w["port"].Value}, ", ")
}

// combinations gives the flags of the case, and every combination of base, targets and port over them.
func combinations(s *story.Story) []choice.Wishes {
	own := choice.Wishes{}
	for i := 0; i+1 < len(s.Flags); i += 2 {
		for _, k := range choice.Keys() {
			if k.Flag == s.Flags[i] {
				own[k.Name] = choice.Wish{Value: s.Flags[i+1], Source: choice.Flag, From: k.Flag}
			}
		}
	}
	all := []choice.Wishes{own}
	for _, base := range []string{"scratch", "distroless", "slim", "alpine"} {
		for _, targets := range []string{"prod", "test,prod", "dev,prod", "debug,prod", "test,dev,debug,prod"} {
			for _, port := range []string{"", "9999", "0"} {
				w := own.Over(nil)
				w["base"] = choice.Wish{Value: base, Source: choice.Flag, From: "--base"}
				w["targets"] = choice.Wish{Value: targets, Source: choice.Flag, From: "--target"}
				if port != "" {
					w["port"] = choice.Wish{Value: port, Source: choice.Flag, From: "--port"}
				}
				all = append(all, w)
			}
		}
	}
	return all
}
