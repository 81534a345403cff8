package flow_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/story"
)

// TestWhy wants the template of every line of every case, and evidence, a choice or a fact for most lines of the stages.
// MSGEN_WHY=1 with -v lists the lines without.
func TestWhy(t *testing.T) {
	without, total := map[string]int{}, 0
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, f := range r.Files() {
			for i, line := range strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n") {
				e, err := r.Why(f.Path, i+1)
				if err != nil || e.Text != line || line != "" && (e.Layer != "msgen" || e.Template == "") {
					t.Errorf("%s: %s:%d: %+v, %v", name, f.Path, i+1, e, err)
				}
				if e.Stage == "" || line == "" || strings.HasPrefix(line, "#") {
					continue
				}
				if total++; len(e.Choices)+len(e.Facts)+len(e.Because) == 0 {
					word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
					without[word]++
					if os.Getenv("MSGEN_WHY") != "" {
						t.Logf("%s: %s:%d %s: %s", name, f.Path, i+1, e.Template, line)
					}
				}
			}
		}
	})
	bare := 0
	for _, n := range without {
		bare += n
	}
	if bare*4 > total {
		t.Errorf("%d of %d lines of stages rest on nothing: more than there were", bare, total)
	}
	t.Logf("%d lines of stages; without choice, fact or evidence: %d, %v", total, bare, without)
}

// result runs flow over one case.
func result(t *testing.T, name string) flow.Result {
	t.Helper()
	var got flow.Result
	s, err := story.Read("../../testdata/stacks/" + name + ".txtar")
	if err == nil {
		got, err = flow.Run(wishesOf(t, s))
	}
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestWhyLines(t *testing.T) {
	r := result(t, "node-hono-pnpm")
	text := strings.Split(r.Services[0].Files[1].Text, "\n")
	for prefix, want := range map[string]string{
		"EXPOSE":            "prod prod.expose node/Dockerfile.tmpl port=",
		"FROM gcr.io":       "prod prod.from node/Dockerfile.tmpl base=distroless version=",
		"HEALTHCHECK":       "prod node.healthcheck node/_prod.tmpl",
		"USER":              "prod prod.user node/Dockerfile.tmpl base=distroless",
		"# syntax":          " header _shared/_header.tmpl",
		"    pnpm install ": "deps install.pnpm node/_pnpm.tmpl",
	} {
		i := slices.IndexFunc(text, func(line string) bool { return strings.HasPrefix(line, prefix) })
		e, err := r.Why("Dockerfile", i+1)
		file, _, _ := strings.Cut(e.Template, ":")
		got := e.Stage + " " + e.Block + " " + file
		for _, s := range slices.Concat(e.Choices, e.Facts) {
			got += " " + s.Key + "=" + s.Value
		}
		if err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s (%v)", prefix, got, want, err)
		}
	}
}

func TestWhyErrors(t *testing.T) {
	r := result(t, "node-plain")
	for want, err := range map[string]error{
		"x/Dockerfile is not a file that msgen writes here": second(r.Why("x/Dockerfile", 1)),
		"Dockerfile:0: the file has ":                       second(r.Why("Dockerfile", 0)),
		"Dockerfile:9999: the file has ":                    second(r.Why("Dockerfile", 9999)),
		"nothing is not a file":                             second(r.WhyFile("nothing")),
		`"colour" is neither a choice nor a fact`:           second(r.WhyKey("colour")),
	} {
		var h *hint.Error
		if err == nil || !strings.HasPrefix(err.Error(), want) || !errors.As(err, &h) {
			t.Errorf("%v, want %s and a hint", err, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Every key that can be asked for is explained for every case, and a base says of all four what became of it.
func TestWhyKeys(t *testing.T) {
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, key := range flow.WhyKeys() {
			all, err := r.WhyKey(key)
			if err != nil || len(all) != len(r.Services) {
				t.Fatalf("%s: %s: %d, %v", name, key, len(all), err)
			}
			for _, e := range all {
				if e.Source == "" || e.Key != key {
					t.Errorf("%s: %+v", name, e)
				}
				if key == "base" && (len(e.Others) != 3 || e.Why == "" || len(e.Lines) == 0) {
					t.Errorf("%s: base: %+v", name, e)
				}
				if key == "port" && e.Value != "0" && len(e.Lines) == 0 {
					t.Errorf("%s: no line rests on the port %s", name, e.Value)
				}
			}
		}
	})
}

func TestWhyFile(t *testing.T) {
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, f := range r.Files() {
			parts, err := r.WhyFile(f.Path)
			if err != nil || len(parts) == 0 {
				t.Fatalf("%s: %s: %v", name, f.Path, err)
			}
			last := 0
			for _, p := range parts {
				if p.First <= last || p.Last < p.First || p.Why == "" {
					t.Errorf("%s: %+v", name, p)
				}
				last = p.Last
			}
		}
	})
}
