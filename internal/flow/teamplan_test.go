package flow

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/hint"
	"github.com/msgen/msgen/internal/pack"
)

// ruled runs the flow for a sample of a stack with a pack of these files.
func ruled(t *testing.T, stack, base string, files map[string]string, more ...func(*Request)) (Service, error) {
	t.Helper()
	all := map[string][]byte{"pack.yaml": []byte("apiVersion: msgen/pack/v1\nname: web\nversion: 1.0.0\n")}
	for name, text := range files {
		all[name] = []byte(text)
	}
	p, err := pack.Read(pack.Memory(all))
	if err != nil {
		t.Fatal(err)
	}
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		t.Fatal(err)
	}
	repo, _ := Sample(stack)
	req := Request{Repo: repo, Team: team, Wishes: wished(base)}
	for _, f := range more {
		f(&req)
	}
	result, err := Run(req)
	if err != nil {
		return Service{}, err
	}
	return result.Services[0], nil
}

// TestSyntaxMirrored takes the image of the syntax line from where a pack's images come from, with no template of its own.
func TestSyntaxMirrored(t *testing.T) {
	for images, want := range map[string]string{
		"mirrors: [{from: ghcr.io, to: registry.example.com/ghcr}]\n":                                                                                         "docker/dockerfile:1",
		"mirrors: [{from: docker.io, to: registry.example.com/hub}, {from: ghcr.io, to: registry.example.com/ghcr}]\nallow: [registry.example.com, gcr.io]\n": "registry.example.com/hub/docker/dockerfile:1",
		"references: [{from: \"docker/dockerfile:1\", to: \"registry.example.com/frontend:1.7\"}]\n":                                                          "registry.example.com/frontend:1.7",
	} {
		for _, stack := range []string{"go", "node", "python", "java", "rust"} {
			s, err := ruled(t, stack, "", map[string]string{"images.yaml": images})
			if err != nil {
				t.Fatalf("%s: %v", stack, err)
			}
			text := ""
			for _, f := range s.Files {
				if strings.HasSuffix(f.Path, "Dockerfile") {
					text = f.Text
				}
			}
			if first, _, _ := strings.Cut(text, "\n"); first != "# syntax="+want || len(s.Findings) > 0 || len(s.Verdict.Broken()) > 0 {
				t.Errorf("%s with %s: %s %v %v", stack, images, first, s.Findings, s.Verdict.Broken())
			}
		}
	}
}

// wished gives a wish for a base, none for "".
func wished(base string) choice.Wishes {
	if base == "" {
		return nil
	}
	return choice.Wishes{"base": {Value: base, Source: choice.Flag, From: "--base"}}
}

// TestBasesForbidden holds the choice of a base to the policy: auto takes the next that may be taken, a wish of the moment is
// refused with the nearest, and where nothing is left the file is judged.
func TestBasesForbidden(t *testing.T) {
	no := func(families string) string { return "forbid:\n  families: [" + families + "]\n" }
	excepted := func(r *Request) {
		r.Exceptions = []pack.Exception{{Rule: pack.RuleFamily, Reason: "an old agent", Until: "2099-01-31", Place: ".msgen.yaml:3"}}
	}
	saved := func(r *Request) {
		r.Wishes, r.Saved = nil, func(string) choice.Wishes {
			return choice.Wishes{"base": {Value: "alpine", Source: choice.File, From: ".msgen.yaml:4"}}
		}
	}
	for name, c := range map[string]struct {
		stack, base, policy, images string
		more                        []func(*Request)
		want, says, hint            string
		broken                      int
	}{
		"auto takes the next":       {stack: "go", policy: no("scratch"), want: "distroless"},
		"auto takes the one left":   {stack: "node", policy: no("distroless, slim"), want: "alpine"},
		"a wish that is forbidden":  {stack: "go", base: "alpine", policy: no("alpine"), says: "the pack web forbids alpine (policy.yaml:2)", hint: "take --base scratch"},
		"the nearest may be taken":  {stack: "go", base: "scratch", policy: no("scratch, distroless, alpine"), says: "the pack web forbids scratch (policy.yaml:2)", hint: "take --base slim"},
		"no way out to a forbidden": {stack: "node", base: "scratch", policy: no("distroless"), says: "scratch has neither", hint: "take --base slim"},
		"a wish that is excepted":   {stack: "go", base: "alpine", policy: no("alpine"), more: []func(*Request){excepted}, want: "alpine"},
		"an image from elsewhere": {stack: "go", base: "distroless", images: "deny: [gcr.io]\n", says: "the pack web forbids the image gcr.io/distroless/static-debian13:nonroot (images.yaml:1)",
			hint: "take --base scratch"},
		"nothing is left":        {stack: "node", policy: no("distroless, slim, alpine"), want: "distroless", broken: 1},
		"what was answered once": {stack: "go", policy: no("alpine"), more: []func(*Request){saved}, want: "alpine", broken: 1},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			if c.policy != "" {
				files["policy.yaml"] = c.policy
			}
			if c.images != "" {
				files["images.yaml"] = c.images
			}
			s, err := ruled(t, c.stack, c.base, files, c.more...)
			if c.says != "" {
				var hinted *hint.Error
				if err == nil || !strings.Contains(err.Error(), c.says) || !errors.As(err, &hinted) || hinted.Hints[0] != c.hint {
					t.Fatalf("%v, %+v", err, hinted)
				}
				return
			}
			if err != nil || s.Plan.Base != c.want || len(s.Verdict.Broken()) != c.broken {
				t.Errorf("%+v: %v", s.Verdict.Broken(), err)
			}
		})
	}
}
