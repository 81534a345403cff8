package plan

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

func (s *goService) bases() ([]string, map[string]string) {
	order := []string{catalog.Scratch, catalog.Distroless, catalog.Alpine, catalog.Slim}
	why := map[string]string{
		catalog.Scratch:    "the program is static, so the image needs nothing else",
		catalog.Distroless: "certificates, time zones and a user in a base without a shell",
		catalog.Alpine:     "a small base with a shell and a package manager",
		catalog.Slim:       "Debian, with a shell and a package manager",
	}
	if tool := s.tool(); tool != "" {
		order = []string{catalog.Alpine, catalog.Slim, catalog.Scratch, catalog.Distroless}
		why[catalog.Alpine] = "the program runs " + tool + ", which the base's package manager can install"
		why[catalog.Slim] = why[catalog.Alpine]
	}
	if len(s.program.Cgo) > 0 {
		order = []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}
		why[catalog.Distroless] = "the smallest base with the C library that the program is linked against, and no shell"
	}
	return order, why
}

// unfit says why a base cannot be taken.
func (s *goService) unfit(base string) *Refusal {
	for _, c := range s.program.Cgo {
		because := []detect.Evidence{c.Because}
		what := c.Module + " is compiled with cgo"
		if c.Module == "C" {
			what = "the program uses cgo"
		}
		switch {
		case base == catalog.Scratch:
			return refuse(because, "", "%s and linked against a C library, which scratch does not contain", what)
		case base == catalog.Alpine && c.Glibc:
			return refuse(because, "", "%s contains objects that are linked against glibc, but Alpine has musl", c.Module)
		case base == catalog.Alpine && len(c.Build) > 0 && len(c.AlpineBuild) == 0:
			return refuse(because, "--base slim", "Alpine has no package for the library that %s needs", c.Module)
		case base == catalog.Distroless && len(c.Run) > 0:
			return refuse(because, "", "%s loads %s at run time, which distroless does not have", c.Module, strings.Join(c.Run, ", "))
		}
	}
	return nil
}

// stand picks the toolchain and the final image.
func (s *goService) stand(base string) (err error) {
	s.base = base
	cgo, side, debian := len(s.program.Cgo) > 0, catalog.Full, ""
	if cgo && base == catalog.Alpine {
		side = catalog.Alpine
	}
	if s.tools, err = s.in.Catalog.Image("go", side, s.line); err != nil {
		return err
	}
	if cgo && base != catalog.Alpine {
		debian = release(s.tools)
	}
	kind := map[string]string{catalog.Scratch: "scratch", catalog.Distroless: s.distroless(), catalog.Alpine: "alpine", catalog.Slim: "debian"}[base]
	s.final, err = s.in.Catalog.Image(kind, base, debian)
	return err
}

// distroless is the smallest kind that holds what the program is linked against. None of them needs OpenSSL: Go has its own.
func (s *goService) distroless() string {
	switch cgo := s.program.Cgo; {
	case slices.ContainsFunc(cgo, func(c detect.Cgo) bool { return c.Cxx }):
		return "cc"
	case len(cgo) > 0:
		return "base-nossl"
	}
	return "static"
}

// tool is the first program that the sources start and a base's package manager has; "" for none.
func (s *goService) tool() string {
	i := slices.IndexFunc(s.program.Run, func(r detect.Candidate) bool { _, ok := detect.ToolPackages(r.Value); return ok })
	if i < 0 {
		return ""
	}
	return s.program.Run[i].Value
}

// toolPackages are the packages of the programs that the sources start.
func (s *goService) toolPackages() (names []string) {
	for _, r := range s.program.Run {
		packages, _ := detect.ToolPackages(r.Value)
		names = union(names, systemNames(s.final.Packages, packages...)...)
	}
	return names
}
