package choice

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// shop is a stack with a detected port and start command.
func shop() detect.Stack {
	return detect.Stack{Name: "shop",
		Port:  detect.Fact[int]{Value: 3000, Because: []detect.Evidence{{Path: "server.js", Line: 5, Text: "app.listen(3000)"}}},
		Start: detect.Fact[[]string]{Value: []string{"node", "server.js"}, Because: []detect.Evidence{{Path: "package.json", Line: 4}}},
	}
}

func TestResolve(t *testing.T) {
	w := Wishes{
		"base":    {Value: "alpine", Source: Environment, From: "MSGEN_BASE"},
		"targets": {Value: "dev, test", Source: Flag, From: "--target"},
		"port":    {Value: "8080", Source: Flag, From: "--port"},
		"start":   {Value: `node "my server.js" --x='a b'`, Source: Flag, From: "--start"},
	}
	c, err := Resolve(shop(), w)
	if err != nil {
		t.Fatal(err)
	}
	if c.Base.String() != "alpine (MSGEN_BASE)" || c.Port.Value != 8080 || !c.Port.Given() {
		t.Errorf("base %v, port %v", c.Base, c.Port)
	}
	if want := []string{"test", "dev", "prod"}; !reflect.DeepEqual(c.Targets.Value, want) {
		t.Errorf("targets %v, want %v", c.Targets.Value, want)
	}
	if want := []string{"node", "my server.js", "--x=a b"}; !reflect.DeepEqual(c.Start.Value, want) {
		t.Errorf("start %q, want %q", c.Start.Value, want)
	}
	if c.Version.Source != Default || c.Wants("debug") || !c.Wants("dev") {
		t.Errorf("version %v, targets %v", c.Version, c.Targets)
	}
}

func TestResolveDetected(t *testing.T) {
	c, err := Resolve(shop(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Port.String() != "3000 (server.js:5)" || c.Port.Given() || c.Base.Value != "auto" || !reflect.DeepEqual(c.Targets.Value, []string{"prod"}) {
		t.Errorf("%+v", c)
	}
}

func TestResolveUsage(t *testing.T) {
	for key, x := range map[string]struct{ value, want string }{
		"base":    {"ubuntu", `--base: "ubuntu" is not a base; choose one of auto, scratch, distroless, alpine, slim`},
		"targets": {"prod,stage", `--target: "prod,stage" names an unknown target; choose from test, dev, debug, prod`},
		"port":    {"70000", `--port: "70000" is not a port; use a number from 1 to 65535, or 0 if the program does not listen`},
		"start":   {"node 'x", `--start: "node 'x" has a quote that does not end`},
		"version": {" ", `--runtime-version: " " is not a version`},
	} {
		k, _ := KeyOf(key)
		_, err := Resolve(shop(), Wishes{key: {Value: x.value, Source: Flag, From: k.Flag}})
		var usage *UsageError
		if !errors.As(err, &usage) || err.Error() != x.want {
			t.Errorf("%s: %v, want %s", key, err, x.want)
		}
	}
}

// TestStartWithASecret holds that no answer puts a secret into the image, and that the message does not repeat it.
func TestStartWithASecret(t *testing.T) {
	for value, want := range map[string]string{
		"API_KEY=S3CRET node server.js":             `--start: "API_KEY=*** node server.js" contains a secret, which would be stored in the image; remove it and pass it with docker run -e API_KEY`,
		"sh -c 'DB_PASSWORD=S3CRET node server.js'": `--start: "sh -c 'DB_PASSWORD=*** node server.js'" contains a secret, which would be stored in the image; remove it and pass it with docker run -e DB_PASSWORD`,
		"node server.js --api-key=S3CRET":           `--start: "node server.js --api-key=***" contains a secret, which would be stored in the image; remove it and let the program read a variable that docker run -e sets`,
	} {
		_, err := Resolve(shop(), Wishes{"start": {Value: value, Source: Flag, From: "--start"}})
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestResolveMissing(t *testing.T) {
	s := shop()
	s.Questions = []detect.Question{{Key: "main", Text: "which of these programs does the image run?", Candidates: []detect.Candidate{{Value: "./cmd/api"}, {Value: "./cmd/my worker"}}}}
	_, err := Resolve(s, nil)
	var missing *MissingError
	if !errors.As(err, &missing) {
		t.Fatalf("got %v", err)
	}
	if want := "an answer is missing: shop: which of these programs does the image run? (./cmd/api, ./cmd/my worker)"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if want := []string{"pass --main ./cmd/api, set MSGEN_MAIN, or set main under answers in .msgen.yaml"}; !reflect.DeepEqual(missing.Hints(), want) {
		t.Errorf("hints %q", missing.Hints())
	}
	if c, err := Resolve(s, Wishes{"main": {Value: "./cmd/api", Source: Flag}}); err != nil || c.Main.Value != "./cmd/api" {
		t.Errorf("%v, %v", c.Main, err)
	}
}

// typist answers from a script and keeps what it was asked.
type typist struct {
	answers []string
	asked   []Ask
}

func (p *typist) next(a Ask) (string, error) {
	p.asked = append(p.asked, a)
	if len(p.answers) == 0 {
		return "", ErrInterrupted
	}
	answer := p.answers[0]
	p.answers = p.answers[1:]
	if answer == "" {
		answer = a.Default
	}
	return answer, nil
}

func (p *typist) Choose(a Ask) (string, error) { return p.next(a) }
func (p *typist) Input(a Ask) (string, error)  { return p.next(a) }
func (p *typist) ChooseMany(a Ask) ([]string, error) {
	s, err := p.next(a)
	if s == "" {
		return nil, err
	}
	return strings.Split(s, ","), err
}

// resolved gives the choices for the shop where nobody says anything.
func resolved(t *testing.T) Choices {
	t.Helper()
	c, err := Resolve(shop(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestConsult(t *testing.T) {
	p := &typist{answers: []string{"slim", "test,debug", ""}}
	w, err := Consult(shop(), nil, resolved(t), []Offer{{Value: "distroless", Why: "no shell"}, {Value: "slim"}}, p)
	if err != nil {
		t.Fatal(err)
	}
	if w["base"].Value != "slim" || w["targets"].Value != "test,debug,prod" || w["port"].Value != "3000" {
		t.Errorf("%v", w)
	}
	if got := p.asked[2].Text; got != "shop: Port (found 3000 in server.js:5; 0 if the program does not listen)" {
		t.Errorf("asked %q", got)
	}
	if p.asked[0].Default != "distroless" || p.asked[0].Options[0].Why != "recommended: no shell" {
		t.Errorf("asked %+v", p.asked[0])
	}
}

// What was given is not asked; an interruption ends the questions.
func TestConsultGiven(t *testing.T) {
	p := &typist{}
	given := Wishes{"base": {Value: "slim"}, "targets": {Value: "prod"}, "port": {Value: "1"}}
	if w, err := Consult(shop(), given, resolved(t), []Offer{{Value: "slim"}}, p); err != nil || len(p.asked)+len(w) != 0 {
		t.Errorf("%v, %v, asked %v", w, err, p.asked)
	}
	if _, err := Consult(shop(), nil, resolved(t), []Offer{{Value: "slim"}}, p); !errors.Is(err, ErrInterrupted) {
		t.Errorf("got %v", err)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"node server.js", `a "b c" 'd'`, `""`, `'`, "\t\n", `a""b`, "$\x000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := words(s)
		if err == nil && len(list) == 0 {
			t.Errorf("%q gives no word and no error", s)
		}
		var quoted []string
		for _, w := range list {
			if strings.Contains(w, "'") {
				return // a quote inside a word needs the shell's own joining
			}
			quoted = append(quoted, QuoteWord(w))
		}
		if err != nil {
			return
		}
		if again, err := words(strings.Join(quoted, " ")); err != nil || !reflect.DeepEqual(again, list) {
			t.Errorf("%q: %q comes back as %q, %v", s, list, again, err)
		}
	})
}
