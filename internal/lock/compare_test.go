package lock

import (
	"slices"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	old := Service{Facts: []Fact{
		{"version", "1.24", "go.mod", 3, "go 1.24"}, {"port", "8080", "main.go", 9, ":8080"}, {"health", "/healthz", "main.go", 7, "x"},
		{"manager", "npm", "package-lock.json", 0, ""}, {"entry", "a", "a.js", 1, "s"}, {"same", "", "", 0, ""}, {"said", "v", "f", 2, "old"},
	}}
	now := Service{Facts: []Fact{
		{"version", "1.25", "go.mod", 4, "go 1.25"}, {"port", "8080", "main.go", 12, ":8080"}, {"manager", "pnpm", "pnpm-lock.yaml", 0, ""},
		{"entry", "a", "b\n.js", 1, "s"}, {"same", "", "", 0, ""}, {"said", "v", "f", 8, "new"}, {"zone", "x\x1b", "", 0, ""},
	}}
	var got []string
	for _, d := range Compare(old, now) {
		got = append(got, d.String())
		if d.Evidence != strings.Contains(d.String(), "still") {
			t.Errorf("%s: %t", d, d.Evidence)
		}
	}
	want := []string{
		`"b\n.js":1: entry is still "a", was seen in a.js:1`,
		`main.go:7: health was "/healthz", is no longer known`,
		`pnpm-lock.yaml: manager was "npm" (package-lock.json), is "pnpm"`,
		`f:8: said is still "v", the line was "old", is "new"`,
		`go.mod:4: version was "1.24", is "1.25"`,
		`zone is "x\u001b", was not known`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
	if d := Compare(now, now); len(d) > 0 {
		t.Errorf("differs from itself: %v", d)
	}
	if s := (Difference{Key: "x"}).String(); s != "x" {
		t.Error(s)
	}
}

func TestLookup(t *testing.T) {
	l := example()
	if f := l.File("Dockerfile"); f != &l.Files[1] || l.File("x") != nil {
		t.Errorf("%v", f)
	}
	s := l.Service("api")
	if s != &l.Services[0] || l.Service("x") != nil {
		t.Fatalf("%v", s)
	}
	if a, ok := s.Answer("port"); !ok || a.Value != "8080" {
		t.Errorf("%v", a)
	}
	if f, ok := s.Fact("version"); !ok || f.Line != 4 {
		t.Errorf("%v", f)
	}
	if _, ok := s.Answer("x"); ok {
		t.Error("an answer to nothing")
	}
	if _, ok := s.Fact("x"); ok {
		t.Error("a fact of nothing")
	}
}

func TestHash(t *testing.T) {
	// printf 'a\nb\n' | sha256sum
	const ab = "sha256:911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"
	if got := Hash([]byte("a\nb\n")); got != ab || !isHash(got) {
		t.Error(got)
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"a\nb\n", "a\r\nb\r\n", true}, {"a\nb\n", "a\nb\r\n", true}, {"\ufeffa\n", "a\r\n", true}, {"", "\ufeff", true},
		{"a\n", "a", true}, {"", "\n", false}, {"a\n\n", "a\n", false}, {"a\rb", "a\nb", false}, {"a \n", "a\n", false}, {"\ufeff\ufeffa", "a", false}, {"a\r\r\n", "a\n", false},
	} {
		a, b := []byte(c.a), []byte(c.b)
		if Same(a, b) != c.same || (Hash(a) == Hash(b)) && !c.same || Same(b, a) != c.same {
			t.Errorf("%q, %q: %t", a, b, Same(a, b))
		}
		if string(a) != c.a {
			t.Errorf("%q was changed", c.a)
		}
	}
	for _, bad := range []string{"", "sha256:", "sha256:" + strings.Repeat("g", 64), "sha256:" + strings.Repeat("A", 64), "sha512:" + strings.Repeat("a", 64), "sha256:" + strings.Repeat("a", 65)} {
		if isHash(bad) {
			t.Errorf("%q is no hash", bad)
		}
	}
}

func TestEqual(t *testing.T) {
	if !example().Equal(example()) {
		t.Error("a lock is not equal to itself")
	}
	for name, change := range map[string]func(*Lock){
		"version":  func(l *Lock) { l.Msgen += "1" },
		"service":  func(l *Lock) { l.Services = l.Services[1:] },
		"answer":   func(l *Lock) { l.Services[0].Answers[0].From += "x" },
		"line":     func(l *Lock) { l.Services[0].Facts[0].Line++ },
		"image":    func(l *Lock) { l.Services[0].Images[0].Ref += "x" },
		"text":     func(l *Lock) { l.Files[0].Base = append(l.Files[0].Base, '\n') },
		"no text":  func(l *Lock) { l.Files[0].Base = nil },
		"accepted": func(l *Lock) { l.Files[0].Accepted = Hash(nil) },
	} {
		l := example()
		change(l)
		if l.Equal(example()) || string(written(t, l, nil)) == string(written(t, example(), nil)) {
			t.Errorf("%s: no difference", name)
		}
	}
}
