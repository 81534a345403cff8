package flow

import (
	"strings"
	"testing"
)

// TestOldPacks says of each thing that packs of msgen/pack/v1 used where it stands now.
func TestOldPacks(t *testing.T) {
	for text, want := range map[string]string{
		`{{define "stage.env"}}ENV A=1{{end}}`:                  `web/_shared/_x.tmpl:1: there is no block "stage.env": blocks name one stage, such as "prod.env"`,
		`{{define "prod-deps.deps"}}RUN x{{end}}`:               `did you mean "prod-deps.install"?`,
		`{{define "build.build"}}RUN x{{end}}`:                  `did you mean "build.run"?`,
		`{{define "stages"}}{{end}}`:                            "stages are in the Dockerfile.tmpl of each stack",
		`{{define "prod.after"}}# {{.Plan.Name}}{{end}}`:        ".Plan.Name is now .Name; docs/templates.md lists the fields",
		`{{define "prod.after"}}# {{$.Plan.Name}}{{end}}`:       ".Plan.Name is now .Name; docs/templates.md lists the fields",
		`{{define "prod.after"}}# {{.Plan.Prod}}{{end}}`:        ".Plan no longer exists: a template sees the model, such as .Name and .Port",
		`{{define "prod.after"}}# {{.Stage.Name}}{{end}}`:       ".Stage no longer exists: a template sees the model, such as .Name and .Port",
		`{{define "prod.after"}}{{stages . "a"}}{{end}}`:        `function "stages" not defined: stages and their instructions are now in the Dockerfile.tmpl`,
		`{{define "prod.after"}}{{steps .}}{{end}}`:             `function "steps" not defined: stages`,
		`{{define "prod.after"}}{{nobody .}}{{end}}`:            `function "nobody" not defined`,
		`{{define "prod.after"}}LABEL a={{label .Name}}{{end}}`: "",
	} {
		_, err := ruled(t, "node", "", map[string]string{"templates/_shared/_x.tmpl": text})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
