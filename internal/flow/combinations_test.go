package flow

import (
	"errors"
	"os"
	"strings"
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
	done, refused := 0, 0
	for _, s := range stories {
		if os.Getenv("CASE") != "" && os.Getenv("CASE") != s.Name {
			continue
		}
		for _, w := range combinations(s) {
			r, err := Run(Request{Repo: s.FS(), Wishes: w})
			var refusal *plan.Refusal
			var missing *choice.MissingError
			switch {
			case errors.As(err, &refusal) || errors.As(err, &missing):
				refused++
			case err != nil:
				t.Errorf("%s, %s: %v", s.Name, said(w), err)
			default:
				for _, one := range r.Services {
					done++
					if len(one.Findings) > 0 {
						t.Errorf("%s %s, %s: %s", s.Name, one.Stack.Name, said(w), one.Findings[0])
					}
				}
			}
		}
	}
	if t.Logf("%d rendered, %d refused", done, refused); done < 1000 && os.Getenv("CASE") == "" {
		t.Errorf("only %d Dockerfiles were rendered", done)
	}
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
		for _, targets := range []string{"prod", "test,dev,debug,prod"} {
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
