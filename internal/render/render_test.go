package render

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/quote"
)

// builtIn is a small layer in the place of the built-in one, with a stack "shop".
func builtIn() []Layer {
	return []Layer{layer("msgen", map[string]string{
		"_shared/_header.tmpl": "{{define \"header\"}}\n# syntax={{.Syntax}}\n# Written by msgen. Edit it freely.\n{{end}}\n",
		"shop/_env.tmpl":       "{{define \"env\"}}\n{{with .}}\nENV {{vars .}}\n{{end}}\n{{end}}\n",
		"shop/Dockerfile.tmpl": `{{template "header" .}}

# deps The packages
FROM {{ref .Images.build}} AS deps

{{block "deps.install" .}}
RUN make {{sh .Facts.build}}
{{end}}

{{block "deps.after" .}}{{end}}

{{block "prod.before" .}}{{end}}

# prod The program
FROM scratch AS prod

{{block "prod.env" .}}{{template "env" .Env}}{{end}}

{{block "prod.user" .}}
USER {{.User}}
{{end}}

{{block "prod.expose" .}}
{{with .Port}}
EXPOSE {{.}}
{{end}}
{{end}}

{{block "prod.entrypoint" .}}
ENTRYPOINT {{exec .Entrypoint}}
{{end}}

{{block "prod.labels" .}}
LABEL org.opencontainers.image.title={{label .Name}}
{{end}}

{{block "prod.after" .}}{{end}}
`,
		"shop/dockerignore.tmpl": "{{block \"ignore\" .}}\n# All.\n**\n{{end}}\n",
	})}
}

func layer(name string, files map[string]string) Layer {
	m := fstest.MapFS{}
	for p, text := range files {
		m[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return Layer{Name: name, FS: m}
}

// full is a plan of the stack "shop".
func full() *plan.Plan {
	return &plan.Plan{Stack: "shop", Name: "shop", Title: "shop", Dir: ".", Context: ".", Model: &plan.Data{
		Common: plan.Common{Name: "a b", Syntax: "docker/dockerfile:1", User: "65532", Port: 8080, Entrypoint: []string{"/server", "-v"},
			Env: []plan.Var{{Name: "A", Value: "b"}, {Name: "B", Value: "c d"}}, Facts: map[string]any{"build": []string{"all", "it's"}, "port": 8080}},
		Images: map[string]string{"build": "golang:1.26"}}}
}

const fullDockerfile = `# syntax=docker/dockerfile:1
# Written by msgen. Edit it freely.

# deps The packages
FROM golang:1.26 AS deps

RUN make all 'it'"'"'s'

# prod The program
FROM scratch AS prod

ENV A=b \
    B="c d"

USER 65532

EXPOSE 8080

ENTRYPOINT ["/server", "-v"]

LABEL org.opencontainers.image.title="a b"
`

// render gives the files of the full plan with layers above the built-in one.
func render(t *testing.T, options Options, layers ...Layer) map[string]File {
	t.Helper()
	files, err := Files(full(), append(builtIn(), layers...), options)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]File{}
	for _, f := range files {
		got[f.Path] = f
	}
	return got
}

func TestFiles(t *testing.T) {
	got := render(t, Options{})
	if got["Dockerfile"].Text != fullDockerfile {
		t.Errorf("Dockerfile:\n%s", got["Dockerfile"].Text)
	}
	if want := "# All.\n**\n"; got[".dockerignore"].Text != want {
		t.Errorf(".dockerignore:\n%s", got[".dockerignore"].Text)
	}
}

// A context above the directory moves the ignore file, and a field without a value prints nothing.
func TestFilesBare(t *testing.T) {
	p := full()
	p.Dir = "services/x"
	p.Model.(*plan.Data).Port = 0
	files, err := Files(p, builtIn())
	if err != nil {
		t.Fatal(err)
	}
	if files[0].Path != "services/x/Dockerfile" || strings.Contains(files[0].Text, "EXPOSE") || strings.Contains(files[0].Text, "\n\n\n") {
		t.Errorf("%s:\n%s", files[0].Path, files[0].Text)
	}
	if files[1].Path != "services/x/Dockerfile.dockerignore" {
		t.Errorf("%s", files[1].Path)
	}
}

// TestControlLines prints nothing for lines of control flow, keeps those that print, and makes one blank line of several.
func TestControlLines(t *testing.T) {
	for body, want := range map[string]string{
		"# a\n{{if true}}\n# b\n{{else}}\n# c\n{{end}}\n# d":                                   "# a\n# b\n# d\n",
		"RUN a \\\n    {{range list \"b\" \"c\"}}\n    && {{.}} \\\n    {{end}}\n    && d":     "RUN a \\\n    && b \\\n    && c \\\n    && d\n",
		"RUN a{{- range list \"b\" \"c\"}} \\\n    && {{.}}{{end}}":                            "RUN a \\\n    && b \\\n    && c\n",
		"# a\n\n\n{{with \"\"}}\n# b\n{{end}}\n\n\n# c":                                        "# a\n\n# c\n",
		"{{/* a comment\n   of two lines */}}\n# a":                                            "# a\n",
		"# a\n  {{$x := \"y\"}}\n# {{$x}}":                                                     "# a\n# y\n",
		"{{template \"one\" .}}\n{{template \"one\" .}}\n# c\n{{define \"one\"}}# one{{end}}":  "# one\n# one\n# c\n",
		"# x {{template \"word\" .}} z\n{{define \"word\"}}y{{end}}":                           "# x y z\n",
		"{{include (print \"o\" \"ne\") .}}\n# c\n{{define \"one\"}}\n# one\n\n{{end}}":        "# one\n# c\n",
		"{{range list 1 2 3}}\n{{if eq . 2}}\n{{break}}\n{{end}}\n# {{.}}\n{{end}}\n# the end": "# 1\n# the end\n",
		"{{if true}}   \n# a\n\t{{end}}\t\n# b":                                                "# a\n# b\n",
	} {
		f := render(t, Options{}, layer("acme", map[string]string{"shop/x.txt.tmpl": body + "\n"}))["x.txt"]
		if f.Text != want {
			t.Errorf("%q:\n%q, want\n%q", body, f.Text, want)
		}
	}
}

func TestLayerErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{{define \"prod.user\"}}{{.Nme}}{{end}}":                      "acme/shop/_x.tmpl:1:25: executing \"prod.user\" at <.Nme>: can't evaluate field Nme",
		"{{define \"prod.user\"}}\n  {{if .Nme}}\n  {{end}}\n{{end}}":  "acme/shop/_x.tmpl:2:8",
		"{{define \"prod.user\"}}{{.Facts.nothing}}{{end}}":            "acme/shop/_x.tmpl:1:31",
		`{{define "prod.user"}}{{expandenv "HOME"}}{{end}}`:            `function "expandenv" not defined`,
		`{{define "prod.user"}}{{now}}{{end}}`:                         `function "now" not defined`,
		"{{define \"prod.user\"}}\nUSER {{.Name}}{{end}}":              `acme/shop/_x.tmpl:2:8: .Name "a b" is not a plain word`,
		"{{define \"prod.user\"}}\n\n{{include \"nothing\" .}}{{end}}": `there is no block "nothing"`,
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": text})))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestSprigNames(t *testing.T) {
	if got, want := len(quote.Functions()), len(quote.Names())+3; got != want {
		t.Errorf("%d of %d names are functions of sprig", got, want)
	}
}

func BenchmarkFiles(b *testing.B) {
	for b.Loop() {
		if _, err := Files(full(), builtIn()); err != nil {
			b.Fatal(err)
		}
	}
}
