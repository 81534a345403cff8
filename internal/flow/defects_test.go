package flow_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/story"
)

// TestDevWithoutPackages: on distroless, the dev stage of a program without packages has Python, and sets each variable once.
func TestDevWithoutPackages(t *testing.T) {
	s, err := story.Parse("bare.txtar", []byte("No packages.\n-- main.py --\nfrom http.server import HTTPServer\nHTTPServer((\"\", 8000), None).serve_forever()\n-- .python-version --\n3.13\n"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := s.Copy(dir); err != nil {
		t.Fatal(err)
	}
	made := msgen(dir, "init", "--yes", "--stdout", "--base", "distroless", "--target", "dev")
	_, stage, found := strings.Cut(made.out, "\nFROM python:3.13-slim-trixie AS dev\n")
	if !found || made.code != 0 {
		t.Fatalf("no stage dev with Python (%d):\n%s%s", made.code, made.out, made.stderr)
	}
	stage, _, _ = strings.Cut(stage, "\nFROM ")
	for _, once := range []string{"\nENV ", "PYTHONUNBUFFERED=1", "\nCMD [\"python\", \"main.py\"]"} {
		if n := strings.Count(stage, once); n != 1 {
			t.Errorf("%q stands %d times in\n%s", once, n, stage)
		}
	}
}

// TestDebugKeepsPort: with debug among the targets, prod takes its port from a stage below; JSON and the run command know it.
func TestDebugKeepsPort(t *testing.T) {
	for _, name := range []string{"go-nethttp", "node-plain", "python-flask-gunicorn", "java-spring-maven"} {
		s, err := story.Read("../../testdata/stacks/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := s.Copy(dir); err != nil {
			t.Fatal(err)
		}
		plain, debug := told(t, dir), told(t, dir, "--target", "debug")
		if len(plain.Expose) == 0 || !slices.Equal(plain.Expose, debug.Expose) || plain.Run != debug.Run || !strings.Contains(debug.Run, "-p ") {
			t.Errorf("%s: %v, %v with debug; %s, %s", name, plain.Expose, debug.Expose, plain.Run, debug.Run)
		}
	}
}

// container is how a service of init's JSON runs.
type container struct {
	Expose []int
	Run    string
}

// told gives how the only service runs, by init's JSON.
func told(t *testing.T, dir string, flags ...string) container {
	t.Helper()
	made := msgen(dir, append([]string{"init", "--yes", "--dry-run", "--json"}, flags...)...)
	var said struct{ Services []container }
	if err := json.Unmarshal([]byte(made.out), &said); err != nil || len(said.Services) != 1 {
		t.Fatalf("%v: %s%s", err, made.out, made.stderr)
	}
	return said.Services[0]
}

// TestRuntimeNamed: what init says of the version names the runtime, which for Bun is not Node.
func TestRuntimeNamed(t *testing.T) {
	s, err := story.Read("../../testdata/stacks/node-bun.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := s.Copy(dir); err != nil {
		t.Fatal(err)
	}
	if made := msgen(dir, "init", "--yes"); !strings.Contains(made.out+made.stderr, "bun 1") || strings.Contains(made.out+made.stderr, "node 1") {
		t.Errorf("not Bun:\n%s%s", made.out, made.stderr)
	}
}
