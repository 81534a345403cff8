package plan

import (
	"strings"
)

// The targets beside prod: test with its report, dev, debug.

// devPort is where the development server listens.
func (s *nodeService) devPort() int {
	if p := s.n.DevPort.Value; p != 0 {
		return p
	}
	return s.port()
}

// listening reports whether a development command says itself where it listens.
func (s *nodeService) listening(dev []string) bool {
	for _, a := range dev {
		if strings.HasPrefix(a, "--host") || a == "-H" {
			return true
		}
	}
	return len(s.framework.dev) == 0
}
