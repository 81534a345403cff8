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

// planner plans for one stack: a language's, or one that is data.
type planner interface {
	shared() *service
	// bases gives the four bases, best first, and what speaks for each: the first that is not refused is what "auto" takes.
	bases() (order []string, why map[string]string)
	// stand finds the images for a base, unfit says why it does not fit; nil when it does.
	stand(base string) error
	unfit(base string) *Refusal
	// plan makes the model, and what else there is to say, on the base that was found last.
	plan() (*Plan, error)
}

func (s *service) shared() *service { return s }

// made gives the planner of a language.
func made[P planner](new func(Input) (P, error)) func(Input) (planner, error) {
	return func(in Input) (planner, error) { return new(in) }
}

// offers judges the bases.
func offers(p planner) (options []Option, err error) {
	s := p.shared()
	order, why := p.bases()
	for _, base := range order {
		err := p.stand(base)
		o := Option{Base: base, Image: s.final.Ref, Why: why[base], Refused: p.unfit(base)}
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
