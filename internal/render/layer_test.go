package render

import (
	"strings"
	"testing"
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
		{"a block of one stage", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "prod.user"}}USER 7{{end}}`})}, []string{"USER 7\n"}, []string{"USER 65532"}},
		{"a block of all stages", []Layer{layer("a", map[string]string{"_shared/_b.tmpl": `{{define "stage.workdir"}}WORKDIR /x{{end}}`})}, []string{"AS deps\n\nENV A=b \\\n    PATH=\"/opt:$PATH\"\n\nWORKDIR /x\n", "AS prod\n\nWORKDIR /x\n"}, nil},
		{"before every stage", []Layer{layer("a", map[string]string{"_shared/_b.tmpl": `{{define "prod.before"}}# ours{{end}}`})}, []string{"\n\n# ours\n\nFROM scratch"}, nil},
		{"an empty definition removes", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stage.healthcheck"}}{{end}}`})}, nil, []string{"HEALTHCHECK"}},
		{"only blanks remove", []Layer{layer("a", map[string]string{"go/_b.tmpl": "{{define \"prod.labels\"}}\n  \n{{end}}"})}, nil, []string{"LABEL"}},
		{"a removed block comes back", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stage.expose"}}{{end}}`}), layer("b", map[string]string{"go/_b.tmpl": `{{define "stage.expose"}}EXPOSE 1{{end}}`})}, []string{"EXPOSE 1\n"}, nil},
		{"super of the layer below", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stage.user"}}# a{{"\n"}}{{super .}}{{end}}`}), layer("b", map[string]string{"go/_b.tmpl": `{{define "stage.user"}}# b{{"\n"}}{{super .}}{{end}}`})}, []string{"# b\n# a\nUSER 65532\n"}, nil},
		{"super of one stage is the block for all", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "prod.user"}}# p{{"\n"}}{{super .}}{{end}}`}), layer("b", map[string]string{"_shared/_b.tmpl": `{{define "stage.user"}}# s{{"\n"}}{{super .}}{{end}}`})}, []string{"# p\n# s\nUSER 65532\n"}, nil},
		{"super of nothing", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "prod.before"}}# x{{super .}}{{end}}{{define "stage.after"}}{{super .}}{{end}}`})}, []string{"# x\n\nFROM scratch"}, nil},
		{"super in a pipe", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stage.user"}}{{with super .}}{{. | replace "65532" "9"}}{{end}}{{end}}`})}, []string{"USER 9\n"}, nil},
		{"the stack speaks after _shared", []Layer{layer("a", map[string]string{"_shared/_b.tmpl": `{{define "prod.user"}}USER 1{{end}}`, "go/_b.tmpl": `{{define "prod.user"}}USER 2{{end}}`})}, []string{"USER 2\n"}, nil},
		{"the list of stages", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stages"}}{{stages . "deps" "prod"}}{{"\n\n"}}# the end{{end}}`})}, []string{"# the end\n"}, nil},
		{"a whole file", []Layer{layer("a", map[string]string{"go/Dockerfile.tmpl": `# own{{"\n"}}{{stages . "deps" "prod"}}`})}, []string{"# own\n# deps"}, []string{"# syntax"}},
		{"super of a whole file", []Layer{layer("a", map[string]string{"go/Dockerfile.tmpl": "{{super .}}\n# below"})}, []string{"# syntax", "\n# below\n"}, nil},
		{"a default does not restore", []Layer{layer("a", map[string]string{"go/_b.tmpl": `{{define "stages"}}# ours{{"\n"}}{{stages . "deps" "prod"}}{{end}}`}), layer("b", map[string]string{"go/Dockerfile.tmpl": `{{block "stages" .}}{{stages . "prod" "deps"}}{{end}}`})}, []string{"# ours\n# deps"}, nil},
		{"a default replaces a default", []Layer{layer("b", map[string]string{"go/Dockerfile.tmpl": `{{block "stages" .}}# new{{"\n"}}{{stages . "deps" "prod"}}{{end}}`})}, []string{"# new\n# deps"}, nil},
		{"CRLF and a byte order mark", []Layer{layer("a", map[string]string{"go/_b.tmpl": "\ufeff{{define \"prod.user\"}}USER 1\r\n# x{{end}}"})}, []string{"USER 1\n# x\n"}, []string{"\r"}},
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

// A line that super prints belongs to the block below, which the one that calls it stands around.
func TestOriginOfSuper(t *testing.T) {
	_, files := one(t, layer("acme", map[string]string{"_shared/_x.tmpl": "{{define \"stage.user\"}}\n# acme\n{{super .}}{{end}}"}))
	if got := origin(t, files["Dockerfile"], "# acme"); !strings.HasPrefix(got, "acme/_shared/_x.tmpl:2 stage.user deps.user") {
		t.Error(got)
	}
	if got := origin(t, files["Dockerfile"], "USER"); !strings.HasPrefix(got, "msgen/_shared/_stage.tmpl:17 stage.user prod.user -1 -1 < acme/_shared/_x.tmpl:3 stage.user prod.user") {
		t.Error(got)
	}
}

func TestLayerFiles(t *testing.T) {
	_, files := one(t, layer("acme", map[string]string{"_shared/.hadolint.yaml.tmpl": "ignored: []", "go/ci/build.sh.tmpl": "#!/bin/sh", "go/none.txt.tmpl": "{{/* nothing */}}"}))
	if files[".hadolint.yaml"].Text != "ignored: []\n" || files["ci/build.sh"].Text != "#!/bin/sh\n" || len(files) != 4 {
		t.Errorf("%v", files)
	}
	for name, want := range map[string]string{
		"go/.gitignore.tmpl": "msgen and git own such names", "go/.msgen.yaml.tmpl": "msgen and git own", "go/.GIT/hooks/x.tmpl": "msgen and git own", "go/x/.github/y.tmpl": "msgen and git own",
		"go/a:b.tmpl": "cannot be the name of a file everywhere", "go/a\\b.tmpl": "cannot be the name", "go/dockerFile.tmpl": "differs from Dockerfile only in case", "go/.tmpl": "cannot be the name",
		"go/.dockerignore.tmpl": "dockerignore.tmpl", "go/Dockerfile.dockerignore.tmpl": "dockerignore.tmpl",
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{name: "x"})))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "acme/"+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSuperErrors(t *testing.T) {
	for text, want := range map[string]string{
		"\n{{define \"prod.usr\"}}{{super .}}{{end}}": `acme/go/_x.tmpl:2: super in "prod.usr": no layer below defines that block`,
		`{{define "prod.user"}}{{super}}{{end}}`:      "acme/go/_x.tmpl:1: super takes one argument: {{super .}}",
		`{{define "prod.user"}}{{super . 1}}{{end}}`:  "super takes one argument",
		`{{define "a b"}}{{end}}`:                     `"a b" is not a name for a block`,
		`{{define "file Dockerfile"}}{{end}}`:         `is not a name for a block`,
		"{{define \"x\"}}\n{{if}}{{end}}":             "acme/go/_x.tmpl:2: missing value for if",
	} {
		_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"go/_x.tmpl": text})))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestFinal(t *testing.T) {
	acme := layer("acme", map[string]string{"go/_x.tmpl": `{{define "prod.user"}}USER 7{{end}}`})
	for _, c := range []struct{ final, path, text, want string }{
		{"prod.user", "go/_y.tmpl", "\n{{define \"prod.user\"}}USER 0{{end}}", `repo/go/_y.tmpl:2: block "prod.user" cannot be overridden by repo: block "prod.user" is final in acme`},
		{"stage.user", "go/_y.tmpl", `{{define "prod.user"}}USER 0{{end}}`, `block "stage.user" is final in acme`},
		{"prod.user", "go/_y.tmpl", `{{define "stage.user"}}USER 0{{end}}`, ""}, // acme's own block for prod stands
		{"prod.expose", "go/_y.tmpl", `{{define "stage.expose"}}{{end}}`, `block "prod.expose" is final in acme`},
		{"prod.user", "go/Dockerfile.tmpl", `FROM x`, `Dockerfile cannot be overridden by repo`},
		{"prod.user", "go/_y.tmpl", `{{define "stages"}}FROM x{{end}}`, `block "stages" cannot be overridden`},
		{"ignore", "go/dockerignore.tmpl", `**`, `dockerignore cannot be overridden`},
		{"prod.user", "go/_y.tmpl", `{{define "prod.env"}}ENV A=1{{end}}`, ""},
		{"header", "go/_y.tmpl", `{{define "stage.env"}}{{end}}`, ""},
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
		"_shared/_a.tmpl": "{{define \"stage.enf\"}}{{end}}\n{{define \"assets.env\"}}{{end}} loose {{define \"stage.after\"}}{{template \"acme.ca\" .}}{{end}}",
		"go/_b.tmpl":      "{{define \"acme.ca\"}}{{end}}\n\n{{define \"prod.halthcheck\"}}{{end}}{{define \"wholly.else\"}}{{end}}{{define \"probe.about\"}}x{{end}}",
		"go/_c.tmpl":      "{{define \"x\"}}{{nope}}{{end}}",
		"go/.gitx.tmpl":   "x",
	})
	problems, err := Check(append(builtIn(), team), "go")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	for _, want := range []string{
		`acme/_shared/_a.tmpl:1: nothing prints a block "stage.enf"; is "stage.env" meant?`,
		`acme/_shared/_a.tmpl:2: what stands outside of {{define}} in this file is never printed`,
		`acme/go/_b.tmpl:3: nothing prints a block "prod.halthcheck"; is "prod.healthcheck" meant?`,
		`acme/go/_b.tmpl:3: nothing prints a block "wholly.else"`,
		`acme/go/_c.tmpl:1: function "nope" not defined`,
		`acme/go/.gitx.tmpl: .gitx is not a template's to write: msgen and git own such names`,
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
	if none, err := Check(builtIn(), ""); err != nil || len(none) != 0 {
		t.Errorf("the built-in templates: %v, %v", none, err)
	}
}

func TestBlocks(t *testing.T) {
	names, err := Blocks(builtIn(), "go")
	if err != nil {
		t.Fatal(err)
	}
	all := " " + strings.Join(names, " ") + " "
	for _, want := range []string{"header", "ignore", "stages", "stage.before", "prod.healthcheck", "probe.about"} {
		if !strings.Contains(all, " "+want+" ") {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(all, "jre.") {
		t.Error("a stage of another stack")
	}
}

// TestHugeTemplate does not read a file that cannot be a template.
func TestHugeTemplate(t *testing.T) {
	_, err := Files(full(), append(builtIn(), layer("acme", map[string]string{"go/_x.tmpl": strings.Repeat(" ", maxTemplate+1)})))
	if err == nil || !strings.Contains(err.Error(), "acme/go/_x.tmpl is larger than 2 MiB") {
		t.Error(err)
	}
}
