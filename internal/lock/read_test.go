package lock

import (
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/hint"
)

// What people, formatters and git make of a lock is read as what it was.
func TestParseOtherForms(t *testing.T) {
	good := string(written(t, example(), nil))
	small := `lockVersion: 1
msgen: "v1.0.0"
catalog: "x"
services:
  api: {dir: ".", context: ".", stack: "go", facts: {version: {value: "1.25", path: "go.mod", line: 3}}}
packs: [{ref: "a"}, {ref: "b", name: "nn"}]
`
	wantSmall := &Lock{Msgen: "v1.0.0", Catalog: "x", Packs: []Pack{{Ref: "a"}, {Ref: "b", Name: "nn"}},
		Services: []Service{{Name: "api", Dir: ".", Context: ".", Stack: "go", Facts: []Fact{{"version", "1.25", "go.mod", 3, ""}}}}}
	for name, c := range map[string]struct {
		text string
		want *Lock
	}{
		"as written":       {good, example()},
		"CRLF":             {strings.ReplaceAll(good, "\n", "\r\n"), example()},
		"BOM":              {"\ufeff" + good, example()},
		"BOM and CRLF":     {"\ufeff" + strings.ReplaceAll(good, "\n", "\r\n"), example()},
		"no final newline": {strings.TrimSuffix(good, "\n"), example()},
		"document start":   {"---\n" + good, example()},
		"comments":         {strings.ReplaceAll(good, "\n", " # why: {not}\n\n   # more\n"), example()},
		"deeper":           {strings.ReplaceAll(good, "  ", "     "), example()},
		"folded by a formatter": {strings.NewReplacer("{value:", "\n        {\n          value:", `"}`, "\",\n   # so\n        }").
			Replace(good), example()},
		"single quotes": {strings.ReplaceAll(strings.ReplaceAll(good, `"\"node\": \">=24\""`, `'"node": ">=24"'`), `"."`, `'.'`), example()},
		"in flow":       {small, wantSmall},
		"in blocks": {`packs:
- ref: a
-   name: nn
    ref: "b"
catalog: x
services:
    'api':
        facts:
            version:
                value: '1.25'
                path: go.mod
                line: 3
            # none
        stack: go
        answers:
        dir: .
        context: .
files: {}
msgen: v1.0.0
lockVersion: 1
`, wantSmall},
		"like JSON": {strings.NewReplacer(`{dir: ".", `, `{"dir":".",`, "{value: ", `{"value":`).Replace(small), wantSmall},
	} {
		got, err := Parse([]byte(c.text))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %+v\n%s", name, err, got, c.text)
		}
	}
}

func TestNewerForms(t *testing.T) {
	const install = "go install github.com/msgen/msgen/cmd/msgen@"
	for _, c := range []struct{ text, form, release, hint string }{
		{"lockVersion: 2\nmsgen: \"v1.4.0\"\n", "2", "v1.4.0", "v1.4.0"},
		{"\ufeff# x\r\nlockVersion: 2 # now\r\nmsgen: v1.4.0-rc.1\r\n\x00\xff: {{{ not yaml", "2", "v1.4.0-rc.1", "v1.4.0-rc.1"},
		{"lockVersion: 2\nmsgen: \"(devel)\"\n", "2", "(devel)", "latest"},
		{"lockVersion: 2\nmsgen: \"v0.0.0-20260101000000-0123456789ab\"\n", "2", "v0.0.0-20260101000000-0123456789ab", "latest"},
		{"lockVersion: 2\nmsgen: \"v1.4.1-0.20260101000000-0123456789ab\"\n", "2", "v1.4.1-0.20260101000000-0123456789ab", "latest"},
		{"lockVersion: 2\nmsgen: \"v1.0.0; rm -rf ~\"\n", "2", "v1.0.0; rm -rf ~", "latest"},
		{"lockVersion: 99999999999999999999999\n", "99999999999999999999999", "", "latest"},
		{"<<<<<<< HEAD\nlockVersion: 1\nmsgen: \"v1.0.0\"\n=======\nlockVersion: 2\nmsgen: \"v2.0.0\"\n>>>>>>> b\n", "2", "v2.0.0", "v2.0.0"},
		{"<<<<<<< HEAD\nlockVersion: 3\nmsgen: \"v3.0.0\"\n=======\nlockVersion: 2\nmsgen: \"v2.0.0\"\n>>>>>>> b\n", "3", "v3.0.0", "v3.0.0"},
	} {
		l, err := Parse([]byte(c.text))
		var n *NewerError
		var h *hint.Error
		if l != nil || !errors.As(err, &n) || !errors.As(err, &h) {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if n.Form != c.form || n.Msgen != c.release || h.Hints[0] != install+c.hint {
			t.Errorf("%q: form %s, release %q, %s", c.text, n.Form, n.Msgen, h.Hints[0])
		}
	}
	_, err := Parse([]byte("#\nlockVersion: 2\nmsgen: \"v1.4.0\"\n"))
	if got := err.Error(); got != ".msgen.lock:2: msgen v1.4.0 wrote it in format 2, but this msgen reads formats up to 1" {
		t.Error(got)
	}
	for _, text := range []string{"", "\n# x\n", "x: 2", "services:\n  lockVersion: 2\n", "lockVersion:\n", "lockVersion: -2", "[]", "lockVersion: 01", "\x00\x01\x02", "=======\n"} {
		_, err := Parse([]byte(text))
		var e *Error
		if !errors.As(err, &e) || errors.As(err, new(*NewerError)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The frozen lock of form 1 says today what it said on its first day.
func TestFrozenForm1(t *testing.T) {
	data, err := os.ReadFile("testdata/v1.lock")
	if err != nil {
		t.Fatal(err)
	}
	if sum := Hash(data); sum != "sha256:66cbc214517486480262206b11ace958245d78bc64af2041ee0aa84648d96762" {
		t.Errorf("testdata/v1.lock was changed (%s): it is frozen, take the change back", sum)
	}
	want := &Lock{
		Msgen: "v0.9.0", Catalog: "2026-11-20",
		Packs: []Pack{{Ref: "oci://example.com/web:2", Resolved: "oci://example.com/web:2@sha256:ab", Name: "web", Version: "2.3.1", Tree: "h1:x", Signer: "RWQ"}, {Ref: "./pack"}},
		Services: []Service{
			{Name: "api", Dir: ".", Context: ".", Stack: "node",
				Answers: []Answer{{"base", "distroless", "default", ""}, {"port", "8080", "detected", "server.js:12"}},
				Facts:   []Fact{{"manager", "npm", "package-lock.json", 0, ""}, {"version", "24", "package.json", 4, `"node": ">=24"`}},
				Images:  []Image{{"build", "node:24-slim@sha256:01"}, {"prod", "gcr.io/distroless/nodejs24-debian13:nonroot"}}},
			{Name: "null", Dir: "a: b", Stack: "go",
				Facts: []Fact{{"on", "\x1b\n\u202e", "", 0, ""}, {"é \"x\"", "", "it's #1.txt", 2, "a\tb"}}},
			{Name: "web", Dir: "web", Context: ".", Stack: "node"},
		},
		Files: []File{
			{Path: ".dockerignore", Service: "api", Base: []byte("*\n")},
			{Path: "Dockerfile", Service: "api", Base: []byte(strings.Repeat("FROM scratch\n", 100)), Accepted: Hash([]byte("x"))},
			{Path: "web/Dockerfile", Service: "web", Absent: true},
		},
	}
	got, err := Parse(data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %+v", err, got)
	}
}

// A lock of an older form is lifted by every step between it and ours, in order; the table here is the test's own.
func TestSteps(t *testing.T) {
	rename := func(old, new string) step {
		return func(root *node) error {
			f := root.Get(old)
			if f == nil {
				return root.Fail("%s is missing", old)
			}
			f.Name = new
			return nil
		}
	}
	table := map[int]step{1: rename("a", "b"), 2: rename("b", "c"), 3: rename("c", "d")}
	for _, c := range []struct{ text, has, err string }{
		{"lockVersion: 1\na: x", "d", ""},
		{"lockVersion: 2\nb: x", "d", ""},
		{"lockVersion: 3\nc: x", "d", ""},
		{"lockVersion: 4\nd: x", "d", ""},
		{"lockVersion: 2\na: x", "", ".msgen.lock:1: b is missing"},
		{"lockVersion: 0\na: x", "", ".msgen.lock:1: lockVersion 0 does not exist"},
		{"lockVersion: 5\nd: x", "", `.msgen.lock:1: lockVersion is "5", but this msgen reads versions up to 4`},
	} {
		root, err := readTree([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		err = lift(root, 4, table)
		if c.err == "" && (err != nil || root.At(c.has).Text != "x") || c.err != "" && (err == nil || err.Error() != c.err) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	for form := 1; form < Version; form++ {
		if steps()[form] == nil {
			t.Errorf("a lock of form %d cannot be read any more", form)
		}
		if _, err := os.Stat("testdata/v" + strconv.Itoa(form+1) + ".lock"); err != nil {
			t.Errorf("form %d is not frozen", form+1)
		}
	}
}
