package plan

import (
	"fmt"
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// goLine gives the release line that a declared version of Go means. The lines of go.mod and go.work are lower bounds: the
// catalog's default meets them unless they are newer. A version file or a flag is an exact wish.
func goLine(in Input) (string, []detect.Note, error) {
	c, wish := in.Catalog, in.Choices.Version
	d := c.Default("go").Number
	if wish.Value == "" {
		return d, []detect.Note{{Text: "no version of Go is declared, so the image uses " + d, Add: "a `go` line to go.mod"}}, nil
	}
	minor, ok := goMinor(wish.Value)
	if !ok {
		return d, nil, &Refusal{Reason: fmt.Sprintf("%q is not a version of Go", wish.Value), Nearest: "--runtime-version " + d, Because: wish.Because}
	}
	exact := wish.Given() || !goIsBound(wish.Because)
	if !wish.Given() {
		for _, lost := range in.Stack.Version.Against {
			if m, ok := goMinor(lost.Value); ok && m > minor {
				minor, exact = m, false
			}
		}
	}
	line := fmt.Sprintf("1.%d", minor)
	if m, ok := goMinor(d); !exact && ok && m >= minor {
		return d, goNewer(line, d, wish.Because), nil
	}
	for _, v := range c.Versions("go") {
		if v.Number == line {
			return line, endedNote("Go", v, "Go "+d+" instead: it compiles older modules with their own semantics", wish.Because), nil
		}
	}
	return line, nil, &Refusal{Reason: "no image of Go " + line + " is known", Nearest: "--runtime-version " + d, Because: wish.Because}
}

// goNewer says that a lower bound is met by a newer release.
func goNewer(line, d string, because []detect.Evidence) []detect.Note {
	if line == d || len(because) == 0 {
		return nil
	}
	return []detect.Note{{Text: fmt.Sprintf("the module requires Go %s or later; the build uses Go %s, which keeps the behavior of the declared version", line, d), Because: because[:1]}}
}

// goIsBound reports whether a version stands in a file whose versions are lower bounds.
func goIsBound(because []detect.Evidence) bool {
	if len(because) == 0 {
		return true
	}
	name := path.Base(because[0].Path)
	return name == "go.mod" || name == "go.work"
}

// goMinor takes the minor release out of "1.25", "1.25.3" or "go1.26rc1".
func goMinor(v string) (int, bool) {
	n, ok := versions.Parse(strings.TrimLeft(v, ">=~^ v"))
	if !ok || len(n) < 2 || n[0] != 1 {
		return 0, false
	}
	return n[1], true
}
