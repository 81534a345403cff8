package change

import "slices"

// none stands for a side that lacks an item.
const none = -1

// triple names one item by its index on each side.
type triple struct{ base, yours, theirs int }

// pairing says which item of a side is which of the base, and which new items of both sides are the same.
type pairing struct {
	// yours and theirs give for each item of the base its index there, or none.
	yours, theirs []int
	// added gives for each item of yours that the base lacks the same item of theirs, or none.
	added map[int]int
}

// arrange brings the items of three lists into one order. When one side moved items its order is taken; new items follow
// their neighbours. It is false when both sides moved items and not alike. follows reports whether an item of a side (true
// for yours) hangs on the one before it, so that nothing is put between the two.
func arrange(p pairing, yours, theirs int, follows func(mine bool, at int) bool) ([]triple, bool) {
	mine, other := p.sequence(yours, true), p.sequence(theirs, false)
	switch {
	case ascending(p.theirs):
		return insert(mine, other, func(t triple) bool { return t.theirs == none && t.base == none }, func(t triple) bool { return follows(false, t.theirs) },
			func(t triple) bool { return t.yours != none && follows(true, t.yours) }, false), true
	case ascending(p.yours) || sameOrder(p):
		return insert(other, mine, func(t triple) bool { return t.yours == none && t.base == none }, func(t triple) bool { return follows(true, t.yours) },
			func(t triple) bool { return t.theirs != none && follows(false, t.theirs) }, true), true
	}
	return nil, false
}

// sequence is one side's list as triples.
func (p pairing) sequence(n int, mine bool) []triple {
	all := make([]triple, n)
	for i := range all {
		all[i] = triple{none, none, none}
		if mine {
			all[i].yours = i
		} else {
			all[i].theirs = i
		}
	}
	for b := range p.yours {
		y, t := p.yours[b], p.theirs[b]
		if at := t; !mine && at != none {
			all[at] = triple{b, y, t}
		}
		if at := y; mine && at != none {
			all[at] = triple{b, y, t}
		}
	}
	for y, t := range p.added {
		if mine {
			all[y] = triple{none, y, t}
		} else {
			all[t] = triple{none, y, t}
		}
	}
	return all
}

// ascending reports whether a side kept the order of the base.
func ascending(side []int) bool {
	last := none
	for _, at := range side {
		if at != none && at < last {
			return false
		}
		last = max(last, at)
	}
	return true
}

// sameOrder reports whether both sides have what they share in the same order.
func sameOrder(p pairing) bool {
	type both struct{ yours, theirs int }
	var shared []both
	for b := range p.yours {
		if p.yours[b] != none && p.theirs[b] != none {
			shared = append(shared, both{p.yours[b], p.theirs[b]})
		}
	}
	slices.SortFunc(shared, func(a, b both) int { return a.yours - b.yours })
	return slices.IsSortedFunc(shared, func(a, b both) int { return a.theirs - b.theirs })
}

// insert puts the items of more that list lacks behind their predecessors. An item that begins a paragraph goes behind the
// whole paragraph of its predecessor. Where both sides are new at one place, theirs comes first: late says that more is yours.
func insert(list, more []triple, isNew, hangs, joins func(triple) bool, late bool) []triple {
	at := 0 // behind the predecessor
	for _, t := range more {
		if i := slices.Index(list, t); i >= 0 {
			at = i + 1
			continue
		}
		for at < len(list) && isNew(list[at]) && (late || !hangs(t) && joins(list[at])) {
			at++
		}
		list = slices.Insert(list, at, t)
		at++
	}
	return list
}
