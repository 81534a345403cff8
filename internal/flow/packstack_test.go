package flow

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// repository runs the flow for a repository with a pack of these files.
func repository(t *testing.T, repo, files map[string]string, wishes choice.Wishes) (Result, error) {
	t.Helper()
	of := func(texts map[string]string) map[string][]byte {
		all := map[string][]byte{}
		for name, text := range texts {
			all[name] = []byte(text)
		}
		return all
	}
	packed := of(files)
	if packed["pack.yaml"] == nil {
		packed["pack.yaml"] = []byte("apiVersion: msgen/pack/v2\nname: web\nversion: 1.0.0\n")
	}
	p, err := pack.Read(pack.Memory(packed))
	if err != nil {
		t.Fatal(err)
	}
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		t.Fatal(err)
	}
	return Run(Request{Repo: pack.Memory(of(repo)), Team: team, Wishes: wishes})
}

// written gives a file of a result.
func written(r Result, path string) string {
	for _, f := range r.Files() {
		if f.Path == path {
			return f.Text
		}
	}
	return ""
}

// zig is a stack as data, with its template.
func zig(more string) map[string]string {
	if !strings.Contains(more, "facts:") {
		more += "facts: {target: {default: a}, steps: {file: none, pattern: '(x)', all: true}, absent: {file: none, pattern: '(x)'}}\n"
	}
	return map[string]string{
		"stacks/zig.yaml": "name: zig\ntitle: Zig\nlanguage: zig\ndetect: {all: [{file: zig.json}]}\n" + more,
		"templates/zig/Dockerfile.tmpl": `{{template "header" .}}
FROM {{ref .Images.build}} AS prod
{{with .Facts.target}}
ENV TARGET={{env .}}
{{end}}
{{range .Facts.steps}}
RUN zig build {{sh .}}
{{end}}
{{with .Facts.absent}}
ENV ABSENT=1
{{end}}
USER 65532
{{with .Entrypoint}}
ENTRYPOINT {{exec .}}
{{end}}
`}
}

// TestStackFacts brings the facts of a stack as data to its template, with their evidence, and gives the service its name.
func TestStackFacts(t *testing.T) {
	pack := zig("service: {file: zig.json, path: name}\nimages: {build: 'example.com/zig:1'}\nfacts:\n  target: {file: zig.json, path: options.target}\n" +
		"  steps: {file: build.zig, pattern: 'step\\((\\w+)', all: true}\n  absent: {file: none, pattern: '(x)'}\n")
	repo := map[string]string{"svc/zig.json": "{\"name\": \"api\",\n\"options\": {\"target\": \"wasm\"}}", "svc/build.zig": "step(one)\nstep(two)\n"}
	r, err := repository(t, repo, pack, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Services[0]
	text := written(r, "svc/Dockerfile")
	if !strings.Contains(text, "ENV TARGET=wasm\nRUN zig build one\nRUN zig build two\nUSER 65532\n") || strings.Contains(text, "ABSENT") || strings.Contains(text, "ENTRYPOINT") {
		t.Error(text)
	}
	if s.Stack.Name != "api" || s.Plan.Title != "Zig" {
		t.Errorf("%s, %s", s.Stack.Name, s.Plan.Title)
	}
	if ignored := written(r, "svc/.dockerignore"); !strings.Contains(ignored, "**/.env*") {
		t.Errorf("secrets are not ignored:\n%s", ignored)
	}
	k, ok := factOf(s.Stack, "target", nil)
	if !ok || len(k.because) != 1 || k.because[0].String() != `svc/zig.json:2` || k.Value != "wasm" {
		t.Errorf("%+v", k)
	}
	if k, _ = factOf(s.Stack, "steps", nil); k.Value != "one two" || len(k.because) != 2 {
		t.Errorf("%+v", k)
	}
}

// TestStackTargets refuses a target that the stack does not offer, and one that its template lacks.
func TestStackTargets(t *testing.T) {
	wish := choice.Wishes{"targets": {Value: "dev", Source: choice.Flag, From: "--target"}}
	for more, want := range map[string]string{
		"images: {build: 'example.com/zig:1'}\ntargets: [test]\n": "the stack zig has no target dev (web stacks/zig.yaml)",
		"images: {build: 'example.com/zig:1'}\ntargets: [dev]\n":  "web/zig/Dockerfile.tmpl has no stage dev",
	} {
		_, err := repository(t, map[string]string{"zig.json": "{}"}, zig(more), wish)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", more, err)
		}
	}
}

// TestReplacedFileLacksTarget names the file of the pack, or of the repository, that has no stage for a wished target.
func TestReplacedFileLacksTarget(t *testing.T) {
	const short = "{{template \"header\" .}}\nFROM {{ref .Images.Runtime}} AS prod\nUSER 65532\n"
	repo := map[string]string{"package.json": `{"name": "api", "scripts": {"start": "node a.js", "dev": "node --watch a.js"}}`, "a.js": "require('http').createServer().listen(3000)\n"}
	wish := choice.Wishes{"targets": {Value: "dev", Source: choice.Flag, From: "--target"}}
	_, err := repository(t, repo, map[string]string{"templates/node/Dockerfile.tmpl": short}, wish)
	if err == nil || !strings.Contains(err.Error(), "web/node/Dockerfile.tmpl has no stage dev") {
		t.Error(err)
	}
	repo[".msgen/templates/node/Dockerfile.tmpl"] = short
	_, err = repository(t, repo, nil, wish)
	if err == nil || !strings.Contains(err.Error(), ".msgen/templates/node/Dockerfile.tmpl has no stage dev") {
		t.Error(err)
	}
}

// TestReplaces takes a pack's stack in place of one of msgen's, and says so.
func TestReplaces(t *testing.T) {
	repo := map[string]string{"package.json": `{"name": "api", "scripts": {"start": "node a.js"}}`, "a.js": "require('http').createServer().listen(3000)\n", "zig.json": "{}"}
	images := "images: {build: 'example.com/zig:1'}\n"
	r, err := repository(t, repo, zig(images), nil)
	if err != nil || r.Services[0].Stack.Stack != "node" {
		t.Errorf("without replaces: %+v, %v", r.Services, err)
	}
	r, err = repository(t, repo, zig(images+"replaces: node\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Services[0].Stack
	if len(r.Services) != 1 || s.Stack != "zig" || s.Name != "api" || len(s.Notes) != 1 || s.Notes[0].Text != "The pack web uses its stack zig instead of node." {
		t.Errorf("%+v", s)
	}
	if _, err = repository(t, repo, zig(images+"replaces: cobol\n"), nil); err == nil || !strings.Contains(err.Error(), "replaces names cobol, which is not one of msgen's stacks: deno, go, java, node, python, rust, static") {
		t.Error(err)
	}
}

// TestAddedFiles lets what packs add below docker/ into the build context of every stack, also from templates and where its name is
// one of a secret.
func TestAddedFiles(t *testing.T) {
	for _, stack := range []string{"go", "node", "python", "java", "rust"} {
		s, err := ruled(t, stack, "", map[string]string{"files/docker/run.sh": "#!/bin/sh\n", "files/docker/ca.key": "x", "templates/" + stack + "/docker/site.conf.tmpl": "of {{.Name}}\n",
			"templates/_shared/_x.tmpl": "{{define \"prod.stopsignal\"}}COPY docker/run.sh docker/site.conf /x/{{end}}"})
		if err != nil {
			t.Errorf("%s: %v", stack, err)
			continue
		}
		for _, f := range s.Files {
			if strings.HasSuffix(f.Path, ".dockerignore") && !strings.HasSuffix(f.Text, "# Files that packs add\n!docker/ca.key\n!docker/run.sh\n!docker/site.conf\n") {
				t.Errorf("%s:\n%s", stack, f.Text)
			}
		}
	}
}
