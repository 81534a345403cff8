package plan

import (
	"errors"
	"fmt"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// service is one program on its way to a plan: what the planners of all languages share.
type service struct {
	in           Input
	st           detect.Stack
	line         string // the release line of the runtime or toolchain
	base         string // the family of the final base
	tools, final catalog.Image
	notes        []detect.Note
}

// inContext gives a path of the repository as seen from the build's context.
func (s *service) inContext(p string) string { return relativeTo(s.st.Context, p) }

// allInContext does so with several.
func (s *service) allInContext(paths []string) []string { return each(paths, s.inContext) }

// port is what the program listens on; 0 for nothing.
func (s *service) port() int {
	if p := s.in.Choices.Port; p.Given() || p.Value != 0 {
		return p.Value
	}
	return s.st.Port.Value
}

// note adds a word to the user, and what to add to the repository.
func (s *service) note(because []detect.Evidence, add, format string, args ...any) {
	s.notes = append(s.notes, detect.Note{Text: fmt.Sprintf(format, args...), Add: add, Because: because})
}

// needsInit reports whether PID 1 has to be an init: the kernel drops SIGTERM for a PID 1 that has no handler for it.
func (s *service) needsInit() bool { return !(s.st.Signals.Known() && s.st.Signals.Value) }

// debian is the slim Debian of the release that an image is made of.
func (s *service) debian(of catalog.Image) (catalog.Image, error) {
	return s.in.Catalog.Image("debian", catalog.Slim, release(of))
}

// offers judges bases, best first: why says what speaks for each, stand finds its images, unfit says why it does not fit.
func (s *service) offers(order []string, why map[string]string, stand func(base string) error, unfit func(base string) *Refusal) (options []Option, err error) {
	for _, base := range order {
		err := stand(base)
		o := Option{Base: base, Image: s.final.Ref, Why: why[base], Refused: unfit(base)}
		var missing *catalog.MissingError
		if o.Refused == nil && errors.As(err, &missing) {
			o.Refused = refuse(s.st.Version.Because, "", "%s", missing)
		} else if o.Refused == nil && err != nil {
			return nil, err
		}
		options = append(options, o)
	}
	return permitted(options, s.in.Refuse), nil
}

// refuse makes a refusal.
func refuse(because []detect.Evidence, nearest, format string, args ...any) *Refusal {
	return &Refusal{Reason: fmt.Sprintf(format, args...), Nearest: nearest, Because: because}
}
