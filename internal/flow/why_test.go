package flow_test

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/story"
)

// TestWhy wants a reason in words for every line of every case, and a choice, a fact or evidence for nearly every line of
// a stage: WORKDIR rests on none, and a program without a manifest has few. MSGEN_WHY=1 with -v lists those lines.
func TestWhy(t *testing.T) {
	without := map[string]int{}
	total := 0
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, f := range r.Files() {
			for i, line := range strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n") {
				e, err := r.Why(f.Path, i+1)
				if err != nil || len(e.Why) == 0 || e.Text != line || line != "" && (e.Layer != "msgen" || e.Template == "") {
					t.Errorf("%s: %s:%d: %+v, %v", name, f.Path, i+1, e, err)
				}
				if e.Stage == "" {
					continue
				}
				total++
				if len(e.Choices)+len(e.Facts)+len(e.Because) == 0 {
					without[e.Slot]++
				}
				if os.Getenv("MSGEN_WHY") != "" && len(e.Choices)+len(e.Facts)+len(e.Because) == 0 {
					t.Logf("%s: %s:%d %s.%s %s", name, path.Base(f.Path), i+1, e.Stage, e.Slot, line)
				}
			}
		}
	})
	var list []string
	bare := 0
	for slot, n := range without {
		if slot != "workdir" {
			bare += n
		}
		list = append(list, fmt.Sprintf("%s %d", slot, n))
	}
	sort.Strings(list)
	if bare*150 > total {
		t.Errorf("%d of %d lines of stages rest on nothing: more than there were", bare, total)
	}
	t.Logf("%d lines of stages; without choice, fact or evidence: %s", total, strings.Join(list, ", "))
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
		"EXPOSE":            "prod.expose stage.expose msgen port=",
		"FROM gcr.io":       "prod.from stage.from msgen base=distroless version=",
		"HEALTHCHECK":       "prod.healthcheck stage.healthcheck msgen port=",
		"ENTRYPOINT":        "prod.entrypoint stage.entrypoint msgen start=",
		"USER":              "prod.user stage.user msgen base=distroless",
		"# syntax":          ". header msgen",
		"# Written":         ". header msgen",
		"    pnpm install ": "deps.deps stage.deps msgen manager=pnpm",
	} {
		i := slices.IndexFunc(text, func(line string) bool { return strings.HasPrefix(line, prefix) })
		e, err := r.Why("Dockerfile", i+1)
		got := e.Stage + "." + e.Slot + " " + e.Block + " " + e.Layer
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
