package plan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// nodeOptions gives the four bases for a Node service, best first.
func nodeOptions(in Input) ([]Option, error) {
	s, err := newNodeService(in)
	if err != nil {
		var r *Refusal
		if errors.As(err, &r) {
			return []Option{{Base: catalog.Distroless, Refused: r}, {Base: catalog.Slim, Refused: r}, {Base: catalog.Alpine, Refused: r}, {Base: catalog.Scratch, Refused: r}}, nil
		}
		return nil, err
	}
	if s.n.Static != nil {
		return s.siteOptions()
	}
	return s.programOptions()
}

// siteOptions: a site of files needs a web server, which is nginx without privileges.
func (s *nodeService) siteOptions() ([]Option, error) {
	alpine, err := s.in.Catalog.Image("nginx", catalog.Alpine, "")
	if err != nil {
		return nil, err
	}
	slim, err := s.in.Catalog.Image("nginx", catalog.Slim, "")
	if err != nil {
		return nil, err
	}
	refused := func(base string) Option {
		return Option{Base: base, Refused: &Refusal{
			Reason:  "the build makes files for a web server, and " + base + " has none",
			Nearest: "--base alpine", Because: s.n.Static.Output.Because,
		}}
	}
	return []Option{
		{Base: catalog.Alpine, Image: alpine.Ref, Why: "the smallest unprivileged nginx image; nothing of Node is shipped"},
		{Base: catalog.Slim, Image: slim.Ref, Why: "nginx on Debian, for modules and tools that Alpine lacks"},
		refused(catalog.Distroless), refused(catalog.Scratch),
	}, nil
}

// programOptions: a program needs its interpreter, and its compiled packages the libc that they were made for.
func (s *nodeService) programOptions() ([]Option, error) {
	why := map[string]string{
		catalog.Distroless: "the interpreter and its libraries, without a shell or a package manager",
		catalog.Slim:       "Debian with the interpreter and a shell",
		catalog.Alpine:     "small, with a shell; its libc is musl",
	}
	var options []Option
	for _, base := range []string{catalog.Distroless, catalog.Slim, catalog.Alpine} {
		o := Option{Base: base, Why: why[base]}
		image, err := s.in.Catalog.Image(s.kind, base, s.line)
		var missing *catalog.MissingError
		switch {
		case errors.As(err, &missing):
			o.Refused = &Refusal{
				Reason:  fmt.Sprintf("there is no %s image of %s %s; there is one of %s", base, s.kind, s.line, strings.Join(missing.Have, ", ")),
				Nearest: "--base slim", Because: s.st.Version.Because,
			}
		case err != nil:
			return nil, err
		default:
			o.Image, o.Refused = image.Ref, s.refusal(base)
		}
		options = append(options, o)
	}
	return append(options, s.noScratch(options)), nil
}

// noScratch refuses the empty base: an interpreter and its libc would have to be put together by hand.
func (s *nodeService) noScratch(options []Option) Option {
	r := &Refusal{Reason: "the program needs its interpreter and a libc, but scratch has neither", Because: s.st.Start.Because}
	for _, o := range options {
		if o.Refused == nil {
			r.Nearest = "--base " + o.Base
			break
		}
	}
	return Option{Base: catalog.Scratch, Refused: r}
}

// refusal says why a base does not fit this program; nil when it does.
func (s *nodeService) refusal(base string) *Refusal {
	switch base {
	case catalog.Distroless:
		return s.distrolessRefusal()
	case catalog.Alpine:
		for _, n := range s.n.Native {
			if !n.Musl {
				return &Refusal{
					Reason:  n.Name + " has no binary for Alpine's libc, musl",
					Nearest: "--base slim", Because: []detect.Evidence{n.Because},
				}
			}
		}
	}
	return nil
}

// distrolessRefusal: nothing can be installed there, and nothing that is a shell script can be started.
func (s *nodeService) distrolessRefusal() *Refusal {
	for _, n := range s.n.Native {
		if len(n.Run) > 0 {
			return &Refusal{
				Reason:  fmt.Sprintf("%s needs %s at run time, but distroless has no package manager", n.Name, strings.Join(n.Run, " ")),
				Nearest: "--base slim", Because: []detect.Evidence{n.Because},
			}
		}
	}
	if s.n.Bin != "" && s.manager.name == "pnpm" {
		return &Refusal{
			Reason:  fmt.Sprintf("the start command runs %s, which pnpm installs as a shell script, and distroless has no shell", s.n.Bin),
			Nearest: "--base slim", Because: s.st.Start.Because,
		}
	}
	if s.n.Shell.Known() {
		return &Refusal{Reason: "the program starts other programs through a shell, but distroless has none", Nearest: "--base slim", Because: s.n.Shell.Because}
	}
	if first := first(s.command()); first == "sh" || first == "bash" || first == "/bin/sh" {
		return &Refusal{Reason: "the start command needs a shell, but distroless has none", Nearest: "--base slim", Because: s.st.Start.Because}
	}
	return nil
}
