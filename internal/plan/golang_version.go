package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// release finds the release line that a declared version means. The lines of go.mod and go.work are lower bounds: the catalog's
// default meets them unless they are newer. A version file or a flag is an exact wish.
func (s *goService) release() error {
	c, wish := s.in.Catalog, s.in.Choices.Version
	s.line = c.Default("go").Number
	nearest := "--runtime-version " + s.line
	if wish.Value == "" {
		s.note(nil, "a `go` line to go.mod", "no version of Go is declared, so the image uses %s", s.line)
		return nil
	}
	minor, ok := goMinor(wish.Value)
	if !ok {
		return refuse(wish.Because, nearest, "%q is not a version of Go", wish.Value)
	}
	exact := wish.Given() || !goIsBound(wish.Because)
	if !wish.Given() {
		for _, lost := range s.st.Version.Against {
			if m, ok := goMinor(lost.Value); ok && m > minor {
				minor, exact = m, false
			}
		}
	}
	line := fmt.Sprintf("1.%d", minor)
	if m, ok := goMinor(s.line); !exact && ok && m >= minor {
		if line != s.line && len(wish.Because) > 0 {
			s.note(wish.Because[:1], "", "the module requires Go %s or later; the build uses Go %s, which keeps the behavior of the declared version", line, s.line)
		}
		return nil
	}
	for _, v := range c.Versions("go") {
		if v.Number == line {
			s.ended("Go", v, "Go "+s.line+" instead: it compiles older modules with their own semantics", wish.Because)
			s.line = line
			return nil
		}
	}
	return refuse(wish.Because, nearest, "no image of Go %s is known", line)
}

// goIsBound reports whether a version stands in a file whose versions are lower bounds.
func goIsBound(because []detect.Evidence) bool {
	return len(because) == 0 || slices.Contains([]string{"go.mod", "go.work"}, path.Base(because[0].Path))
}

// goMinor takes the minor release out of "1.25", "1.25.3" or "go1.26rc1".
func goMinor(v string) (int, bool) {
	n, ok := versions.Parse(strings.TrimLeft(v, ">=~^ v"))
	if !ok || len(n) < 2 || n[0] != 1 {
		return 0, false
	}
	return n[1], true
}
