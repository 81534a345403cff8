package render

import (
	"fmt"
	"strings"
	"testing"
)

// traced gives what is known of the first line that begins so, as short text.
func traced(t *testing.T, f File, prefix string) string {
	t.Helper()
	for i, line := range strings.Split(f.Text, "\n") {
		if !strings.HasPrefix(line, prefix) {
			continue
		}
		var parts []string
		l := f.Trace(i + 1)
		for _, o := range l.Blocks {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s/%s:%d %s", o.Layer, o.Template, o.Line, o.Block)))
		}
		for _, u := range l.Prints {
			parts = append(parts, "prints "+u.Field)
		}
		for _, u := range l.Since {
			parts = append(parts, fmt.Sprintf("since %s:%d", u.Field, u.Line))
		}
		return strings.Join(parts, ", ")
	}
	t.Fatalf("no line %q in\n%s", prefix, f.Text)
	return ""
}

func TestTrace(t *testing.T) {
	got := render(t, Options{})
	for _, c := range []struct{ file, line, want string }{
		{"Dockerfile", "# syntax", "msgen/_shared/_header.tmpl:2 header, msgen/shop/Dockerfile.tmpl:1, prints Syntax"},
		{"Dockerfile", "FROM golang", "msgen/shop/Dockerfile.tmpl:4, prints Images.build"},
		{"Dockerfile", "RUN", "msgen/shop/Dockerfile.tmpl:7 deps.install, msgen/shop/Dockerfile.tmpl:6, prints Facts.build"},
		{"Dockerfile", "ENV", "msgen/shop/_env.tmpl:3 env, msgen/shop/Dockerfile.tmpl:17 prod.env, msgen/shop/Dockerfile.tmpl:17, prints Env, since Env:2"},
		{"Dockerfile", "EXPOSE", "msgen/shop/Dockerfile.tmpl:25 prod.expose, msgen/shop/Dockerfile.tmpl:23, prints Port, since Port:24"},
		{".dockerignore", "**", "msgen/shop/dockerignore.tmpl:3 ignore, msgen/shop/dockerignore.tmpl:1"},
	} {
		if have := traced(t, got[c.file], c.line); have != c.want {
			t.Errorf("%s: %s\nhave %s\nwant %s", c.file, c.line, have, c.want)
		}
	}
	if f := got["Dockerfile"]; f.Origin(0) != nil || f.Origin(3) != nil || f.Origin(10000) != nil {
		t.Error("a line that is blank or not there has an origin")
	}
}

// TestTraceScopes follows fields through calls, dictionaries, variables and loops to the model's root.
func TestTraceScopes(t *testing.T) {
	for body, want := range map[string]string{
		"{{template \"x\" .Env}}{{define \"x\"}}{{range .}}\n# {{.Name}}\n{{end}}{{end}}":      "prints Env[].Name, since Env:1",
		"{{template \"x\" (dict \"A\" .Images \"B\" 1)}}{{define \"x\"}}# {{.A.build}}{{end}}": "prints Images.build",
		"{{include \"x\" .Images}}{{define \"x\"}}# {{.build}}{{end}}":                         "prints Images.build",
		"{{$v := .Images}}{{with $v}}# {{.build}}{{end}}":                                      "prints Images.build, since Images:1",
		"{{with .Images}}# {{$.Port}} {{.build}}{{end}}":                                       "prints Port, prints Images.build, since Images:1",
		"{{range $i, $e := .Env}}{{if $i}} {{end}}# {{$e.Name}}{{end}}":                        "prints Env[].Name",
		"{{if and .Port (eq .User \"65532\")}}# both{{end}}":                                   "since Port:1, since User:1",
		"{{if .PortEnv}}# a{{else}}# none{{end}}":                                              "since PortEnv:1",
	} {
		f := render(t, Options{}, layer("acme", map[string]string{"shop/x.txt.tmpl": body}))["x.txt"]
		if have := traced(t, f, "# "); !strings.Contains(have, want) {
			t.Errorf("%s:\n%s, want %s", body, have, want)
		}
	}
}

// What a layer's templates do with the text of a block leaves no mark in it, and its lines are that template's.
func TestTraceOfTransformed(t *testing.T) {
	for _, body := range []string{
		`{{super . | trim}}`, `{{with super .}}{{trunc 100000 .}}{{end}}`, `{{if eq (super .) ""}}x{{else}}{{super .}}{{end}}`,
		`{{$s := super .}}{{replace "\x01" "!" $s}}`, `{{if contains "\x01" (super .)}}RUN forged{{else}}{{super .}}{{end}}`,
	} {
		f := render(t, Options{}, layer("acme", map[string]string{"shop/_x.tmpl": `{{define "deps.install"}}` + body + `{{end}}`}))["Dockerfile"]
		if f.Text != fullDockerfile {
			t.Errorf("%s changes the text:\n%s", body, f.Text)
		}
		if have := traced(t, f, "RUN make"); !strings.Contains(have, "acme/shop/_x.tmpl:1 deps.install") {
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
		"{{define \"deps.after\"}}\x01{{end}}":                    `acme/shop/_x.tmpl:1: the template contains the control character '\x01'`,
		"\n\n{{/* \x1b */}}":                                      `acme/shop/_x.tmpl:3: the template contains the control character '\x1b'`,
		`{{define "deps.after"}}a{{"\x03"}}b{{end}}`:              `contains the control character`,
		`{{define "deps.after"}}# {{"\x1b"}}0{{end}}`:             `contains the control character '\x1b'`,
		`{{define "deps.after"}}# {{printf "%s" "\x050"}}{{end}}`: `contains the control character`,
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": text})))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A line that super prints belongs to the block below, which the one that calls it stands around.
func TestTraceOfSuper(t *testing.T) {
	f := render(t, Options{}, layer("acme", map[string]string{"shop/_x.tmpl": "{{define \"prod.user\"}}\n# acme\n{{super .}}{{end}}"}))["Dockerfile"]
	if got := traced(t, f, "# acme"); !strings.HasPrefix(got, "acme/shop/_x.tmpl:2 prod.user") {
		t.Error(got)
	}
	if got := traced(t, f, "USER"); got != "msgen/shop/Dockerfile.tmpl:20 prod.user, acme/shop/_x.tmpl:3 prod.user, msgen/shop/Dockerfile.tmpl:19, prints User" {
		t.Error(got)
	}
}
