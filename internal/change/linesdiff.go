package change

import "github.com/aymanbagabas/go-udiff/lcs"

// marked is one side of a diff: its lines, and which of them the other side lacks. There is a gap before each line that both
// sides share and one at the end; a gap holds the marked lines there, often none. Both sides have the same number of gaps.
type marked struct {
	lines []string
	only  []bool
}

// gap is a run of marked lines, empty where from equals to.
type gap struct{ from, to int }

// diffLines gives the changes from one text to another. Where a change could stand in several places, since lines repeat, it
// stands as git would put it: beside a change of the other side when it can, else as far down as it can.
func diffLines(before, after []string) []lcs.Diff {
	a, b := marked{before, make([]bool, len(before))}, marked{after, make([]bool, len(after))}
	for _, d := range lcs.DiffLines(before, after) {
		for i := d.Start; i < d.End; i++ {
			a.only[i] = true
		}
		for i := d.ReplStart; i < d.ReplEnd; i++ {
			b.only[i] = true
		}
	}
	a.settle(b)
	b.settle(a)
	return a.diffs(b)
}

// diffs reads the changes off the marks.
func (a marked) diffs(b marked) []lcs.Diff {
	var diffs []lcs.Diff
	for x, y := a.first(), b.first(); ; x, y = a.next(x), b.next(y) {
		if x.from < x.to || y.from < y.to {
			diffs = append(diffs, lcs.Diff{Start: x.from, End: x.to, ReplStart: y.from, ReplEnd: y.to})
		}
		if x.to == len(a.lines) {
			return diffs
		}
	}
}

// settle slides every run of marks to where it belongs.
func (a marked) settle(b marked) {
	for x, y := a.first(), b.first(); ; x, y = a.next(x), b.next(y) {
		if x.from < x.to {
			x, y = a.slide(b, x, y)
		}
		if x.to >= len(a.lines) {
			return
		}
	}
}

// slide moves one run up, then down as far as it goes, then back to the last place beside a change of the other side.
func (a marked) slide(b marked, x, y gap) (gap, gap) {
	beside := -1
	for size := -1; size != x.to-x.from; {
		size = x.to - x.from
		for a.up(&x) {
			y = b.previous(y)
		}
		beside = -1
		if y.from < y.to {
			beside = x.to
		}
		for a.down(&x) {
			y = b.next(y)
			if y.from < y.to {
				beside = x.to
			}
		}
	}
	for beside >= 0 && x.to > beside && a.up(&x) {
		y = b.previous(y)
	}
	return x, y
}

// up moves a run one line up when the text stays the same; it grows when it meets another.
func (a marked) up(x *gap) bool {
	if x.from == 0 || a.lines[x.from-1] != a.lines[x.to-1] {
		return false
	}
	x.from--
	x.to--
	a.only[x.from], a.only[x.to] = true, false
	for x.from > 0 && a.only[x.from-1] {
		x.from--
	}
	return true
}

// down moves a run one line down when the text stays the same; it grows when it meets another.
func (a marked) down(x *gap) bool {
	if x.to == len(a.lines) || a.lines[x.from] != a.lines[x.to] {
		return false
	}
	a.only[x.from], a.only[x.to] = false, true
	x.from++
	*x = a.reach(gap{x.from, x.to + 1})
	return true
}

// first is the gap before all lines.
func (a marked) first() gap { return a.reach(gap{}) }

// next is the gap behind the line that follows.
func (a marked) next(x gap) gap { return a.reach(gap{x.to + 1, x.to + 1}) }

// previous is the gap before the line that precedes.
func (a marked) previous(x gap) gap {
	p := gap{x.from - 1, x.from - 1}
	for p.from > 0 && a.only[p.from-1] {
		p.from--
	}
	return p
}

// reach lengthens a gap over the marked lines that follow.
func (a marked) reach(x gap) gap {
	for x.to < len(a.lines) && a.only[x.to] {
		x.to++
	}
	return x
}
