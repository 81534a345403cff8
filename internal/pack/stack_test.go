package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
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
			"deno.json:0 main.ts:2 | 2.2.0 .dvmrc:1 | 9000 main.ts:2"},
		"defaults": {map[string]string{"deno.json": "{}", "main.ts": "import { serveDir } from 'jsr:@std/http/file-server'"},
			"deno.json:0 main.ts:1 | 2.1.4 default | 8000 default"},
		"a byte order mark": {map[string]string{"deno.json": "", "main.ts": "\ufeffDeno.serve(", ".dvmrc": "\ufeff2.2.0"},
			"deno.json:0 main.ts:1 | 2.2.0 .dvmrc:1 | 8000 default"},
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
	at := func(v detect.Fact[string]) string {
		if e := v.Because[0]; e.Path != f.Stack.By {
			return v.Value + " " + e.String()
		}
		return v.Value + " default"
	}
	return fmt.Sprint(strings.Join(because, " "), " | ", at(f.Version), " | ", at(f.Port))
}

func TestMatchFails(t *testing.T) {
	deno := fixture(t, "acme").Stacks[0]
	names, read := repo(map[string]string{"deno.json": "", "main.ts": "Deno.serve({port: 99999})"})
	_, _, err := deno.Match(names, read)
	refused(t, err, `main.ts:1: "99999" is not a port`)
	broken := errors.New("disk on fire")
	_, _, err = deno.Match(names, func(string) ([]byte, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// stackText is a small stack, in which a test replaces one line.
const stackText = `name: zig
title: Zig
language: zig
detect: {all: [{file: build.zig}]}
facts: {version: {file: .zigversion, pattern: '^(.+)$', default: 0.14.1}}
start: [/app/server]
images: {build: "example.com/zig:{version}", run: "example.com/static:1"}
targets: [test]
`

func TestStackRefuses(t *testing.T) {
	if _, err := ReadStack("stacks/zig.yaml", []byte(stackText)); err != nil {
		t.Fatal(err)
	}
	for line, says := range map[string]string{
		"name: Zig":                                       `stacks/zig.yaml:1: "Zig" is not a name of a stack`,
		"detect: {}":                                      "no rule: every repository would be a zig",
		"detect: {all: [{contains: x}]}":                  "file is missing",
		"detect: {all: [{file: /etc/passwd}]}":            "not a path inside the pack",
		"detect: {all: [{file: ../x}]}":                   "not a path inside the pack",
		"detect: {all: [{file: 'a['}]}":                   "cannot be read",
		"detect: {all: [{file: '*****'}]}":                "more than four *",
		"detect: {all: [{file: a, matches: '('}]}":        "missing closing",
		"facts: {version: {pattern: '(b)'}}":              "a file or a default is required",
		"facts: {version: []}":                            "1 to 16 rules",
		"title: Zig\nbases: {full: x}":                    `"full" is not one of scratch`,
		"facts: {version: {file: a, pattern: b}}":         "must have exactly one group",
		"facts: {port: {default: 80}}":                    "no fact is called version",
		"start: x":                                        "start is a string, but must be a list",
		"images: {build: \"$X\"}":                         "variables",
		"images: {BUILD: x}":                              "not a valid role name",
		"targets: [stage]":                                `"stage" is not one of test, dev, debug`,
		"detect: {all: [{file: 'a/**b/c'}]}":              "** must be a whole segment",
		"detect: {all: [{file: '**/**/**/c'}]}":           "two **",
		"facts: {version: {file: a, path: b..c}}":         "not a path of keys",
		"facts: {version: {file: a, path: b, all: true}}": "version is one value",
		"facts: {start: {default: a}}":                    "a fact of every stack",
		"facts: {A: {default: a}}":                        "not a valid fact name",
		"facts: {a: {default: [b, c]}}":                   "several values need all: true",
		"title: Zig\nstages: [{name: prod, image: run}]":  "stacks/zig.yaml:3: stages are no longer listed here: write them in templates/zig/Dockerfile.tmpl",
	} {
		key, _, _ := strings.Cut(line, ":")
		var lines []string
		for _, l := range strings.Split(stackText, "\n") {
			if strings.HasPrefix(l, key+":") {
				l = line
			}
			lines = append(lines, l)
		}
		_, err := ReadStack("stacks/zig.yaml", []byte(strings.Join(lines, "\n")))
		refused(t, err, says)
	}
	_, err := Read(packed("stacks/zag.yaml", stackText))
	refused(t, err, "stacks/zag.yaml: the stack zig must be in stacks/zig.yaml")
}

// TestHostileRepository attacks a pack's stack with what a repository says.
func TestHostileRepository(t *testing.T) {
	zig, err := ReadStack("stacks/zig.yaml", []byte(stackText))
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
		if f, ok, err := zig.Match(names, read); !ok || err != nil || f.Version.Value != "0.14.1" {
			t.Error(f.Version, ok, err)
		}
	})
}

// TestFacts reads facts by patterns and by paths, one and all, with their places.
func TestFacts(t *testing.T) {
	s, err := ReadStack("stacks/zig.yaml", []byte(`name: zig
language: zig
detect: {all: [{file: "**/build.zig"}]}
service: {file: zig.json, path: name}
facts:
  target: {file: "**/zig.json", path: options.target}
  steps: {file: build.zig, pattern: 'step\("(\w+)"', all: true}
  flags: {file: none, pattern: '(x)', default: [a, b], all: true}
  mode: {default: safe}
  absent: {file: none, pattern: '(x)'}
images: {build: "example.com/zig:1"}
`))
	if err != nil {
		t.Fatal(err)
	}
	names, read := repo(map[string]string{"build.zig": "step(\"run\")\n\nstep(\"test\")\n", "zig.json": "{\"name\": \"@acme/api\",\n\"options\": {}}",
		"sub/deep/zig.json": "{\"options\":\n{\"target\": \"wasm\"}}"})
	f, ok, err := s.Match(names, read)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	have := fmt.Sprint(f.Service.Value, " ", f.Service.Because, "\n")
	for _, n := range f.Facts {
		have += fmt.Sprint(n.Name, " ", n.Text.Value, n.Text.Because, n.List.Value, n.List.Because, "\n")
	}
	const want = `@acme/api [zig.json:1]
target wasm[sub/deep/zig.json:2] [] []
steps [] [run test] [build.zig:1 build.zig:3]
flags [] [a b] [stacks/zig.yaml stacks/zig.yaml]
mode safe[stacks/zig.yaml] [] []
absent [] [] []
`
	if have != want {
		t.Errorf("found\n%s", have)
	}
	names, read = repo(map[string]string{"build.zig": "", "zig.json": "{\"name\": \"a b\"}"})
	_, _, err = s.Match(names, read)
	refused(t, err, "zig.json:1: \"a b\" is not a valid service name")
}

// TestGlob matches paths whose ** stands for any number of folders.
func TestGlob(t *testing.T) {
	for pattern, c := range map[string][2]string{
		"**/a.c": {"a.c x/a.c x/y/a.c", "b.c x/a.c/b"}, "src/**": {"src/a src/b/c", "lib/a"}, "src/**/*.c": {"src/a.c src/b/c/d.c", "a.c src/a.d"}, "*.c": {"a.c", "x/a.c"},
	} {
		for i, list := range c {
			for name := range strings.FieldsSeq(list) {
				if fits(strings.Split(pattern, "/"), strings.Split(name, "/")) != (i == 0) {
					t.Errorf("%s fits %s: %v", pattern, name, i != 0)
				}
			}
		}
	}
}

// TestWays takes the first way that finds something: by the name of a file, a value that has to match, a text in its place.
func TestWays(t *testing.T) {
	s, err := ReadStack("stacks/zig.yaml", []byte(`name: zig
language: zig
detect: {any: [{file: [a.json, b.json], path: zig}], none: [{file: c.json, path: off, matches: "^yes$"}]}
start:
  - {file: [a.json, b.json], path: start, pattern: '^(zig .*)$', drop: '^--watch'}
  - {file: [a.json, b.json], path: start, as: [zig, task, "{file}"]}
facts:
  page: [{file: x/index.html}, {file: y/index.html}]
  mode: [{file: a.json, path: mode, pattern: '^f(.*)$'}, {file: b.json, as: other}, {default: none}]
  port: [{file: a.json, path: port, as: 80}]
  portEnv: {file: b.json, path: env}
images: {build: "example.com/zig:1"}
`))
	if err != nil {
		t.Fatal(err)
	}
	for want, files := range map[string]map[string]string{
		"[zig run x] x/index.html ast 80 ":        {"a.json": `{"zig": 1, "start": "zig run --watch=a x", "mode": "fast", "port": 1}`, "x/index.html": "", "y/index.html": ""},
		"[zig task b.json] y/index.html other  P": {"b.json": `{"zig": 1, "start": "cd x && zig run", "env": "P"}`, "y/index.html": ""},
		"no":                {"a.json": `{"zig": 1, "start": "zig run"}`, "c.json": `{"off": "yes"}`},
		"[zig run]  none  ": {"a.json": `{"zig": 1, "start": "zig run"}`, "c.json": `{"off": "no"}`},
		"no ":               {"a.json": `{"zig": 1}`}, // no start
	} {
		names, read := repo(files)
		f, ok, err := s.Match(names, read)
		have := "no"
		if ok {
			have = fmt.Sprint(f.Start.Value, " ", f.Facts[0].Text.Value, " ", f.Facts[1].Text.Value, " ", f.Port.Value, " ", f.PortEnv.Value)
		}
		if err != nil || have != strings.TrimSuffix(want, "no ")+map[bool]string{true: "no"}[want == "no "] {
			t.Errorf("%q, not %q (%v)", have, want, err)
		}
	}
}

// TestCandidates gives the directories of which the files of the rules speak.
func TestCandidates(t *testing.T) {
	s := &Stack{any: []rule{{files: []string{"index.html", "public/index.html", "*.zig", "**/x.c"}}}}
	have := s.Candidates([]string{"a/public/index.html", "b/c.zig", "d/e/x.c", "readme"})
	if want := "map[.:true a:true a/public:true b:true d:true d/e:true]"; fmt.Sprint(have) != want {
		t.Errorf("%v, not %s", have, want)
	}
}
