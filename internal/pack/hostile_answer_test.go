package pack_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/verify"
)

// asking is a pack that asks who owns a service and prints the answer by a template.
func asking(t testing.TB, body string, more ...string) *pack.Pack {
	t.Helper()
	files := fstest.MapFS{
		"pack.yaml":                 {Data: []byte("apiVersion: msgen/pack/v1\nname: hostile\nversion: 1.0.0\n")},
		"answers.schema.json":       {Data: []byte(`{"properties": {"owner": {"type": "string", "x-msgen": {"prompt": "Who owns this?"}}}}`)},
		"templates/_shared/_x.tmpl": {Data: []byte(body)},
	}
	for i := 0; i+1 < len(more); i += 2 {
		files[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	p, err := pack.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// here renders with a pack in this process.
func here(t testing.TB, p *pack.Pack, owner string) (string, error) {
	t.Helper()
	team, err := pack.Combine([]*pack.Pack{p})
	if err != nil {
		t.Fatal(err)
	}
	r, err := flow.Run(flow.Request{Repo: program(), Team: team, Wishes: choice.Wishes{"owner": {Value: owner, Source: choice.Flag, From: "--set"}}})
	for _, f := range r.Files() {
		if f.Path == "Dockerfile" {
			return f.Text, err
		}
	}
	return "", err
}

// bodies are templates that print an answer, well and badly.
func bodies() []string {
	return []string{
		`{{define "prod.after"}}{{label "com.example.owner" .Answers.owner}}{{end}}`,
		`{{define "prod.after"}}LABEL com.example.owner={{.Answers.owner}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}LABEL com.example.owner={{quote .Answers.owner}} a=b{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}RUN echo {{word .Answers.owner}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}RUN echo {{squote .Answers.owner}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}RUN echo {{.Answers.owner}} \{{"\n"}}  {{.Answers.owner}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}{{.Answers.owner}} x{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}{{exec "RUN" (list "echo" .Answers.owner)}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}{{exec "RUN" (list "echo" .Answers.owner) | replace "\"]" "" | replace "\\\\" "\\"}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}COPY {{path "COPY" .Answers.owner}} /x/{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.before"}}# of {{.Answers.owner}}{{end}}`,
		`{{define "prod.before"}}{{comment .Answers.owner}}{{end}}`,
		`{{define "header"}}# {{.Answers.owner}}{{"\n"}}{{end}}`,
		`{{define "header"}}{{comment .Answers.owner}}{{end}}`,
		`{{define "prod.about"}}{{.Answers.owner}}{{end}}`,
		`{{define "prod.after"}}RUN <<EOF{{"\n"}}echo {{.Answers.owner}}{{"\n"}}EOF{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}{{env "OWNER" .Answers.owner | upper}}{{"\n"}}STOPSIGNAL SIGTERM{{end}}`,
		`{{define "prod.after"}}RUN echo {{wrap 5 .Answers.owner}}{{trunc 3 .Answers.owner}}{{end}}`,
	}
}

// shape gives the names of a Dockerfile's instructions.
func shape(t testing.TB, text string) []string {
	t.Helper()
	all, err := verify.Shape("Dockerfile", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var names []string
	for _, i := range all {
		names = append(names, i.Name)
	}
	return names
}

// breakouts are answers that try to leave the instruction they stand in.
func breakouts() []string {
	return []string{"platform", `x \`, "<<EOF", "EOF", "USER", "escape=`", "a b", `"`, "'", "$(x)", "# x", `["`, "--from=x", "syntax=evil/frontend", "`", "$", `\"`, "RUN x", "ONBUILD"}
}

// TestHostileAnswers tries every such answer in every template; with -short every eighth.
func TestHostileAnswers(t *testing.T) {
	for i, body := range bodies() {
		for j, answer := range breakouts() {
			if !testing.Short() || (i+j)%8 == 0 {
				contained(t, body, answer)
			}
		}
	}
}

// FuzzAnswers wants the instructions of a Dockerfile to be the same whatever the answer is, or an error.
func FuzzAnswers(f *testing.F) {
	for i, answer := range breakouts() {
		f.Add(i, answer)
	}
	f.Fuzz(func(t *testing.T, i int, answer string) {
		all := bodies()
		contained(t, all[((i%len(all))+len(all))%len(all)], answer)
	})
}

// contained renders with an answer and with harmless words: the same instructions, or an error.
func contained(t *testing.T, body, answer string) {
	t.Helper()
	p := asking(t, body)
	text, err := here(t, p, answer)
	if err != nil || answer == "" {
		return
	}
	harmless, err := here(t, p, "platform")
	if err != nil {
		return
	}
	if have, want := shape(t, text), shape(t, harmless); !slices.Equal(have, want) {
		t.Errorf("%s: %q changes the instructions\n%q\n%q\n%s", body, answer, have, want, text)
	}
}

// TestHostileSyntax swaps the image that reads the Dockerfile: it is an image like the others to the lists of registries.
func TestHostileSyntax(t *testing.T) {
	p := asking(t, "{{define \"header\"}}# syntax=evil.example.net/frontend:1\n{{end}}", "images.yaml", "allow: [docker.io, gcr.io]\n")
	r, err := rendered(program(), "platform", p)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, b := range r.Services[0].Verdict.Breaches {
		found = found || strings.Contains(b.Text, "evil.example.net") && b.Line == 1
	}
	if !found {
		t.Errorf("%+v", r.Services[0].Verdict)
	}
}

// TestHostileFinal overrides a block that is final in a pack below.
func TestHostileFinal(t *testing.T) {
	p := asking(t, "{{define \"prod.user\"}}USER 10001{{end}}", "policy.yaml", "blocks: {prod.user: final}\n")
	for _, attack := range [][2]string{
		{"_shared/_x.tmpl", `{{define "prod.user"}}USER root{{end}}`},
		{"_shared/_x.tmpl", `{{define "prod.user"}}{{end}}`},
		{"node/Dockerfile.tmpl", "FROM {{ref .Images.Runtime}} AS prod\n"}, // a file that leaves the block out
		{"_shared/Dockerfile.tmpl", "FROM {{ref .Images.Runtime}} AS prod\n"},
	} {
		repo := program()
		repo[".msgen/templates/"+attack[0]] = &fstest.MapFile{Data: []byte(attack[1])}
		if _, err := rendered(repo, "platform", p); err == nil || !strings.Contains(err.Error(), "cannot be overridden") {
			t.Errorf("%s: %v", attack, err)
		}
	}
}

// TestHostileEnvironment asks for the environment by a function that writes the values of ENV and knows no other.
func TestHostileEnvironment(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	text, err := here(t, asking(t, `{{define "prod.after"}}# {{env "HOME"}}{{end}}`), "platform")
	if err != nil || !strings.Contains(text, "# HOME\n") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestHostileRepository attacks with the repository's own templates: they are rendered apart too.
func TestHostileRepository(t *testing.T) {
	for body, says := range map[string]string{
		`{{define "prod.after"}}# {{env}}{{end}}`:                             "env takes",
		`{{define "prod.after"}}# {{getenv "HOME"}}{{end}}`:                   `function "getenv" not defined`,
		`{{define "prod.after"}}{{range 1000000000}}{{end}}{{end}}`:           "can loop up to 1000",
		strings.Repeat("{{if 1}}", 20000) + strings.Repeat("{{end}}", 20000):  "", // deep, and harmless
		strings.Repeat("{{(", 20000):                                          "_x.tmpl:1",
		`{{define "prod.after"}}# {{printf "%0200000000d" 1}}{{end}}`:         "a width",
		"{{define \"prod.after\"}}" + strings.Repeat("(", 200000) + "{{end}}": "",
	} {
		repo := program()
		repo[".msgen/templates/_shared/_x.tmpl"] = &fstest.MapFile{Data: []byte(body)}
		_, err := rendered(repo, "")
		if says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("wants %q: %v", says, err)
		}
		if err != nil && len(err.Error()) > 5000 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
	}
	if _, err := os.Stat("core"); err == nil {
		t.Error("a dump of memory is left")
	}
}
