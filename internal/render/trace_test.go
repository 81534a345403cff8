package render

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// render gives the files of the full plan with layers above the built-in one.
func render(t *testing.T, options Options, layers ...Layer) map[string]File {
	t.Helper()
	p := full()
	p.Stages[0].Steps[1].Run.Commands[1].Script = "a\nb"
	files, err := Files(p, append(builtIn(), layers...), options)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]File{}
	for _, f := range files {
		got[f.Path] = f
	}
	return got
}

func layer(name string, files map[string]string) Layer {
	m := fstest.MapFS{}
	for p, text := range files {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return Layer{Name: name, FS: m}
}

// origin gives the origins of the first line that begins so, as short text.
func origin(t *testing.T, f File, prefix string) string {
	t.Helper()
	for i, line := range strings.Split(f.Text, "\n") {
		if strings.HasPrefix(line, prefix) {
			var parts []string
			for _, o := range f.Origin(i + 1) {
				parts = append(parts, fmt.Sprintf("%s/%s:%d %s %s.%s %d %d", o.Layer, o.Template, o.Line, o.Block, o.Stage, o.Slot, o.Step, o.Ignore))
			}
			return strings.Join(parts, " < ")
		}
	}
	t.Fatalf("no line %q in\n%s", prefix, f.Text)
	return ""
}

func TestOrigin(t *testing.T) {
	got := render(t, Options{})
	const stages = " < msgen/go/Dockerfile.tmpl:2 stages . -1 -1 < msgen/go/Dockerfile.tmpl:2  . -1 -1"
	for _, c := range []struct{ file, line, want string }{
		{"Dockerfile", "# syntax", "msgen/_shared/_stage.tmpl:31 header . -1 -1 < msgen/go/Dockerfile.tmpl:1  . -1 -1"},
		{"Dockerfile", "# Written", "msgen/_shared/_stage.tmpl:32 header . -1 -1 < msgen/go/Dockerfile.tmpl:1  . -1 -1"},
		{"Dockerfile", "# deps", "msgen/_shared/_stage.tmpl:3 stage.from deps.from -1 -1" + stages},
		{"Dockerfile", "COPY go.mod", "msgen/_shared/_stage.tmpl:11 stage.deps deps.deps 0 -1" + stages},
		{"Dockerfile", "ARG VERSION", "msgen/_shared/_stage.tmpl:11 stage.deps deps.deps 1 -1" + stages},
		{"Dockerfile", "# Once", "msgen/_shared/_stage.tmpl:11 stage.deps deps.deps 1 -1" + stages},
		{"Dockerfile", "    go mod", ""}, // below

		{"Dockerfile", "hello", "msgen/_shared/_stage.tmpl:13 stage.copy deps.copy 2 -1" + stages},
		{"Dockerfile", "CMD [\"--x", "msgen/_shared/_stage.tmpl:26 stage.entrypoint prod.entrypoint -1 -1" + stages},
		{"Dockerfile", "LABEL", "msgen/_shared/_stage.tmpl:29 stage.labels prod.labels -1 -1" + stages},
		{".dockerignore", "# All", "msgen/_shared/dockerignore.tmpl:2 ignore . -1 0 < msgen/_shared/dockerignore.tmpl:1  . -1 -1"},
		{".dockerignore", "!go.mod", "msgen/_shared/dockerignore.tmpl:2 ignore . -1 1 < msgen/_shared/dockerignore.tmpl:1  . -1 -1"},
		{".dockerignore", "# Keys", "msgen/_shared/dockerignore.tmpl:2 ignore . -1 2 < msgen/_shared/dockerignore.tmpl:1  . -1 -1"},
	} {
		if c.want == "" {
			c.want = "msgen/_shared/_stage.tmpl:11 stage.deps deps.deps 1 -1" + stages
		}
		if have := origin(t, got[c.file], c.line); have != c.want {
			t.Errorf("%s: %s\nhave %s\nwant %s", c.file, c.line, have, c.want)
		}
	}
	if f := got["Dockerfile"]; f.Origin(0) != nil || f.Origin(3) != nil || f.Origin(10000) != nil {
		t.Error("a line that is empty or not there has an origin")
	}
}

// What a layer's templates do with texts that hold marks changes no byte, and lines still find their origin.
func TestOriginOfTransformed(t *testing.T) {
	plainText := render(t, Options{})["Dockerfile"].Text
	for _, body := range []string{
		`{{steps . "deps" | trim}}`, `{{steps . "deps" | cat}}`, `{{with steps . "deps"}}{{trunc 100000 .}}{{end}}`, `{{if eq (steps . "build") ""}}{{steps . "deps"}}{{end}}`,
		`{{$s := steps . "deps"}}{{replace "\x01" "!" $s}}`, `{{range splitList "\n" (steps . "deps")}}{{.}}` + "\n{{end}}", `{{if contains "\x01" (steps . "deps")}}RUN forged{{else}}{{steps . "deps"}}{{end}}`,
	} {
		f := render(t, Options{}, layer("acme", map[string]string{"go/_x.tmpl": `{{define "deps.deps"}}` + body + `{{end}}`}))["Dockerfile"]
		if f.Text != plainText {
			t.Errorf("%s changes the text:\n%s", body, f.Text)
		}
		if have := origin(t, f, "COPY go.mod"); !strings.HasPrefix(have, "acme/go/_x.tmpl:1 deps.deps deps.deps") {
			t.Errorf("%s: %s", body, have)
		}
		for i, line := range strings.Split(strings.TrimSuffix(f.Text, "\n"), "\n") {
			if (line == "") != (len(f.Origin(i+1)) == 0) {
				t.Errorf("%s: line %d %q has %d origins", body, i+1, line, len(f.Origin(i+1)))
			}
		}
	}
}

func TestMarksAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"{{define \"deps.env\"}}\x01{{end}}":        `acme/go/_x.tmpl:1: the template holds the control character '\x01'`,
		"\n\n{{/* \x1b */}}":                        `acme/go/_x.tmpl:3: the template holds the control character '\x1b'`,
		`{{define "deps.env"}}a{{"\x03"}}b{{end}}`:  `line 7 holds the control character '\x03'`,
		`{{define "deps.env"}}# {{"\x01"}}0{{end}}`: `holds the control character '\x01'`,
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"go/_x.tmpl": text})))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTrim(t *testing.T) {
	for in, want := range map[string]string{
		"\n\na\n": "a", "\n": "", "": "", "\x010\x02\n\x03": "", "\n\x010\x02\n\x047\x02\na\n\x03\n": "\x010\x02\x047\x02a\x03", "\x010\x02a\x03": "\x010\x02a\x03",
		"a\x03": "a\x03", "\x02": "\x02", "\x01": "\x01", "\x01a": "\x01a",
	} {
		if got := trim(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Whatever is read as marks, the rest of the text comes back.
func FuzzMarks(f *testing.F) {
	f.Add("\x010\x02a\n\x03b\x04", "x\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		tr := &tracer{frames: []frame{{stage: "s"}, {block: &definition{source: &source{}}}}}
		for _, text := range []string{a, trim(a), a + b, tr.around(frame{step: 1}, a)} {
			plainText, origins := tr.read(text)
			if len(origins) != 1+strings.Count(plainText, "\n") {
				t.Errorf("%q: %d lines", text, len(origins))
			}
			match(b, plainText, origins)
			group(b, origins)
		}
		if !strings.ContainsAny(a, marks) && strip(tr.around(frame{}, a)) != a {
			t.Errorf("%q does not come back", a)
		}
	})
}
