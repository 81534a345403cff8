package render

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
)

// asked is a job and the reply to it.
func asked(t *testing.T) (*job, reply) {
	t.Helper()
	layers := append(builtIn(), Layer{"acme", fstest.MapFS{"_shared/notes.md.tmpl": {Data: []byte("hello")}}})
	j, err := newJob(full(), layers, []Options{{Answers: map[string]any{"n": 1, "s": "x", "b": false, "l": []string{"a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := j.encode()
	if err != nil {
		t.Fatal(err)
	}
	return j, handle(data)
}

// TestChecked believes a reply that is what the job asks for.
func TestChecked(t *testing.T) {
	j, r := asked(t)
	if r.Error != "" {
		t.Fatal(r.Error)
	}
	files, err := j.files(r)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
}

// TestCheckedRefuses believes no reply that the job cannot have.
func TestCheckedRefuses(t *testing.T) {
	for says, spoil := range map[string]func(*reply){
		"that no template makes":            func(r *reply) { r.Files[0].Path = "../x" },
		`"/etc/passwd"`:                     func(r *reply) { r.Files[0].Path = "/etc/passwd" },
		`ignore" that no`:                   func(r *reply) { r.Files = append(r.Files, r.Files...) },
		"257 files":                         func(r *reply) { r.Files = make([]File, 257) },
		"control character":                 func(r *reply) { r.Files[0].Text = "a\x1b[2J\n" },
		"line 2 contains":                   func(r *reply) { r.Files[0].Text = "a\nb\r\n" },
		"no UTF-8":                          func(r *reply) { r.Files[0].Text = "\xff\n" },
		"no line break":                     func(r *reply) { r.Files[0].Text = "a" },
		"larger than 1 MiB":                 func(r *reply) { r.Files[0].Text = strings.Repeat("a", maxFileBytes) + "\n" },
		"lines that are not there":          func(r *reply) { r.Files[0].Lines = make([]Line, 10000) },
		"from a template that is not there": func(r *reply) { r.Files[0].Lines[0].Blocks[0].Layer = "ghost" },
		"comes from a template that is not": func(r *reply) { r.Files[0].Lines[0].Blocks[0].Block = "\x1b[2J" },
		"a field that cannot be": func(r *reply) {
			r.Files[0].Lines[0].Prints = []Use{{Field: "\x1b[2J", Layer: "msgen", Template: "shop/_env.tmpl", Line: 1}}
		},
		"reads a field that cannot": func(r *reply) {
			r.Files[0].Lines[0].Since = []Use{{Field: "Name", Layer: "ghost", Template: "shop/_env.tmpl", Line: 1}}
		},
	} {
		j, r := asked(t)
		spoil(&r)
		if _, err := j.files(r); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("wants %q: %v", says, err)
		}
	}
}

// TestFailure keeps the place of an error and nothing that a terminal would obey.
func TestFailure(t *testing.T) {
	layers := append(builtIn(), Layer{"acme", fstest.MapFS{"shop/_a.tmpl": {Data: []byte("\n{{define \"x y\"}}{{end}}")}}})
	j, err := newJob(full(), layers, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := j.encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := handle(data).failure(); err.Error() != `acme/shop/_a.tmpl:2: "x y" is not a name for a block` {
		t.Error(err)
	}
	if err := (reply{Error: "a\x1b[2J\xff" + strings.Repeat("b", 9999)}).failure(); strings.Contains(err.Error(), "\x1b") || strings.Contains(err.Error(), "\xff") || len(err.Error()) > 4096 {
		t.Errorf("%q", err)
	}
}

// TestRequests refuses what is no request, and names and templates that JSON would change.
func TestRequests(t *testing.T) {
	for _, in := range []string{"", "{", "[]", "{}", `{"Plan": {}, "Templates": [{"Layer": 3}]}`, `{"Plan": {}, "Run": "x"}`, `{"Plan": {"Stack": "go"}, "Model": {"Nme": 1}}`} {
		if r := handle([]byte(in)); r.Error == "" {
			t.Errorf("%s is a request", in)
		}
	}
	j := &job{Plan: full(), Layers: []string{"msgen"}, Templates: []*source{{Text: "a\xff"}}}
	if _, err := j.encode(); err == nil {
		t.Error("a template that is no UTF-8 is sent")
	}
	j.Templates[0].Text = "\ufffd \\ufffd"
	if data, err := j.encode(); err != nil || !json.Valid(data) {
		t.Error(err)
	}
	j, err := newJob(full(), nil, []Options{{Answers: map[string]any{"x": func() {}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.encode(); err == nil {
		t.Error("a function is sent")
	}
}

// FuzzReply reads any reply without a panic, and believes nothing that a file of this job cannot be.
func FuzzReply(f *testing.F) {
	f.Add(`{"Files": [{"Path": "Dockerfile", "Text": "FROM x\n", "Lines": [{"Blocks": [{"Layer": "msgen"}]}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		j, _ := asked(t)
		var r reply
		if strict([]byte(text), &r) != nil {
			return
		}
		files, err := j.files(r)
		if err != nil {
			return
		}
		for _, file := range files {
			if file.Path != "Dockerfile" && file.Path != ".dockerignore" && file.Path != "notes.md" {
				t.Errorf("wrote %q", file.Path)
			}
			file.Origin(1)
		}
	})
}
