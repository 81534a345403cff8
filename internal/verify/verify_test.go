package verify

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestErrorNamesTheLine(t *testing.T) {
	for text, line := range map[string]int{
		"FROM scratch\nCPY a b\n":  2,
		"FROM scratch\n\nCOPY a\n": 3,
		"":                         0,
		"ARG A=1\n":                0,
		"FROM scratch\nHEALTHCHECK --nope CMD x\n": 2,
		"FROM a b c\n":                                   1,
		"FROM scratch\nRUN <<EOF\necho\n":                2,
		"FROM scratch\nENV a\n":                          2,
		"RUN true\n":                                     1,
		"FROM scratch\nCOPY --from=a$B /x /y\nUSER\n":    3,
		"FROM scratch\nRUN --mount=from=$X,target=/ a\n": 2,
	} {
		_, err := Dockerfile("dir/Dockerfile", text, Context{})
		var e *Error
		if !errors.As(err, &e) || e.Line != line || !strings.HasPrefix(err.Error(), "dir/Dockerfile") {
			t.Errorf("%q: line %d wanted: %v", text, line, err)
		}
	}
}

func TestFindingAsText(t *testing.T) {
	found, err := Dockerfile("Dockerfile", "# syntax=docker/dockerfile:1\nFROM scratch AS files\nADD x /\nUSER 1000\n", Context{})
	if err != nil || len(found) != 1 {
		t.Fatalf("%v %v", found, err)
	}
	if got, want := found[0].String(), "Dockerfile:3: ADD x: use COPY for local files (MS033)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	text, err := json.Marshal(found[0])
	if err != nil || !strings.Contains(string(text), `"rule":"MS0`) || !strings.Contains(string(text), `"page":"rules.md#ms0`) {
		t.Errorf("%s %v", text, err)
	}
}

func TestFindingsAreSortedAndTheSameEachTime(t *testing.T) {
	text := "FROM node\nCOPY . .\nRUN npm install\nENV NPM_TOKEN=abc\nEXPOSE 80\nCMD npm start\n"
	first, _ := Dockerfile("Dockerfile", text, Context{})
	for range 20 {
		again, _ := Dockerfile("Dockerfile", text, Context{})
		if !slices.Equal(first, again) {
			t.Fatalf("%v\n%v", first, again)
		}
	}
	if !slices.IsSortedFunc(first, func(a, b Finding) int { return a.Line - b.Line }) || len(first) < 8 {
		t.Error(first)
	}
}

func TestCalls(t *testing.T) {
	for script, want := range map[string][]string{
		"a b && c; d | e || f":              {"a b", "c", "d", "e", "f"},
		"A=1 B='x y' go build":              {"A=1 B=x y go build"},
		"if [ -f a ]; then npm ci; fi":      {"[ -f a ]", "npm ci"},
		"sudo npm ci # comment && rm x":     {"npm ci"},
		"echo \"a && b\" 'c; d' e\\ f":      {"echo a && b c; d e f"},
		"x=$(go env GOPROXY; true) go list": {"x=$(go env GOPROXY; true) go list"},
		"a 2>&1 &>f\nb":                     {"a 2>&1 &>f", "b"},
		"(cd x && make)":                    {"cd x", "make"},
		"exec node a":                       {"node a"},
		"echo ü":                            {"echo ü"},
		"":                                  nil,
		"'unterminated":                     {""},
		"$(":                                {""},
	} {
		var got []string
		for _, c := range calls(script) {
			got = append(got, c.text())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", script, got, want)
		}
	}
}

func TestHeredocs(t *testing.T) {
	found, err := Dockerfile("Dockerfile", "FROM node:24-slim\nRUN <<EOF\nset -e\nnpm ci\nEOF\nCOPY <<EOF /x\nnpm ci\nEOF\n", Context{})
	if err != nil || !breaks(found, "MS020") {
		t.Errorf("%v %v", found, err)
	}
}

func TestReferences(t *testing.T) {
	for ref, want := range map[string]image{
		"node":                          {repo: "node", name: "node"},
		"node:24-alpine3.23":            {repo: "node", name: "node", tag: "24-alpine3.23", libc: "musl", shell: "yes"},
		"localhost:5000/team/node":      {repo: "localhost:5000/team/node", name: "node"},
		"gcr.io/distroless/cc-debian13": {repo: "gcr.io/distroless/cc-debian13", name: "cc-debian13", libc: "glibc", shell: "no"},
		"gcr.io/distroless/static-debian13:debug-nonroot": {repo: "gcr.io/distroless/static-debian13", name: "static-debian13", tag: "debug-nonroot", libc: "none", shell: "yes", user: "65532"},
		"scratch":           {repo: "scratch", name: "scratch", libc: "none", shell: "no"},
		"example.com/own:1": {repo: "example.com/own", name: "own", tag: "1"},
		"a/b:1@sha256:00":   {repo: "a/b", name: "b", tag: "1", digest: "sha256:00"},
	} {
		got := fromRef(ref)
		if got.repo != want.repo || got.name != want.name || got.tag != want.tag || got.digest != want.digest || got.user != want.user {
			t.Errorf("%s: %+v", ref, got)
		}
		if want.libc != "" && (got.libc != want.libc || got.shell != want.shell) {
			t.Errorf("%s: libc %q, shell %q", ref, got.libc, got.shell)
		}
	}
}
