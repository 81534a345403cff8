package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// goOptions gives the four bases, best first.
func goOptions(in Input) ([]Option, error) {
	s, err := newGoService(in)
	if err != nil {
		return nil, err
	}
	order := []string{catalog.Scratch, catalog.Distroless, catalog.Alpine, catalog.Slim}
	if s.tool() != "" {
		order = []string{catalog.Alpine, catalog.Slim, catalog.Scratch, catalog.Distroless}
	}
	if len(s.program.Cgo) > 0 {
		order = []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}
	}
	var out []Option
	for _, base := range order {
		o := Option{Base: base, Why: s.why(base), Refused: s.refused(base)}
		if err := s.stand(base); err != nil && o.Refused == nil {
			return nil, err
		}
		o.Image = s.final.Ref
		out = append(out, o)
	}
	return out, nil
}

// why says what speaks for a base.
func (s *goService) why(base string) string {
	tool := s.tool()
	cgo := len(s.program.Cgo) > 0
	switch {
	case base == catalog.Scratch:
		return "the program is static, so the image needs nothing else"
	case base == catalog.Distroless && cgo:
		return "the smallest base with the C library that the program is linked against, and no shell"
	case base == catalog.Distroless:
		return "certificates, time zones and a user in a base without a shell"
	case tool != "":
		return fmt.Sprintf("the program runs %s, which the base's package manager can install", tool)
	case base == catalog.Alpine:
		return "a small base with a shell and a package manager"
	}
	return "Debian, with a shell and a package manager"
}

// refused says why a base cannot be taken.
func (s *goService) refused(base string) *Refusal {
	for _, c := range s.program.Cgo {
		because := []detect.Evidence{c.Because}
		what := c.Module + " is compiled with cgo"
		if c.Module == "C" {
			what = "the program uses cgo"
		}
		switch {
		case base == catalog.Scratch:
			return &Refusal{Reason: what + " and linked against a C library, which scratch does not contain", Nearest: "--base " + s.nearest(), Because: because}
		case base == catalog.Alpine && c.Glibc:
			return &Refusal{Reason: c.Module + " contains objects that are linked against glibc, but Alpine has musl", Nearest: "--base " + s.nearest(), Because: because}
		case base == catalog.Alpine && len(c.Build) > 0 && len(c.AlpineBuild) == 0:
			return &Refusal{Reason: "Alpine has no package for the library that " + c.Module + " needs", Nearest: "--base slim", Because: because}
		case base == catalog.Distroless && len(c.Run) > 0:
			return &Refusal{Reason: fmt.Sprintf("%s loads %s at run time, which distroless does not have", c.Module, strings.Join(c.Run, ", ")), Nearest: "--base slim", Because: because}
		}
	}
	return nil
}

// nearest is the base for a program with cgo.
func (s *goService) nearest() string {
	for _, c := range s.program.Cgo {
		if len(c.Run) > 0 {
			return catalog.Slim
		}
	}
	return catalog.Distroless
}

// stand picks the toolchain and the final image.
func (s *goService) stand(base string) error {
	s.base = base
	c, side := s.in.Catalog, catalog.Full
	cgo := len(s.program.Cgo) > 0
	if cgo && base == catalog.Alpine {
		side = catalog.Alpine
	}
	var err error
	if s.tools, err = c.Image("go", side, s.line); err != nil {
		return err
	}
	debian := ""
	if cgo {
		debian = strings.TrimPrefix(s.tools.OS, "debian")
	}
	switch base {
	case catalog.Scratch:
		s.final, err = c.Image("scratch", base, "")
	case catalog.Distroless:
		s.final, err = c.Image(s.distroless(), base, debian)
	case catalog.Alpine:
		s.final, err = c.Image("alpine", base, "")
	default:
		s.final, err = c.Image("debian", base, debian)
	}
	return err
}

// distroless is the smallest kind that holds what the program is linked against. None of them needs OpenSSL: Go has its own.
func (s *goService) distroless() string {
	kind := "static"
	for _, c := range s.program.Cgo {
		if c.Cxx {
			return "cc"
		}
		kind = "base-nossl"
	}
	return kind
}

// goDesktop reports whether a program opens something on a person's desk, or is the Go toolchain: no service needs it.
func goDesktop(name string) bool {
	return slices.Contains([]string{"open", "xdg-open", "rundll32", "cmd", "explorer", "osascript", "go", "gofmt", "stty", "tput", "clear", "pbcopy", "xclip", "which", "code", "vim", "nano"}, name)
}

// tool is the first program that the sources start and a base's package manager has; "" for none.
func (s *goService) tool() string {
	for _, r := range s.program.Run {
		if _, ok := detect.ToolPackages(r.Value); ok {
			return r.Value
		}
	}
	return ""
}

// toolPackages are the packages of the programs that the sources start.
func (s *goService) toolPackages() (names []string) {
	for _, r := range s.program.Run {
		packages, _ := detect.ToolPackages(r.Value)
		names = union(names, systemNames(s.final.Packages, packages...)...)
	}
	return names
}
