package shell

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSteps(t *testing.T) {
	steps, err := Steps("a; b -c && d", nil)
	if err != nil || fmt.Sprint(steps) != "[{[] [a]} {[] [b -c]} {[] [d]}]" {
		t.Errorf("%v, %v", steps, err)
	}
	if steps, err := Steps("a | b; c", nil); err == nil {
		t.Errorf("a pipe gives %v", steps)
	}
}

func TestCommands(t *testing.T) {
	port := func(name string) bool { return name == "PORT" }
	for line, want := range map[string]string{
		"node server.js": "[] [node server.js]",
		`PYTHONUNBUFFERED=1 A='b c' python main.py`: "[{PYTHONUNBUFFERED 1} {A b c}] [python main.py]",
		"env A=b C= python main.py":                 "[{A b} {C }] [python main.py]",
		"exec env A=b gunicorn app:app":             "[{A b}] [gunicorn app:app]",
		"python main.py # the server":               "[] [python main.py]",
		`python "my app.py" a\ b 'c"d'`:             `[] [python my app.py a b c"d]`,
		"gunicorn -b :$PORT app:app":                "[] [gunicorn -b :$PORT app:app]",
		`uvicorn app:app --port "${PORT:-8000}"`:    "[] [uvicorn app:app --port ${PORT:-8000}]",
		"npm run build && node dist":                "[] [npm run build]; [] [node dist]",
		"NODE_ENV=production && node dist":          "[] [node dist]",
		"env -i A=b python main.py":                 "[] [env -i A=b python main.py]",
		"a | b":                                     "error",
		"a > log":                                   "error",
		"a; b":                                      "error",
		"a &":                                       "error",
		"a || b":                                    "error",
		"node $(which x)":                           "error",
		"node $HOME/x":                              "error",
		"A=b":                                       "error",
		"node 'x":                                   "error",
		"":                                          "error",
		"# only a comment":                          "error",
		"(cd api && node x)":                        "error",
		"if true; then a; fi":                       "error",
	} {
		commands, err := Commands(line, port)
		var parts []string
		for _, c := range commands {
			parts = append(parts, fmt.Sprintf("%v %v", c.Env, c.Words))
		}
		got := strings.Join(parts, "; ")
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: %s, want %s (%v)", line, got, want, err)
		}
	}
	if _, err := Commands("node 'x", nil); !errors.Is(err, ErrQuote) {
		t.Error(err)
	}
}

// Whatever the line is, it is read without a panic, and words come back from a line of quoted words.
func FuzzCommands(f *testing.F) {
	f.Add("node server.js && A=b c")
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = Commands(s, func(string) bool { return true })
		if strings.ContainsAny(s, "'\x00\r") || s == "" || s == "exec" || s == "command" || s == "env" {
			return
		}
		got, err := Commands("x '"+s+"'", nil)
		if err == nil && (len(got) != 1 || got[0].Words[1] != s) {
			t.Errorf("%q: %q", s, got)
		}
	})
}
