// Package versions reads the version numbers and version ranges of the tools that msgen knows: npm's ranges, PEP 440's
// specifiers, Poetry's carets, and the plain numbers of Go, Java and Rust.
package versions

import (
	"regexp"
	"slices"
	"strconv"
)

// Number is a version as far as it is written out: 3.12 has two parts. A part that is missing compares as zero.
type Number []int

const (
	digits = `v?(?:go)?((?:\d{1,9}|[xX*])(?:\.(?:\d{1,9}|[xX*]))*)`
	suffix = `(?:[-+.]?[A-Za-z][0-9A-Za-z.+-]*|[-+][0-9A-Za-z.+-]*)?` // -rc.1, rc1, +build, t, .Final
)

var (
	numberForm = regexp.MustCompile(`^\s*` + digits + suffix + `\s*$`)
	partForm   = regexp.MustCompile(`\d+|[xX*]`)
)

// Parse reads "22", "22.x", "v22.1.0", "go1.26", "3.13.0rc1", "3.13t", "2.7.18.RELEASE"; false for everything else.
func Parse(s string) (Number, bool) {
	m := numberForm.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	n := parts(m[1])
	return n, len(n) > 0
}

// parts reads the numbers up to a wildcard.
func parts(s string) (n Number) {
	for _, part := range partForm.FindAllString(s, -1) {
		i, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		n = append(n, i)
	}
	return n
}

// Compare gives a negative number when n is lower than m, zero when they are equal, else a positive one.
func (n Number) Compare(m Number) int {
	for i := range max(len(n), len(m)) {
		if d := n.part(i) - m.part(i); d != 0 {
			return d
		}
	}
	return 0
}

func (n Number) part(i int) int {
	if i < len(n) {
		return n[i]
	}
	return 0
}

// next is the first version whose first parts, as many as count, are greater; nil, which is above all versions, for none.
func (n Number) next(count int) Number {
	if count == 0 {
		return nil
	}
	up := make(Number, count)
	copy(up, n)
	up[count-1]++
	return slices.Clip(up)
}

// Major is the first number of a version; 0 for what is no version.
func Major(s string) int {
	n, _ := Parse(s)
	return n.part(0)
}

// Before reports whether a version is lower than another. What is no version is lower than every version.
func Before(a, b string) bool {
	n, _ := Parse(a)
	m, _ := Parse(b)
	return n.Compare(m) < 0
}

// AtLeast reports whether a version is the given one or later: AtLeast("3.4.1", 3, 3). What is no version is not.
func AtLeast(s string, least ...int) bool {
	n, ok := Parse(s)
	return ok && n.Compare(least) >= 0
}
