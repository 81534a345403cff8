package flow

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/pack"
)

// TestProve updates earlier files with edits by hand in them: what both sides change in other places is kept, and a conflict
// shows both sides.
func TestProve(t *testing.T) {
	repo, _ := Sample("node")
	result, err := Run(Request{Repo: repo})
	if err != nil {
		t.Fatal(err)
	}
	now := map[string][]byte{}
	for _, f := range result.Files() {
		now[f.Path] = []byte(f.Text)
	}
	for name, c := range map[string]struct {
		edit    func(string) string
		changed int
		says    string
	}{
		"the same":          {func(s string) string { return s }, 0, ""},
		"another label":     {func(s string) string { return s + "LABEL com.example.gone=1\n" }, 1, ""},
		"another base":      {func(s string) string { return strings.Replace(s, "node:24-", "node:22-", 1) }, 1, ""},
		"a package is gone": {func(s string) string { return s + "RUN apk add one\n" }, 0, "from the pack:"},
	} {
		old := map[string][]byte{".dockerignore": now[".dockerignore"], "Dockerfile": []byte(c.edit(string(now["Dockerfile"])))}
		proof, err := Prove(Request{Repo: repo}, old, nil)
		said := strings.Join(proof.Problems, "\n")
		if err != nil || proof.Edits < 1 || (said == "") != (c.says == "") || !strings.Contains(said, c.says) || c.says == "" && proof.Changed != c.changed {
			t.Errorf("%s: %+v, %v", name, proof, err)
		}
	}
}

// TestCheckTemplates finds the place of what only fails while it is rendered.
func TestCheckTemplates(t *testing.T) {
	for text, want := range map[string]string{
		`{{define "prod.env"}}{{super .}}{{end}}`:                        "",
		`{{define "prod.envs"}}A=1{{end}}`:                               "templates/java/_x.tmpl:1: ",
		`{{define "prod.env"}}` + "\n" + `{{.Answers.nobody.at}}{{end}}`: "templates/java/_x.tmpl:2: ",
		`{{define "prod.env"}}{{end`:                                     "templates/java/_x.tmpl:1: ",
	} {
		found := checked(t, pack.Memory(map[string][]byte{"pack.yaml": []byte("apiVersion: msgen/pack/v1\nname: web\nversion: 1.0.0\n"), "templates/java/_x.tmpl": []byte(text)}))
		if said := strings.Join(found, "\n"); (said == "") != (want == "") || !strings.HasPrefix(said, want) {
			t.Errorf("%s: %s", text, said)
		}
	}
}

// checked gives what is wrong in a pack's templates.
func checked(t *testing.T, files fs.FS) []string {
	t.Helper()
	p, err := pack.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		t.Fatal(err)
	}
	warnings, err := CheckTemplates(team, Request{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, w := range warnings {
		all = append(all, w.String())
	}
	return all
}
