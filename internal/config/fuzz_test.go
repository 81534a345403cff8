package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

// seeds are files of all shapes.
func seeds() []string {
	return []string{whole, bom + strings.ReplaceAll(whole, "\n", "\r\n"), "", "{}", "answers:", "answers: {}\n# end", "answers: {port: 1, main: 'a, b',}\n",
		"services:\n    api:\n        answers:\n            start: >-\n              node\n              x\n", "only:\n- a # x\n- \"b\"\n\npins: bot", "answers: {\n  port: 1, # x\n  main: a b\n}\n",
		"answers:\n  start: |+\n    a\n\nservices: # x\n  # y\n", "a: [b: c, {d: e}]\nf: - g\n", "\"a\\\"b\" : 'it''s'\n'c': d\n  e\n", "---\na: 1\n...\n"}
}

// FuzzParse wants a file or an error with a line in it, and never more.
func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.Line < 0 || at.Line > strings.Count(string(data), "\n")+1 || at.Err == nil {
				t.Errorf("%v", err)
			}
			return
		}
		for _, service := range []string{"", "api"} {
			for k, w := range file.Wishes(service) {
				if w.Value == "" || w.Source != choice.File {
					t.Errorf("%s: %+v", k, w)
				}
			}
		}
	})
}

// FuzzSet changes one value: it is there, all others are as they were, no other line is touched, twice is once, and taking
// out what was added gives a file that says the same.
func FuzzSet(f *testing.F) {
	for _, s := range seeds() {
		for _, path := range []string{"answers port", "services api answers main", "only", "outputDir", "services web#ui answers start", "a", "c"} {
			f.Add([]byte(s), path, "node 'a b': # c", uint8(len(s)))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, path, text string, how uint8) {
		keys := strings.Split(path, " ")
		v := []Value{Text(text), Number(len(text)), List(strings.Split(text, " ")...), List()}[how%4]
		after, err := Set(data, keys, v)
		if err != nil {
			return
		}
		before, err := read(data)
		if err != nil {
			t.Fatalf("a file that is none was changed: %v", err)
		}
		root, err := read(after)
		if err != nil {
			t.Fatalf("not read: %v\n%s", err, after)
		}
		if n, _ := walk(root, keys); !v.is(n) {
			t.Fatalf("%s is not there\n%s", v, after)
		}
		untouched(t, data, after, before, keys)
		if again, err := Set(after, keys, v); err != nil || string(again) != string(after) {
			t.Errorf("twice: %v\n%s", err, again)
		}
		if _, way := walk(before, keys); len(way) < len(keys) {
			back, err := Unset(after, keys)
			if err != nil {
				t.Fatalf("back: %v\n%q", err, after)
			}
			n, err := read(back)
			if err != nil || !slices.EqualFunc(full(before), full(n), func(a, b leaf) bool { return a.text == b.text && slices.Equal(a.path, b.path) }) {
				t.Errorf("back: %v\n%q\nnot\n%q", err, back, data)
			}
		}
	})
}

// full are the leaves that hold anything.
func full(n *node) []leaf {
	return slices.DeleteFunc(leaves(n, nil), func(l leaf) bool {
		return strings.HasPrefix(l.text, string(isNull)) || strings.HasPrefix(l.text, string(isMap))
	})
}

// untouched wants the lines before and behind the change to be the same, and the change to be within the value's lines.
func untouched(t *testing.T, before, after []byte, root *node, keys []string) {
	t.Helper()
	old, now := strings.SplitAfter(string(before), "\n"), strings.SplitAfter(string(after), "\n")
	head := 0
	for head < min(len(old), len(now)) && old[head] == now[head] {
		head++
	}
	tail := 0
	for tail < min(len(old), len(now))-head && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	n, way := walk(root, keys)
	if len(way) < len(keys) || len(way) == 0 || n.Kind != isText && n.Kind != isNumber {
		return
	}
	line := way[len(way)-1].Line - 1
	if n.Kind == isText && strings.Contains(strings.Join(old[line:len(old)-tail], ""), "\n") && head >= line {
		return // a text of several lines
	}
	if head < len(old)-tail && (head < line || tail < len(old)-1-line) {
		t.Errorf("lines %d to %d of %d were touched for line %d\n%s\n%s", head+1, len(old)-tail, len(old), line+1, before, after)
	}
}

// FuzzStart wants a command to be the same whether the file holds it as a list, as a text, or the flag gives it.
func FuzzStart(f *testing.F) {
	for _, s := range []string{"node server.js", "sh -c 'echo \"a b\"'", "a\nb", "'' x", "--x=\"1\" é $HOME", "true", "1", "- a", "a: b # c", "\u2028 \u0085", `"A0="00000`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, bad := choice.Resolve(detect.Stack{}, choice.Wishes{"start": {Value: s, Source: choice.Flag}})
		if bad != nil {
			return
		}
		for name, v := range map[string]Value{"text": ValueOf("start", s), "list": List(want.Start.Value...)} {
			data, err := Set([]byte("answers:\n  base: slim\n"), []string{"answers", "start"}, v)
			if err != nil {
				if refused(s) {
					continue
				}
				t.Fatalf("%s: %v", name, err)
			}
			file, err := Parse(data)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, data)
			}
			got, err := choice.Resolve(detect.Stack{}, file.Wishes("any"))
			if err != nil || !slices.Equal(got.Start.Value, want.Start.Value) {
				t.Errorf("%s: %q, not %q (%v)\n%s", name, got.Start.Value, want.Start.Value, err, data)
			}
		}
	})
}

// refused reports whether no file can hold the text.
func refused(s string) bool { return strings.ToValidUTF8(s, "") != s }
