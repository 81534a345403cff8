package render

import (
	"strings"
	"testing"

	"os"
)

// one renders the full plan with layers whose files are given by name, and gives Dockerfile and all files.
func one(t *testing.T, layers ...Layer) (string, map[string]File) {
	t.Helper()
	files := render(t, Options{}, layers...)
	return files["Dockerfile"].Text, files
}

func TestLayerPower(t *testing.T) {
	for _, c := range []struct {
		name   string
		layers []Layer
		want   []string // in the Dockerfile
		not    []string
	}{
		{"a block", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.user"}}USER 7{{end}}`})}, []string{"\n\nUSER 7\n\nEXPOSE"}, []string{"USER 65532"}},
		{"before a stage", []Layer{layer("a", map[string]string{"_shared/_b.tmpl": `{{define "prod.before"}}# ours{{end}}`})}, []string{"\n\n# ours\n\n# prod The program"}, nil},
		{"an empty definition removes", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.expose"}}{{end}}`})}, nil, []string{"EXPOSE"}},
		{"only blanks remove", []Layer{layer("a", map[string]string{"shop/_b.tmpl": "{{define \"prod.labels\"}}\n  \n{{end}}"})}, nil, []string{"LABEL"}},
		{"a removed block comes back", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.expose"}}{{end}}`}), layer("b", map[string]string{"shop/_b.tmpl": `{{define "prod.expose"}}EXPOSE 1{{end}}`})}, []string{"EXPOSE 1\n"}, nil},
		{"super of the layer below", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.user"}}# a{{"\n"}}{{super .}}{{end}}`}), layer("b", map[string]string{"shop/_b.tmpl": `{{define "prod.user"}}# b{{"\n"}}{{super .}}{{end}}`})}, []string{"# b\n# a\nUSER 65532\n"}, nil},
		{"super and more", []Layer{layer("a", map[string]string{"shop/_b.tmpl": "{{define \"prod.labels\"}}{{super .}}\n{{label \"com.example.team\" \"blue\"}}{{end}}"})}, []string{"title=\"a b\"\nLABEL com.example.team=blue\n"}, nil},
		{"super of an empty block", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.before"}}# x{{super .}}{{end}}`})}, []string{"# x\n\n# prod The"}, nil},
		{"super in a pipe", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.user"}}{{with super .}}{{. | replace "65532" "9"}}{{end}}{{end}}`})}, []string{"USER 9\n"}, nil},
		{"the stack speaks after _shared", []Layer{layer("a", map[string]string{"_shared/_b.tmpl": `{{define "prod.user"}}USER 1{{end}}`, "shop/_b.tmpl": `{{define "prod.user"}}USER 2{{end}}`})}, []string{"USER 2\n"}, nil},
		{"a whole file", []Layer{layer("a", map[string]string{"shop/Dockerfile.tmpl": "FROM {{ref .Images.build}}\nRUN make {{sh .Facts.build}}\n"})}, []string{"FROM golang:1.26\nRUN make all 'it'"}, []string{"# syntax"}},
		{"super of a whole file", []Layer{layer("a", map[string]string{"shop/Dockerfile.tmpl": "{{super .}}\n# below"})}, []string{"# syntax", "\n# below\n"}, nil},
		{"a default does not restore", []Layer{layer("a", map[string]string{"shop/_b.tmpl": `{{define "prod.user"}}USER 7{{end}}`}), layer("b", map[string]string{"shop/Dockerfile.tmpl": "FROM x\n{{block \"prod.user\" .}}USER 8{{end}}"})}, []string{"FROM x\nUSER 7\n"}, nil},
		{"a default replaces a default", []Layer{layer("b", map[string]string{"shop/Dockerfile.tmpl": "FROM x\n{{block \"prod.user\" .}}USER 8{{end}}"})}, []string{"FROM x\nUSER 8\n"}, nil},
		{"CRLF and a byte order mark", []Layer{layer("a", map[string]string{"shop/_b.tmpl": "\ufeff{{define \"prod.user\"}}USER 1\r\n# x{{end}}"})}, []string{"USER 1\n# x\n"}, []string{"\r"}},
	} {
		text, _ := one(t, c.layers...)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.name, want, text)
			}
		}
		for _, not := range c.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: %q in\n%s", c.name, not, text)
			}
		}
	}
}

func TestLayerFiles(t *testing.T) {
	_, files := one(t, layer("acme", map[string]string{"_shared/.hadolint.yaml.tmpl": "ignored: []", "shop/ci/build.sh.tmpl": "#!/bin/sh", "shop/none.txt.tmpl": "{{/* nothing */}}"}))
	if files[".hadolint.yaml"].Text != "ignored: []\n" || files["ci/build.sh"].Text != "#!/bin/sh\n" || len(files) != 4 {
		t.Errorf("%v", files)
	}
	for name, want := range map[string]string{
		"shop/.gitignore.tmpl": "the name is reserved", "shop/.msgen.yaml.tmpl": "the name is reserved", "shop/.GIT/hooks/x.tmpl": "the name is reserved", "shop/x/.github/y.tmpl": "the name is reserved",
		"shop/a:b.tmpl": "cannot be the name of a file everywhere", "shop/a\\b.tmpl": "cannot be the name", "shop/dockerFile.tmpl": "differs from Dockerfile only in case", "shop/.tmpl": "cannot be the name",
		"shop/.dockerignore.tmpl": "dockerignore.tmpl", "shop/Dockerfile.dockerignore.tmpl": "dockerignore.tmpl",
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{name: "x"})))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "acme/"+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSuperErrors(t *testing.T) {
	for text, want := range map[string]string{
		"\n{{define \"prod.usr\"}}{{super .}}{{end}}": `acme/shop/_x.tmpl:2: super in "prod.usr": no layer below defines that block`,
		`{{define "prod.user"}}{{super}}{{end}}`:      "acme/shop/_x.tmpl:1: super takes one argument: {{super .}}",
		`{{define "prod.user"}}{{super . 1}}{{end}}`:  "super takes one argument",
		`{{define "a b"}}{{end}}`:                     `"a b" is not a name for a block`,
		`{{define "file Dockerfile"}}{{end}}`:         `is not a name for a block`,
		"{{define \"x\"}}\n{{if}}{{end}}":             "acme/shop/_x.tmpl:2: missing value for if",
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": text})))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFinal(t *testing.T) {
	acme := layer("acme", map[string]string{"shop/_x.tmpl": `{{define "prod.user"}}USER 7{{end}}`})
	for _, c := range []struct{ final, path, text, want string }{
		{"prod.user", "shop/_y.tmpl", "\n{{define \"prod.user\"}}USER 0{{end}}", `repo/shop/_y.tmpl:2: block "prod.user" cannot be overridden by repo: block "prod.user" is final in acme`},
		{"prod.user", "shop/Dockerfile.tmpl", `FROM x`, `Dockerfile cannot be overridden by repo`},
		{"ignore", "shop/dockerignore.tmpl", `**`, `dockerignore cannot be overridden`},
		{"prod.user", "shop/_y.tmpl", `{{define "prod.env"}}ENV A=1{{end}}`, ""},
		{"header", "shop/_y.tmpl", `{{define "prod.env"}}{{end}}`, ""},
	} {
		_, err := Files(full(), append(builtIn(), acme, layer("repo", map[string]string{c.path: c.text})), Options{Final: map[string]string{c.final: "acme"}})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s by %s: %v, want %s", c.final, c.text, err, c.want)
		}
	}
	if _, err := Files(full(), builtIn(), Options{Final: map[string]string{"x": "nobody"}}); err == nil || !strings.Contains(err.Error(), "which is not one of the layers") {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	team := layer("acme", map[string]string{
		"_shared/_a.tmpl": "{{define \"stage.env\"}}{{end}}{{/*\n*/}} loose {{define \"prod.after\"}}{{template \"acme.ca\" .}}{{end}}",
		"shop/_b.tmpl":    "{{define \"acme.ca\"}}{{end}}\n\n{{define \"prod.exposed\"}}{{end}}{{define \"wholly.else\"}}{{end}}",
		"shop/_c.tmpl":    "{{define \"x\"}}{{nope}}{{end}}",
		"shop/.gitx.tmpl": "x",
	})
	problems, err := Check(append(builtIn(), team), "shop")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	for _, want := range []string{
		`acme/_shared/_a.tmpl:1: there is no block "stage.env": blocks name one stage, such as "prod.env"`,
		`acme/_shared/_a.tmpl:2: text outside {{define}} in this file is never printed`,
		`acme/shop/_b.tmpl:3: there is no block "prod.exposed"; did you mean "prod.expose"?`,
		`acme/shop/_b.tmpl:3: there is no block "wholly.else"`,
		`acme/shop/_c.tmpl:1: function "nope" not defined`,
		`acme/shop/.gitx.tmpl: a template cannot write .gitx: the name is reserved for msgen or Git`,
	} {
		if !strings.Contains(strings.Join(got, "\n")+"\n", want+"\n") {
			t.Errorf("no problem %s", want)
		}
	}
	if len(got) != 6 {
		t.Errorf("%d problems:\n%s", len(got), strings.Join(got, "\n"))
	}
	if all, err := Check(append(builtIn(), team), ""); err != nil || len(all) != 6 {
		t.Errorf("all stacks: %v, %v", all, err)
	}
	if none, err := Check([]Layer{{"msgen", os.DirFS("../../templates")}}, ""); err != nil || len(none) != 0 {
		t.Errorf("the built-in templates: %v, %v", none, err)
	}
}

func TestBlocks(t *testing.T) {
	names, err := Blocks(builtIn(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(names, " "), "deps.after deps.install env header ignore prod.after prod.before prod.entrypoint prod.env prod.expose prod.labels prod.user"; got != want {
		t.Errorf("%s", got)
	}
}

// TestBorrowed lets a back end call the partials of Node's folder, without the blocks of Node's own stages.
func TestBorrowed(t *testing.T) {
	base := append(builtIn(), layer("a", map[string]string{
		"node/_npm.tmpl":  `{{define "install.npm"}}npm ci{{end}}{{define "prod.user"}}USER 1{{end}}`,
		"node/x.txt.tmpl": "no file of this stack",
		"shop/_a.tmpl":    `{{define "deps.after"}}RUN {{template "install.npm" .}}{{end}}`,
	}))
	files, err := Files(full(), base)
	if err != nil || len(files) != 2 || !strings.Contains(files[1].Text, "RUN npm ci\n") || !strings.Contains(files[1].Text, "USER 65532") {
		t.Errorf("%v, %v", err, files)
	}
}

// TestHugeTemplate does not read a file that cannot be a template.
func TestHugeTemplate(t *testing.T) {
	_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": strings.Repeat(" ", maxTemplate+1)})))
	if err == nil || !strings.Contains(err.Error(), "acme/shop/_x.tmpl is larger than 2 MiB") {
		t.Error(err)
	}
}
