package plan

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

func loadCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNodeLine(t *testing.T) {
	c := loadCatalog(t)
	for _, x := range []struct{ declared, line, note string }{
		{"", "24", "no version of Node is declared"},
		{">=18", "24", ""},
		{"22", "22", ""},
		{"22.x", "22", ""},
		{"^22.11.0 || ^20", "22", ""},
		{">=18 <23", "22", ""},
		{"20.x", "20", "end of life on 2026-04-30"},
		{"v22.11.0", "22", "rather than exactly 22.11.0"},
		{"lts/*", "24", ""},
		{"lts/jod", "22", ""},
		{"jod", "22", ""},
		{"lts/Iron", "20", "end of life"},
		{"latest", "24", ""},
		{">=25", "26", ""},
		{"25", "25", "end of life"},
		{"lts/nonsense", "24", "is not a version of Node"},
	} {
		s := service{in: Input{Catalog: c}, st: detect.Stack{Version: detect.Fact[string]{Value: x.declared}}}
		if err := s.nodeLine(); err != nil || s.line != x.line {
			t.Errorf("%q gives %s (%v), want %s", x.declared, s.line, err, x.line)
		}
		said := ""
		for _, n := range s.notes {
			said += n.Text
		}
		if x.note == "" && said != "" || !strings.Contains(said, x.note) {
			t.Errorf("%q says %q, want %q", x.declared, said, x.note)
		}
	}
	s := service{in: Input{Catalog: c}, st: detect.Stack{Version: detect.Fact[string]{Value: "0.10"}}}
	err := s.nodeLine()
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Nearest != "--runtime-version 24" {
		t.Errorf("0.10: %v, want a refusal with the nearest version", err)
	}
}
