package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// repo gives the two arguments of Match for files.
func repo(files map[string]string) ([]string, func(string) ([]byte, error)) {
	return sortedKeys(files), func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}
}

func TestMatch(t *testing.T) {
	deno := fixture(t, "acme").Stacks[0]
	serve := "// hello\r\nDeno.serve({ port: 9000 }, hello);\r\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"all of it": {map[string]string{"deno.json": "{}", "main.ts": serve, ".dvmrc": "v2.2.0\n"},
			"deno.json:0 main.ts:2 | 2.2.0 .dvmrc:1 | 9000 main.ts:2 | denoland/deno:2.2.0 denoland/deno:distroless-2.2.0"},
		"defaults": {map[string]string{"deno.json": "{}", "main.ts": "import { serveDir } from 'jsr:@std/http/file-server'"},
			"deno.json:0 main.ts:1 | 2.1.4 default | 8000 default | denoland/deno:2.1.4 denoland/deno:distroless-2.1.4"},
		"a byte order mark": {map[string]string{"deno.json": "", "main.ts": "\ufeffDeno.serve(", ".dvmrc": "\ufeff2.2.0"},
			"deno.json:0 main.ts:1 | 2.2.0 .dvmrc:1 | 8000 default | denoland/deno:2.2.0 denoland/deno:distroless-2.2.0"},
		"not all":       {map[string]string{"main.ts": serve}, ""},
		"none of any":   {map[string]string{"deno.json": "{}", "main.ts": "console.log(1)"}, ""},
		"not at top":    {map[string]string{"x/deno.json": "{}", "main.ts": serve}, ""},
		"a binary file": {map[string]string{"deno.json": "{}", "main.ts": "\x00" + serve}, ""},
		"nothing":       {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			names, read := repo(c.files)
			f, ok, err := deno.Match(names, read)
			if err != nil || ok != (c.want != "") {
				t.Fatal(ok, err)
			}
			if ok && described(f) != c.want {
				t.Errorf("found %s", described(f))
			}
		})
	}
}

func described(f Found) string {
	var because []string
	for _, e := range f.Because {
		because = append(because, fmt.Sprint(e.Path, ":", e.Line))
	}
	at := func(v Value) string {
		if v.Because == nil {
			return v.Text + " default"
		}
		return v.Text + " " + place(v.Because.Path, v.Because.Line)
	}
	return fmt.Sprint(strings.Join(because, " "), " | ", at(f.Version), " | ", at(f.Port), " | ", f.Images["build"], " ", f.Images["runtime"])
}

func TestMatchFails(t *testing.T) {
	deno := fixture(t, "acme").Stacks[0]
	names, read := repo(map[string]string{"deno.json": "", "main.ts": "Deno.serve({port: 99999})"})
	_, _, err := deno.Match(names, read)
	refused(t, err, `main.ts:1: "99999" is no port`)
	broken := errors.New("disk on fire")
	_, _, err = deno.Match(names, func(string) ([]byte, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// stackText is a small stack, in which a test replaces one line.
const stackText = `name: zig
language: zig
detect: {all: [{file: build.zig}]}
facts: {version: {file: .zigversion, pattern: '^(.+)$', default: 0.14.1}}
start: [/app/server]
images: {build: "example.com/zig:{version}", run: "example.com/static:1"}
stages: [{name: build, image: build}, {name: prod, image: run, user: 65532}]
`

func TestStackRefuses(t *testing.T) {
	if _, err := readStack("stacks/zig.yaml", []byte(stackText)); err != nil {
		t.Fatal(err)
	}
	for line, says := range map[string]string{
		"name: Zig":                                                    `stacks/zig.yaml:1: "Zig" is not a name of a stack`,
		"detect: {}":                                                   "no rule; every repository would be a zig",
		"detect: {all: [{contains: x}]}":                               "file is missing",
		"detect: {all: [{file: /etc/passwd}]}":                         "no path within the pack",
		"detect: {all: [{file: ../x}]}":                                "no path within the pack",
		"detect: {all: [{file: 'a['}]}":                                "cannot be read",
		"detect: {all: [{file: '*****'}]}":                             "more than four *",
		"detect: {all: [{file: a, matches: '('}]}":                     "missing closing",
		"facts: {version: {file: a}}":                                  "file and pattern stand together",
		"facts: {version: {file: a, pattern: b}}":                      "not exactly one group",
		"facts: {port: {default: 80}}":                                 "facts say nothing of a version",
		"start: x":                                                     "not a list",
		"images: {build: \"$X\"}":                                      "variables",
		"images: {BUILD: x}":                                           "no name of a role",
		"stages: []":                                                   "the last stage is prod",
		"stages: [{name: prod}]":                                       "either an image or an earlier stage",
		"stages: [{name: prod, from: build}]":                          `"build" is no earlier stage`,
		"stages: [{name: prod, image: x}]":                             `"x" is no role`,
		"stages: [{name: prod, image: run}, {name: prod, image: run}]": "stands here twice",
		"stages: [{name: prod, image: run, user: root}]":               "no user",
		"stages: [{name: prod, image: run, user: 0}]":                  "no user",
		"stages: [{name: prod, image: run, user: \"1000:0\"}]":         "no user",
		"stages: [{name: prod, image: run, workdir: app}]":             "no absolute directory",
		"stages: [{name: prod, image: run, workdir: /a/../b}]":         "no absolute directory",
		"stages: [{name: prod, image: run, env: {A B: c}}]":            "no name of a variable",
	} {
		key, _, _ := strings.Cut(line, ":")
		var lines []string
		for _, l := range strings.Split(stackText, "\n") {
			if strings.HasPrefix(l, key+":") {
				l = line
			}
			lines = append(lines, l)
		}
		_, err := readStack("stacks/zig.yaml", []byte(strings.Join(lines, "\n")))
		refused(t, err, says)
	}
	_, err := Read(packed("stacks/zag.yaml", stackText))
	refused(t, err, "stacks/zag.yaml: the stack zig stands in stacks/zig.yaml")
}

// TestHostileRepository attacks a pack's stack with what a repository says.
func TestHostileRepository(t *testing.T) {
	zig, err := readStack("stacks/zig.yaml", []byte(stackText))
	if err != nil {
		t.Fatal(err)
	}
	for name, version := range map[string]string{
		"instruction-in-version": "1 AS x\\", "other-tag": "1@sha256:x", "variable-in-version": "${X}", "path-in-version": "../x", "escape": "\x1b[2J",
		"long": strings.Repeat("1", 100), "space": "1 2", "not-utf8": "\xff",
	} {
		t.Run(name, func(t *testing.T) {
			names, read := repo(map[string]string{"build.zig": "", ".zigversion": version})
			_, _, err := zig.Match(names, read)
			refused(t, err, ".zigversion:1: ")
			if strings.ContainsFunc(err.Error(), unsafe) {
				t.Errorf("the message carries the attack: %q", err)
			}
		})
	}
	t.Run("huge-file", func(t *testing.T) {
		names, read := repo(map[string]string{"build.zig": "", ".zigversion": strings.Repeat("\n", maxSource) + "9.9.9"})
		if f, ok, err := zig.Match(names, read); !ok || err != nil || f.Version.Text != "0.14.1" {
			t.Error(f.Version, ok, err)
		}
	})
}
