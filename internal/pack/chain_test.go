package pack

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
)

// chains resolves folders of testdata/packs/chains.
func chains(from *Pack, ref Ref) (*Pack, error) {
	p, err := Read(os.DirFS("../../testdata/packs/chains/" + path.Base(ref.Path)))
	if err == nil {
		p.Origin = "./" + path.Base(ref.Path)
	}
	return p, err
}

// chain gives the row of a pack of testdata/packs/chains.
func chain(t *testing.T, name string) ([]*Pack, error) {
	t.Helper()
	top := fixture(t, "chains/"+name)
	top.Origin = "./" + name
	return Chain(top, chains)
}

func TestChain(t *testing.T) {
	row, err := chain(t, "checkout")
	if err != nil || titles(row) != "base 1.0.0 -> web 1.2.0 -> shop 2.0.0 -> checkout 0.3.0" {
		t.Errorf("the row is %s, %v", titles(row), err)
	}
	for name, says := range map[string]string{
		"five":   "more than 4 packs extend each other: five 1.0.0 -> checkout 0.3.0 -> shop 2.0.0 -> web 1.2.0 -> base 1.0.0",
		"ring-a": "in a loop: ring-a 1.0.0 -> ring-b 1.0.0 -> ring-c 1.0.0 -> ring-a 1.0.0",
		"self":   "in a loop: self 1.0.0 -> self 1.0.0",
		"orphan": "orphan 1.0.0 extends ../nobody: this is not a pack",
	} {
		_, err := chain(t, name)
		if name == "orphan" {
			says = "orphan 1.0.0 extends ../nobody: "
		}
		refused(t, err, says)
	}
}

// TestHostileExtends attacks this machine from a pack of elsewhere.
func TestHostileExtends(t *testing.T) {
	for name, c := range map[string]struct{ origin, extends string }{
		"folder-from-registry": {"oci://registry.example.com/team/pack:1.0.0", "../secrets"},
		"root-from-registry":   {"oci://registry.example.com/team/pack:1.0.0", "/etc"},
		"folder-from-git":      {"git+https://example.com/team/pack.git", "./other"},
		"git-path-from-git":    {"git+https://example.com/team/pack.git", "git+/home/me/private.git"},
		"folder-from-git-path": {"git+./pack.git", "/etc"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read(packed())
			if err != nil {
				t.Fatal(err)
			}
			p.Origin, p.Extends = c.origin, c.extends
			_, err = Chain(p, func(*Pack, Ref) (*Pack, error) {
				t.Error("it was asked for")
				return nil, errors.New("no")
			})
			refused(t, err, "cannot extend a directory of this machine")
		})
	}
}

func TestCombine(t *testing.T) {
	row, err := chain(t, "checkout")
	if err != nil {
		t.Fatal(err)
	}
	team, err := Combine(append(row, row[0])) // base is in two chains
	if err != nil {
		t.Fatal(err)
	}
	if titles(team.Packs) != titles(row) || len(team.Files) != 1 || string(team.Files[0].Data) != "web\n" || team.Files[0].By != "web" {
		t.Errorf("%s, %v", titles(team.Packs), team.Files)
	}
	q, _ := team.Schema.Question("team")
	if q.By != "web" || q.Default != "shop" || len(team.Schema.Questions()) != 2 || team.Answers["region"] != "eu" {
		t.Errorf("the question is %+v", q)
	}
	if _, err := team.Schema.Answer("team", "platform"); err == nil {
		t.Error("the lower pack's question counts")
	}
	if to, err := team.Images.Apply("docker.io/library/node:24"); err != nil || to != "registry.example.com/web-hub/library/node:24" {
		t.Error(to, err)
	}
	if _, err := team.Images.Apply("gcr.io/distroless/static:nonroot"); err == nil {
		t.Error("the higher pack's list is not kept")
	}
	v, err := team.Policy.Judge(Facts{Path: "Dockerfile", Labels: []string{"com.example.shop"}, Images: []Use{{Ref: "gcr.io/distroless/static:nonroot", Line: 3}}}, nil, "2026-11-21")
	if err != nil || len(v.Broken()) != 1 || v.Broken()[0].By != "web images.yaml:2" {
		t.Errorf("what a template writes is judged: %v, %v", v, err)
	}
	state, by := team.Policy.State("MS083")
	if state != Enforced || by != "web policy.yaml:1" || fmt.Sprint(team.Policy.Final()) != "map[prod.user:base]" {
		t.Error(state, by, team.Policy.Final())
	}
}

func TestCombineRefuses(t *testing.T) {
	loose, err := chain(t, "loose")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Combine(loose)
	refused(t, err, "loose policy.yaml:1: MS065 is on here, but enforced at base policy.yaml:3")

	read := func(pairs ...string) *Pack {
		p, err := Read(tree(pairs...))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	demo := read("pack.yaml", manifest)
	_, err = Combine([]*Pack{demo, read("pack.yaml", strings.Replace(manifest, "1.0.0", "1.0.1", 1))})
	refused(t, err, "the pack demo is listed twice with different files: demo 1.0.0 and demo 1.0.1")
	number := read("pack.yaml", strings.Replace(manifest, "demo", "other", 1), schemaName, `{"properties": {"team": {"type": "integer"}}}`)
	_, err = Combine([]*Pack{fixture(t, "chains/base"), number})
	refused(t, err, "other answers.schema.json:1: the answer team has the type integer here, but string in base")
	_, err = Combine([]*Pack{read("pack.yaml", manifest+"answers: {team: x}\n")})
	refused(t, err, `no pack asks for "team"`)
	team, err := Combine(nil)
	if err != nil || len(team.Layers()) != 0 || len(team.Schema.Questions()) != 0 {
		t.Error(team, err)
	}
	if to, err := team.Images.Apply("quay.io/a/b:1"); err != nil || to != "quay.io/a/b:1" {
		t.Error(to, err)
	}
}

func TestCases(t *testing.T) {
	c := fixture(t, "acme").Cases
	if c[1].Name != "deno-app" && c[0].Name != "deno-app" || c[3].Answers["heap"] != "512" || len(namesIn(c[0].Repo, ".")) == 0 {
		t.Errorf("read %v", c)
	}
	for name, says := range map[string]string{
		"tests/x":         "a test is tests/NAME/repo",
		"tests/a/b":       "a test is tests/NAME/repo",
		"tests/a/repo":    "a test is tests/NAME/repo",
		"tests/A/repo/x":  "a test name contains only",
		"tests/a/want/x":  "has no repository",
		"tests/a/hooks/x": "a test is tests/NAME/repo",
	} {
		_, err := Read(packed(name, ""))
		refused(t, err, says)
	}
	_, err := Read(packed("tests/a/repo/x", "", "tests/a/answers.yaml", "team: {a: b}"))
	refused(t, err, "tests/a/answers.yaml:1: team is a mapping, but must be a string")
}

// TestHostileFile attacks with files that a tool of the repository would run.
func TestHostileFile(t *testing.T) {
	for _, name := range []string{
		".git/hooks/pre-commit", ".github/workflows/x.yml", ".gitlab-ci.yml", ".vscode/tasks.json", ".envrc", ".npmrc", ".husky/pre-commit", "Makefile",
		"package.json", "conftest.py", ".msgen.yaml", ".msgen/templates/go/x.tmpl", "Dockerfile", ".dockerignore", "docker/.hidden/x", "docker/.env", "Docker/x",
		"compose.yaml", ".devcontainer/devcontainer.json",
	} {
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			_, err := Read(packed("files/"+name, "id"))
			refused(t, err, "a pack cannot add")
		})
	}
	for _, name := range []string{".github/workflows/x.yml", ".msgen.yaml", "Makefile", ".git/config", "dockerfile", "x/Dockerfile"} {
		t.Run("template_"+strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			_, err := Read(packed("templates/go/"+name+".tmpl", "id"))
			refused(t, err, "a pack cannot add")
		})
	}
	if _, err := Read(packed("files/docker/nginx.conf", "", "files/.trivyignore", "", "templates/_shared/.hadolint.yaml.tmpl", "", "templates/go/docker/x.conf.tmpl", "")); err != nil {
		t.Error(err)
	}
}
