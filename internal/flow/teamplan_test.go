package flow

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// ruled runs the flow for a sample of a stack with a pack of these files.
func ruled(t *testing.T, stack, base string, files map[string]string) (Service, error) {
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
	repo, _ := sampleRepo(stack)
	result, err := Run(Request{Repo: repo, Team: team, Wishes: wished(base)})
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
		for _, stack := range []string{"go", "node", "python", "java"} {
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
