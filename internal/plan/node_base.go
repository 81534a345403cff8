package plan

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

func (s *nodeService) bases() ([]string, map[string]string) {
	if s.n.Static != nil {
		return []string{catalog.Alpine, catalog.Slim, catalog.Distroless, catalog.Scratch}, map[string]string{
			catalog.Alpine: "the smallest unprivileged nginx image; nothing of Node is shipped",
			catalog.Slim:   "nginx on Debian, for modules and tools that Alpine lacks",
		}
	}
	return []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}, map[string]string{
		catalog.Distroless: "the interpreter and its libraries, without a shell or a package manager",
		catalog.Slim:       "Debian with the interpreter and a shell",
		catalog.Alpine:     "small, with a shell; its libc is musl",
	}
}

// unfit says why a base does not fit: a site of files needs a web server, which is nginx without privileges; a program needs its
// interpreter, and its compiled packages the libc that they were made for.
func (s *nodeService) unfit(base string) *Refusal {
	start, bare := s.st.Start.Because, base == catalog.Distroless || base == catalog.Scratch
	switch {
	case s.n.Static != nil && bare:
		return refuse(s.n.Static.Output.Because, "--base alpine", "the build makes files for a web server, and %s has none", base)
	case s.n.Static != nil:
		return nil
	case base == catalog.Scratch:
		return refuse(start, "", "the program needs its interpreter and a libc, but scratch has neither")
	}
	if r := unfitNative(base, s.n.Native, "binary"); r != nil || base != catalog.Distroless {
		return r
	}
	switch command := first(s.command()); {
	case s.n.Bin != "" && s.manager.name == "pnpm":
		return refuse(start, "--base slim", "the start command runs %s, which pnpm installs as a shell script, and distroless has no shell", s.n.Bin)
	case s.n.Shell.Known():
		return refuse(s.n.Shell.Because, "--base slim", "the program starts other programs through a shell, but distroless has none")
	case command == "sh" || command == "bash" || command == "/bin/sh":
		return refuse(start, "--base slim", "the start command needs a shell, but distroless has none")
	}
	return nil
}

// unfitNative says which native module a base does not suit.
func unfitNative(base string, native []detect.Native, form string) *Refusal {
	for _, n := range native {
		switch because := []detect.Evidence{n.Because}; {
		case base == catalog.Distroless && len(n.Run) > 0:
			return refuse(because, "--base slim", "%s needs %s at run time, but distroless has no package manager", n.Name, strings.Join(n.Run, " "))
		case base == catalog.Alpine && !n.Musl:
			return refuse(because, "--base slim", "%s has no %s for Alpine's libc, musl", n.Name, form)
		}
	}
	return nil
}
