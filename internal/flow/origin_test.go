package flow_test

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/story"
)

// wishesOf reads the flags of a case as init does.
func wishesOf(t *testing.T, s *story.Story) flow.Request {
	t.Helper()
	req := flow.Request{Repo: s.FS(), Wishes: choice.Wishes{}}
	for i := 0; i+1 < len(s.Flags); i += 2 {
		flag, value := s.Flags[i], s.Flags[i+1]
		switch flag {
		case "--service":
			req.Service = value
		case "--stack":
			req.Stack = value
		}
		for _, k := range choice.Keys() {
			if k.Flag == flag {
				req.Wishes[k.Name] = choice.Wish{Value: value, Source: choice.Flag, From: flag}
			}
		}
	}
	return req
}

// rendered runs flow over every case that gives files.
func rendered(t *testing.T, judge func(t *testing.T, name string, r flow.Result)) {
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stories {
		if s.Exit != 0 {
			continue
		}
		r, err := flow.Run(wishesOf(t, s))
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		judge(t, s.Name, r)
	}
}

// TestOrigins wants of every line of every case that it knows which template printed it.
func TestOrigins(t *testing.T) {
	rendered(t, func(t *testing.T, name string, r flow.Result) {
		for _, f := range r.Files() {
			for i, line := range strings.Split(f.Text, "\n") {
				from := f.Origin(i + 1)
				switch {
				case line == "" && len(from) == 0:
				case len(from) == 0:
					t.Errorf("%s: %s:%d has no origin: %q", name, f.Path, i+1, line)
				case from[0].Layer != "msgen" || from[0].Line == 0 || !strings.HasSuffix(from[0].Template, ".tmpl"):
					t.Errorf("%s: %s:%d %q: %+v", name, f.Path, i+1, line, from[0])
				}
			}
		}
	})
}
