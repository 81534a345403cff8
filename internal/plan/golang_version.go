package plan

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// goLine gives the release line that a declared version of Go means. The lines of go.mod and go.work are lower bounds: the
// catalog's default meets them unless they are newer. A version file or a flag is an exact wish.
func goLine(in Input) (string, []detect.Note, error) {
	c, wish := in.Catalog, in.Choices.Version
	d := c.Default("go").Number
	if wish.Value == "" {
		return d, []detect.Note{{Text: "no version of Go is declared, so the image takes " + d, Add: "a `go` line to go.mod"}}, nil
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
			return line, goEnded(v, d, wish.Because), nil
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

// goEnded says that a pinned release gets no fixes any more.
func goEnded(v catalog.Version, d string, because []detect.Evidence) []detect.Note {
	if !v.Ended {
		return nil
	}
	return []detect.Note{{Text: fmt.Sprintf("Go %s has had no security fixes since %s; the build uses it because the version is pinned", v.Number, v.EOL),
		Add: "Go " + d + " instead: it compiles older modules with their own semantics", Because: because}}
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
	rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimLeft(strings.TrimSpace(v), ">=~^ v"), "go"), "1.")
	if !ok {
		return 0, false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rest)
	}
	n, err := strconv.Atoi(rest[:end])
	return n, err == nil
}
