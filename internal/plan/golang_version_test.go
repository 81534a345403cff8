package plan

import (
	"errors"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

func TestGoLine(t *testing.T) {
	for name, c := range map[string]struct {
		version, path string
		given         bool
		want          string
		notes         int
		refused       bool
	}{
		"nothing declared":    {"", "", false, "1.26", 1, false},
		"bound of go.mod":     {"1.18", "go.mod", false, "1.26", 1, false},
		"bound with a patch":  {"1.26.3", "go.mod", false, "1.26", 0, false},
		"bound above default": {"1.27", "go.work", false, "1.27", 0, false},
		"pinned":              {"1.27.1", ".go-version", false, "1.27", 0, false},
		"pinned and ended":    {"1.25.3", "mise.toml", false, "1.25", 1, false},
		"by flag":             {"1.24", "", true, "1.24", 1, false},
		"unknown":             {"1.99", "go.mod", false, "1.26", 0, true},
		"nonsense":            {"latest", "", true, "1.26", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			in := Input{Catalog: loadCatalog(t)}
			in.Choices.Version = choice.Choice[string]{Value: c.version, Source: choice.Detected, Because: []detect.Evidence{{Path: c.path, Line: 1}}}
			if c.given {
				in.Choices.Version = choice.Choice[string]{Value: c.version, Source: choice.Flag}
			}
			s := &goService{service: service{in: in}}
			err := s.release()
			got, notes := s.line, s.notes
			var refusal *Refusal
			if got != c.want || len(notes) != c.notes || errors.As(err, &refusal) != c.refused {
				t.Errorf("%s with %d notes, %v; want %s with %d", got, len(notes), err, c.want, c.notes)
			}
		})
	}
}
