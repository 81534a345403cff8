package plan

import (
	"errors"

	"github.com/msgen/msgen/internal/catalog"
)

type gradle struct{}

func (gradle) from(w *javaWork) (catalog.Image, error) {
	return catalog.Image{}, errors.New("gradle is not planned yet")
}
func (gradle) deps(w *javaWork) []Step { return nil }
func (gradle) build(w *javaWork) Step  { return Step{} }
func (gradle) test(w *javaWork) (Step, map[string]string) {
	return Step{}, nil
}
func (gradle) dev(w *javaWork) []string { return nil }

type javac struct{ gradle }

// devLoop makes a stage that builds and restarts the program whenever a source changes.
func (w *javaWork) devLoop(s *Stage) {}
