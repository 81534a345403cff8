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
	"github.com/msgen/msgen/internal/render/next"
	"github.com/msgen/msgen/internal/story"
)

// TestNext renders every case × base × targets × port by the present renderer and by the templates in templates/next, and
// compares the instructions of both Dockerfiles, without comments. The numbers below are how many may differ, each with its
// reason. STACK=go picks a stack, CASE=go-gin a case, DIFFS=20 shows
// that many differences.
func TestNext(t *testing.T) {
	if testing.Short() {
		t.Skip("compares some 1,600 Dockerfiles: left to the run without -short")
	}
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	fmt.Sscan(os.Getenv("DIFFS"), &shown)
	same, other := map[string]int{}, map[string]int{}
	refused := 0
	for _, s := range stories {
		stack, _, _ := strings.Cut(s.Name, "-")
		if want := os.Getenv("STACK"); want != "" && want != stack || os.Getenv("CASE") != "" && os.Getenv("CASE") != s.Name {
			continue
		}
		for _, w := range combinations(s) {
			r, err := Run(Request{Repo: s.FS(), Wishes: w})
			if err != nil {
				refused++
				continue
			}
			for _, f := range r.Services {
				got, err := rendered(f, cat)
				if err == nil && got == instructions(dockerfile(f)) {
					same[f.Stack.Stack]++
					continue
				}
				other[f.Stack.Stack]++
				if shown--; shown >= 0 {
					t.Logf("%s %s: %v %v\n%s", s.Name, f.Stack.Name, w, err, differ(t, instructions(dockerfile(f)), got))
				}
			}
		}
	}
	t.Logf("same %v, other %v, refused %d", same, other, refused)
	// Python: a dev stage of a program without packages stands on an image that has Python, and sets its variables once.
	for stack, most := range map[string]int{"go": 0, "node": 0, "python": 6, "java": 0} {
		if other[stack] > most {
			t.Errorf("%s: %d Dockerfiles differ, and %d may", stack, other[stack], most)
		}
	}
}

// rendered gives the instructions of the Dockerfile that the new templates make.
func rendered(f Service, cat *catalog.Catalog) (string, error) {
	p := *f.Plan
	var err error
	if p.Model, err = plan.ModelOf(plan.Input{Stack: f.Stack, Choices: f.Choices, Catalog: cat}, p.Base); err != nil {
		return "", err
	}
	files, err := next.Files(&p, []next.Layer{{Name: "msgen", FS: os.DirFS("../../templates/next")}})
	for _, file := range files {
		if path.Base(file.Path) == "Dockerfile" {
			return instructions(file.Text), err
		}
	}
	return "", err
}

// dockerfile gives the Dockerfile of a service.
func dockerfile(f Service) string {
	for _, file := range f.Files {
		if path.Base(file.Path) == "Dockerfile" {
			return file.Text
		}
	}
	return ""
}

// instructions takes comments and blank lines out.
func instructions(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "# ") {
			out = append(out, oneForm.Replace(l))
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// oneForm writes the arguments in labels as the new templates do; the present renderer has another form for Java.
var oneForm = strings.NewReplacer(`version="$VERSION"`, `version="${VERSION}"`, `revision="$REVISION"`, `revision="${REVISION}"`)

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

// differ shows what is different.
func differ(t *testing.T, want, got string) string {
	dir := t.TempDir()
	for name, text := range map[string]string{"want": want, "got": got} {
		if err := os.WriteFile(path.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := process.Command("diff", "-u", dir+"/want", dir+"/got").CombinedOutput()
	return string(out)
}
