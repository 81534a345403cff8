package change

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/hint"
)

func TestNames(t *testing.T) {
	empty := &fstest.MapFile{Mode: 0o644}
	for _, c := range []struct {
		name   string
		disk   []string
		wanted []string
		want   string // the error
		hint   string
	}{
		{"other letters", []string{"dockerfile"}, []string{"Dockerfile"},
			"Dockerfile: cannot be written, because a name that differs only in case exists: dockerfile", "rename it: git mv dockerfile Dockerfile"},
		{"ignore file", []string{"web app/.DockerIgnore"}, []string{"web app/.dockerignore"},
			"web app/.dockerignore: cannot be written, because a name that differs only in case exists: web app/.DockerIgnore",
			"rename it: git mv 'web app/.DockerIgnore' 'web app/.dockerignore'"},
		{"a directory", []string{"Deploy/x"}, []string{"deploy/api/Dockerfile"},
			"deploy/api/Dockerfile: cannot be written, because a name that differs only in case exists: Deploy", "rename it: git mv Deploy deploy"},
		{"both are there", []string{"dockerfile", "Dockerfile"}, []string{"Dockerfile"}, "", ""},
		{"an unwanted neighbour", []string{"dockerfile.md"}, []string{"Dockerfile"}, "", ""},
		{"a letter with two small forms", []string{"\u017fite/x"}, []string{"site/x"},
			"site/x: cannot be written, because a name that differs only in case exists: \u017fite", "rename it: git mv '\u017fite' site"},
		{"twice", nil, []string{"Dockerfile", "Dockerfile"}, "Dockerfile: is listed twice", ""},
		{"twice in other letters", nil, []string{"Dockerfile", "dockerfile"}, "dockerfile: is listed twice", ""},
		{"directories", nil, []string{"Deploy/Dockerfile", "deploy/.dockerignore"},
			"deploy/.dockerignore: deploy is listed twice, also as Deploy", ""},
		{"a file that is a directory too", nil, []string{"deploy", "deploy/Dockerfile"}, "deploy/Dockerfile: deploy is listed twice", ""},
		{"a directory that is a file too", nil, []string{"deploy/Dockerfile", "deploy"}, "deploy: is listed twice", ""},
	} {
		repo := fstest.MapFS{}
		for _, name := range c.disk {
			repo[name] = empty
		}
		var files []File
		for _, name := range c.wanted {
			files = append(files, File{Path: name, Data: []byte("x")})
		}
		_, err := Compute(repo, files)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var e *Error
		if !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", c.name, err, c.want)
		}
		var h *hint.Error
		if errors.As(err, &h) != (c.hint != "") || h != nil && strings.Join(h.Hints, "\n") != c.hint {
			t.Errorf("%s: hint %v, want %s", c.name, h, c.hint)
		}
	}
}

func TestComputeOfDeleteAndExact(t *testing.T) {
	repo := fstest.MapFS{"crlf": {Data: []byte("a\r\nb\r\n"), Mode: 0o600}, "dir/x": {}}
	for _, c := range []struct {
		file File
		kind Kind
		text string
		err  error
	}{
		{File{Path: "crlf", Data: []byte("a\nc\n"), Exact: true}, Update, "a\nc\n", nil},
		{File{Path: "crlf", Data: []byte("a\nb\n"), Exact: true}, Update, "a\nb\n", nil},
		{File{Path: "crlf", Data: []byte("a\r\nb\r\n"), Exact: true}, Same, "a\r\nb\r\n", nil},
		{File{Path: "crlf", Delete: true}, Delete, "", nil},
		{File{Path: "crlf", Delete: true, Data: []byte("x")}, Delete, "", nil},
		{File{Path: "gone", Delete: true}, Same, "", nil},
		{File{Path: "none/gone", Delete: true}, Same, "", nil},
		{File{Path: "crlf", Data: []byte("c\n"), Exact: true, Looked: true, Seen: []byte("a\r\nb\r\n")}, Update, "c\n", nil},
		{File{Path: "crlf", Delete: true, Looked: true, Seen: []byte("a\r\nb\r\n")}, Delete, "", nil},
		{File{Path: "crlf", Data: []byte("c\n"), Looked: true, Seen: []byte("a\nb\n")}, "", "", errChanged},
		{File{Path: "crlf", Delete: true, Looked: true, Seen: []byte{}}, "", "", errChanged},
		{File{Path: "crlf", Data: []byte("c\n"), Looked: true}, "", "", errAppeared},
		{File{Path: "gone", Data: []byte("c\n"), Looked: true}, Create, "c\n", nil},
		{File{Path: "gone", Data: []byte("c\n"), Looked: true, Seen: []byte("x")}, "", "", errChanged},
		{File{Path: "gone", Delete: true, Looked: true, Seen: []byte("x")}, "", "", errChanged},
		{File{Path: "gone", Delete: true, Looked: true}, Same, "", nil},
		{File{Path: "dir", Delete: true}, "", "", errDirectory},
		{File{Path: "../x", Delete: true}, "", "", errOutside},
	} {
		changes, err := Compute(repo, []File{c.file})
		if c.err != nil {
			if !errors.Is(err, c.err) {
				t.Errorf("%v: error %v", c.file, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v: %v", c.file, err)
			continue
		}
		if got := changes[0]; got.Kind != c.kind || string(got.New) != c.text || got.Kind == Delete && string(got.Old) != "a\r\nb\r\n" {
			t.Errorf("%v: %s %q %q", c.file, got.Kind, got.Old, got.New)
		}
	}
}
