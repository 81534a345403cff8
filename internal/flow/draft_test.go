package flow

import (
	"fmt"
	"os"
	process "os/exec"
	"path"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/story"
)

// TestDraft renders every case of testdata/stacks × base × targets × port by the old renderer and by the new templates, and
// requires the same files. STACK=go picks a stack, CASE=go-gin a case, DIFFS=20 the number of differences that are shown.
func TestDraft(t *testing.T) {
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	shown := 5
	fmt.Sscan(os.Getenv("DIFFS"), &shown)
	same, refused := map[string]int{}, map[string]int{}
	other := map[string]int{}
	for _, s := range stories {
		stack, _, _ := strings.Cut(s.Name, "-")
		if want := os.Getenv("STACK"); want != "" && want != stack {
			continue
		}
		if want := os.Getenv("CASE"); want != "" && want != s.Name {
			continue
		}
		for _, w := range wishes(s) {
			r, err := Run(Request{Repo: s.FS(), Wishes: w})
			if err != nil {
				refused[stack]++
				continue
			}
			for _, f := range r.Services {
				for _, file := range []string{"Dockerfile", "dockerignore"} {
					got, err := draft(f, cat, file)
					want := old(f, file)
					if os.Getenv("COMMENTS") == "ignore" {
						got, want = bare(got), bare(want)
					}
					if err == nil && got == want {
						same[f.Stack.Stack+" "+file]++
						continue
					}
					other[f.Stack.Stack+" "+file]++
					if shown--; shown >= 0 {
						t.Errorf("%s %s %s: %v %v\n%s", s.Name, f.Stack.Name, file, texts(w), err, differ(t, want, got))
					}
				}
			}
		}
	}
	t.Logf("same %v, other %v, refused %v", same, other, refused)
	for stack, n := range other {
		t.Errorf("%s: %d Dockerfiles differ", stack, n)
	}
}

func draft(f Service, cat *catalog.Catalog, file string) (string, error) {
	m, err := plan.ModelOf(plan.Input{Stack: f.Stack, Choices: f.Choices, Catalog: cat}, f.Plan.Base)
	if err != nil {
		return "", err
	}
	stack := f.Stack.Stack
	dirs := []string{"_shared", stack}
	if stack != "node" {
		dirs = []string{"_shared", "node", stack}
	}
	return render.Draft(os.DirFS("../../templates/next"), stack+"/"+file+".tmpl", m, dirs...)
}

// old gives the file as the old renderer makes it.
func old(f Service, name string) string {
	for _, file := range f.Files {
		base := path.Base(file.Path)
		if base == name || name == "dockerignore" && strings.HasSuffix(base, ".dockerignore") {
			return file.Text
		}
	}
	return ""
}

// bare takes comments and blank lines out.
func bare(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "# ") {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// wishes gives the flags of the case, and every combination of base, targets and port over them.
func wishes(s *story.Story) []choice.Wishes {
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
		for _, targets := range []string{"prod", "test,dev,debug,prod", "debug,prod", "test,prod", "dev,prod"} {
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

func texts(w choice.Wishes) string {
	return fmt.Sprint(w["base"].Value, " ", w["targets"].Value, " ", w["port"].Value)
}

func differ(t *testing.T, want, got string) string {
	dir := t.TempDir()
	os.WriteFile(dir+"/want", []byte(want), 0o644)
	os.WriteFile(dir+"/got", []byte(got), 0o644)
	out, _ := process.Command("diff", "-u", dir+"/want", dir+"/got").CombinedOutput()
	return string(out)
}
