package pack

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// CheckVersion checks a semantic version without a "v": "1.4.0", "2.0.0-rc.1".
func CheckVersion(v string) error {
	if !semver.IsValid("v"+v) || semver.Canonical("v"+v) != "v"+strings.SplitN(v, "+", 2)[0] {
		return fmt.Errorf("%q is not a version of the form 1.2.3", v)
	}
	return nil
}

// CompareVersions gives -1, 0 or 1 as semantic versions are ordered; both are valid, with or without a "v".
func CompareVersions(a, b string) int {
	return semver.Compare("v"+strings.TrimPrefix(a, "v"), "v"+strings.TrimPrefix(b, "v"))
}

// Range is a set of versions: bounds that all must hold, such as ">=0.9 <2". The zero value holds every version.
type Range struct {
	text   string
	bounds []bound
}

// bound is one comparison.
type bound struct{ op, version string }

// ParseRange reads a range: bounds separated by spaces, each >=, >, <=, < or = and a version, whose minor and patch may
// be left out. "=1.2" holds every 1.2.x. A release candidate of a version lies below the version, and "<2" keeps the
// candidates of 2.0.0 out as well.
func ParseRange(s string) (Range, error) {
	r := Range{text: s}
	form := regexp.MustCompile(`^(>=|>|<=|<|=)(\d{1,9}(?:\.\d{1,9}(?:\.\d{1,9}(?:-[0-9A-Za-z.-]{1,64})?)?)?)$`)
	for _, word := range strings.Fields(s) {
		m := form.FindStringSubmatch(word)
		if m == nil || !semver.IsValid("v"+m[2]) {
			return Range{}, fmt.Errorf("%q is not a version bound; write bounds such as >=0.9 <2", word)
		}
		r.bounds = append(r.bounds, boundsOf(m[1], m[2])...)
	}
	if len(r.bounds) == 0 {
		return Range{}, fmt.Errorf("%q is not a version range; write one such as >=0.9 <2", s)
	}
	return r, nil
}

// boundsOf spells a bound out on full versions. The lowest of all candidates of a version is its "-0".
func boundsOf(op, v string) []bound {
	full := semver.Canonical("v" + v)
	if full == "v"+v { // all three numbers are there
		if op == "<" && semver.Prerelease(full) == "" {
			full += "-0"
		}
		return []bound{{op, full}}
	}
	switch op {
	case "<":
		return []bound{{"<", full + "-0"}}
	case ">":
		return []bound{{">=", next(v)}}
	case "<=":
		return []bound{{"<", next(v) + "-0"}}
	case "=":
		return []bound{{">=", full}, {"<", next(v) + "-0"}}
	}
	return []bound{{op, full}}
}

// next gives the first version behind all that begin with a shortened one: of "1.2" it is "v1.3.0".
func next(v string) string {
	parts := strings.Split(v, ".")
	last := len(parts) - 1
	var n int
	_, _ = fmt.Sscan(parts[last], &n)
	parts[last] = fmt.Sprint(n + 1)
	return semver.Canonical("v" + strings.Join(parts, "."))
}

// String gives the range as it was written.
func (r Range) String() string { return r.text }

// Holds reports whether a valid version, with or without a "v", lies in the range.
func (r Range) Holds(version string) bool {
	for _, b := range r.bounds {
		c := CompareVersions(version, b.version)
		ok := map[string]bool{">=": c >= 0, ">": c > 0, "<=": c <= 0, "<": c < 0, "=": c == 0}[b.op]
		if !ok {
			return false
		}
	}
	return true
}
