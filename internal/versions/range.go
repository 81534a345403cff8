package versions

import (
	"fmt"
	"regexp"
	"strings"
)

// Range is a set of versions: alternatives, each an interval.
type Range []interval

// interval holds the versions from low up to, and without, high; a nil high is no bound.
type interval struct{ low, high Number }

// maxRange is more text than a range that somebody wrote has; each != may double the work of reading one.
const maxRange = 500

var (
	comparator = regexp.MustCompile(`^(===?|~=|!=|>=|<=|~>|[\^~<>=])?\s*` + digits + suffix)
	hyphen     = regexp.MustCompile(`^(\S+)\s+-\s+(\S+)$`)
	either     = regexp.MustCompile(`\|\|?`)
)

// ParseRange reads a range: "22", "^22.1", ">=20 <23 || 24.x", "20 - 22", ">=3.11,<4,!=3.12.*", "~=3.11", "*".
// A bare number means all versions that begin with it.
func ParseRange(text string) (Range, error) {
	if len(text) > maxRange {
		return nil, fmt.Errorf("a version range has %d bytes; at most %d are read", len(text), maxRange)
	}
	var r Range
	for _, part := range either.Split(text, -1) {
		all, err := parseAll(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("version range %q: %w", text, err)
		}
		r = append(r, all...)
	}
	return r, nil
}

// parseAll reads comparators that must all hold.
func parseAll(text string) (Range, error) {
	all := Range{{}}
	if text == "latest" {
		return all, nil
	}
	if m := hyphen.FindStringSubmatch(text); m != nil {
		text = ">=" + m[1] + " <=" + m[2]
	}
	for rest := text; ; {
		if rest = strings.TrimLeft(rest, " \t,"); rest == "" {
			return all, nil
		}
		m := comparator.FindStringSubmatch(rest)
		if m == nil {
			return nil, fmt.Errorf("%q is no version", rest)
		}
		all = all.and(compared(m[1], parts(m[2])))
		rest = rest[len(m[0]):]
		if rest != "" && !strings.ContainsAny(rest[:1], " \t,<>=~^!") {
			return nil, fmt.Errorf("%q is no version", rest)
		}
	}
}

// compared gives the versions that one comparator admits.
func compared(op string, v Number) Range {
	next := v.next(len(v)) // the first version that "22" or "22.1" does not mean
	switch op {
	case ">=":
		return Range{{low: v}}
	case ">":
		if next == nil {
			return nil // above all versions
		}
		return Range{{low: next}}
	case "<":
		return Range{{high: append(Number{}, v...)}}
	case "<=":
		return Range{{high: next}}
	case "^":
		return Range{{v, v.next(min(len(v), v.significant()))}}
	case "~", "~>":
		return Range{{v, v.next(min(len(v), 2))}}
	case "~=":
		return Range{{v, v.next(min(len(v), max(len(v)-1, 1)))}}
	case "!=":
		if next == nil {
			return nil
		}
		return Range{{high: append(Number{}, v...)}, {low: next}}
	}
	return Range{{v, next}}
}

// significant counts the parts up to the first that is not zero: what ^ holds fast.
func (n Number) significant() int {
	for i, part := range n {
		if part != 0 {
			return i + 1
		}
	}
	return len(n)
}

// and gives what lies in both ranges.
func (r Range) and(s Range) (both Range) {
	for _, a := range r {
		for _, b := range s {
			c := a
			if b.low.Compare(c.low) > 0 {
				c.low = b.low
			}
			if c.high == nil || b.high != nil && b.high.Compare(c.high) < 0 {
				c.high = b.high
			}
			if c.high == nil || c.low.Compare(c.high) < 0 {
				both = append(both, c)
			}
		}
	}
	return both
}

// Admits reports whether the range admits any version that begins with a number: "22", "3.12" or "22.1.0".
func (r Range) Admits(line string) bool {
	n, ok := Parse(line)
	return ok && len(r.and(Range{{n, n.next(len(n))}})) > 0
}

// Exact is the one version of three parts that the range admits, or "".
func (r Range) Exact() string {
	if len(r) != 1 || len(r[0].low) != 3 || r[0].high == nil || r[0].low.next(3).Compare(r[0].high) != 0 {
		return ""
	}
	v := r[0].low
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}

// Allows reports whether a range admits a version. What cannot be read as a range or as a version is let through: it contradicts
// nothing.
func Allows(text, version string) bool {
	r, err := ParseRange(text)
	version = strings.TrimLeft(strings.TrimSpace(version), "^~=")
	if _, ok := Parse(version); err != nil || !ok {
		return true
	}
	return r.Admits(version)
}

// Below reports whether every version that a range admits is lower than a limit. A range that cannot be read is not.
func Below(text, limit string) bool {
	r, err := ParseRange(text)
	n, ok := Parse(limit)
	return err == nil && ok && len(r) > 0 && len(r.and(Range{{low: n}})) == 0
}
