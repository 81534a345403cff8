package change

import (
	"slices"
	"strings"
	"testing"
)

func TestLineMap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []int
	}{
		{"", "", []int{}},
		{"", "x\n", []int{}},
		{"x\n", "", []int{0}},
		{"a\nb\nc\n", "a\nb\nc\n", []int{1, 2, 3}},
		{"a\nx\nc\n", "a\nb\nc\n", []int{1, 0, 3}},
		{"x\na\n", "a\n", []int{0, 1}},
		{"b\n", "a\nb\n", []int{2}},
		{"\ufeffa\r\nb", "a\nb\n", []int{1, 2}},
		{"a\n\nb\n", "a\nb\n", []int{1, 0, 2}},
	} {
		if got := LineMap([]byte(c.a), []byte(c.b)); !slices.Equal(got, c.want) {
			t.Errorf("%q to %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestAcross(t *testing.T) {
	a, b := "a\nX\nY\nd\nZ\n", "a\nb\nd\ne\nf\n"
	lines := LineMap([]byte(a), []byte(b))
	for line, want := range map[int][2]int{2: {2, 2}, 3: {2, 2}, 5: {4, 5}} {
		if first, last := Across(lines, line, 5); first != want[0] || last != want[1] {
			t.Errorf("line %d: %d to %d, want %v", line, first, last, want)
		}
	}
	if first, last := Across([]int{1, 0, 2}, 2, 2); last >= first {
		t.Errorf("an added line stands across from %d to %d", first, last)
	}
}

// Lines that are mapped are equal and in order, and a text is mapped to itself whole.
func FuzzLineMap(f *testing.F) {
	f.Add("a\nb\n", "b\na\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y, last := bareLines([]byte(a)), bareLines([]byte(b)), 0
		for i, to := range LineMap([]byte(a), []byte(b)) {
			if to == 0 {
				continue
			}
			if to <= last || to > len(y) || x[i] != y[to-1] {
				t.Fatalf("%q to %q: line %d is %d", a, b, i+1, to)
			}
			last = to
		}
		for i, to := range LineMap([]byte(a), []byte(strings.Clone(a))) {
			if to != i+1 {
				t.Fatalf("%q: line %d is not itself", a, i+1)
			}
		}
	})
}
