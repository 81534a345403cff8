package plan

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// npmRange is a version range as npm reads it: alternatives, each an interval of versions.
type npmRange []npmInterval

// npmInterval holds the versions from low up to, and without, high.
type npmInterval struct{ low, high npmVersion }

// npmVersion is major, minor and patch.
type npmVersion [3]int

// npmMax lies above every version.
const npmMax = 1 << 30

// nodeCodenames are the names of Node's long-term releases, as .nvmrc writes them: "lts/jod".
func nodeCodenames() map[string]string {
	return map[string]string{
		"argon": "4", "boron": "6", "carbon": "8", "dubnium": "10", "erbium": "12", "fermium": "14", "gallium": "16",
		"hydrogen": "18", "iron": "20", "jod": "22", "krypton": "24",
	}
}

var (
	npmHyphen     = regexp.MustCompile(`^(\S+)\s+-\s+(\S+)$`)
	npmComparator = regexp.MustCompile(`(\^|~>?|>=|<=|>|<|=)?\s*v?([0-9xX*]+)(?:\.([0-9xX*]+))?(?:\.([0-9xX*]+))?(?:[-+][0-9A-Za-z.+-]*)?`)
)

// parseNPMRange reads a range: "22", "^22.1", ">=20 <23 || 24.x", "20 - 22", "*".
func parseNPMRange(text string) (npmRange, error) {
	var r npmRange
	for _, part := range strings.Split(text, "||") {
		i, err := parseNPMSet(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("version range %q: %w", text, err)
		}
		r = append(r, i)
	}
	return r, nil
}

// parseNPMSet reads comparators that must all hold.
func parseNPMSet(text string) (npmInterval, error) {
	all := npmInterval{high: npmVersion{npmMax}}
	if text == "" || text == "latest" {
		return all, nil
	}
	if m := npmHyphen.FindStringSubmatch(text); m != nil {
		text = ">=" + m[1] + " <=" + m[2]
	}
	rest := text
	for strings.TrimSpace(rest) != "" {
		rest = strings.TrimLeft(rest, " \t,")
		m := npmComparator.FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 {
			return all, fmt.Errorf("%q is no version", rest)
		}
		parts := npmComparator.FindStringSubmatch(rest)
		i, err := npmCompare(parts[1], parts[2:])
		if err != nil {
			return all, err
		}
		all = all.and(i)
		rest = rest[m[1]:]
	}
	return all, nil
}

// npmCompare gives the versions that one comparator admits.
func npmCompare(op string, parts []string) (npmInterval, error) {
	var v npmVersion
	given := 0
	for _, p := range parts {
		if p == "" || strings.ContainsAny(p, "xX*") {
			break
		}
		n, err := strconv.Atoi(p)
		if err != nil || n >= npmMax {
			return npmInterval{}, fmt.Errorf("%q is no number of a version", p)
		}
		v[given] = n
		given++
	}
	next := v.above(given) // the first version that "22" or "22.1" does not mean
	switch op {
	case ">=":
		return npmInterval{v, npmVersion{npmMax}}, nil
	case ">":
		return npmInterval{next, npmVersion{npmMax}}, nil
	case "<":
		return npmInterval{high: v}, nil
	case "<=":
		return npmInterval{high: next}, nil
	case "^":
		return npmInterval{v, v.above(min(given, v.significant()))}, nil
	case "~", "~>":
		return npmInterval{v, v.above(min(given, 2))}, nil
	}
	return npmInterval{v, next}, nil
}

// significant counts the parts up to the first that is not zero: what ^ holds fast.
func (v npmVersion) significant() int {
	for i, n := range v {
		if n != 0 {
			return i + 1
		}
	}
	return len(v)
}

// above gives the first version whose first n parts are greater.
func (v npmVersion) above(n int) npmVersion {
	if n == 0 {
		return npmVersion{npmMax}
	}
	var up npmVersion
	copy(up[:n], v[:n])
	up[n-1]++
	return up
}

func (v npmVersion) less(w npmVersion) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

// and gives what lies in both intervals.
func (i npmInterval) and(j npmInterval) npmInterval {
	if i.low.less(j.low) {
		i.low = j.low
	}
	if j.high.less(i.high) {
		i.high = j.high
	}
	return i
}

// line reports whether the range admits any version of a release line, given by its major number: "22".
func (r npmRange) line(major string) bool {
	n, err := strconv.Atoi(major)
	if err != nil {
		return false
	}
	for _, i := range r {
		both := i.and(npmInterval{npmVersion{n}, npmVersion{n + 1}})
		if both.low.less(both.high) {
			return true
		}
	}
	return false
}

// exact reports whether the range admits one version alone, and which.
func (r npmRange) exact() (string, bool) {
	if len(r) != 1 || r[0].low.above(3) != r[0].high {
		return "", false
	}
	v := r[0].low
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]), true
}
