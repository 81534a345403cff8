package change

import (
	"cmp"
	"fmt"
	"slices"
)

// mergeInstructions merges two Dockerfiles by stages and instructions. What cannot be taken apart is merged by lines.
func mergeInstructions(s lineSides, o MergeOptions) ([]piece, []string) {
	s, notes := mergePins(s, o)
	base, _, okBase := splitDockerfile(s.base)
	yours, escape, okYours := splitDockerfile(s.yours)
	theirs, _, okTheirs := splitDockerfile(s.theirs)
	if !okBase || !okYours || !okTheirs {
		return mergeLines(s), notes
	}
	m := &merger{escape: escape, end: cmp.Or(dominant(s.yours), "\n"), text: o.Pins == "off", notes: notes}
	pieces, ok := m.stages(stages(base), stages(yours), stages(theirs))
	if !ok {
		return mergeLines(s), notes
	}
	return pieces, m.notes
}

// merger merges units.
type merger struct {
	// escape is what continues a line, end how new lines end.
	escape, end string
	// text says that image references are text like all other.
	text  bool
	notes []string
}

// stages merges whole files.
func (m *merger) stages(base, yours, theirs []stage) ([]piece, bool) {
	p := pairing{yours: matchStages(base, yours), theirs: matchStages(base, theirs)}
	p.added = matchAdded(p, len(yours), len(theirs), func(y, t int) bool {
		a, b := yours[y], theirs[t]
		return a.name != "" && a.name == b.name || a.name == b.name && sameLines(a.lines(), b.lines())
	})
	order, ok := arrange(p, len(yours), len(theirs), func(bool, int) bool { return false })
	if !ok {
		return nil, false
	}
	var pieces []piece
	for _, t := range order {
		pieces = append(pieces, m.stage(pick(base, t.base), pick(yours, t.yours), pick(theirs, t.theirs))...)
	}
	return pieces, true
}

// pick is an item, or nil for none.
func pick[T any](all []T, at int) *T {
	if at == none {
		return nil
	}
	return &all[at]
}

// matchAdded pairs what is new on both sides.
func matchAdded(p pairing, yours, theirs int, same func(y, t int) bool) map[int]int {
	mine, other := takenBy(p.yours, yours), takenBy(p.theirs, theirs)
	added := map[int]int{}
	for y := range yours {
		for t := range theirs {
			if _, paired := added[y]; !paired && !mine[y] && !other[t] && same(y, t) {
				added[y], other[t] = t, true
			}
		}
	}
	return added
}

// stage merges one stage, which a side may lack.
func (m *merger) stage(base, yours, theirs *stage) []piece {
	switch {
	case base == nil && yours == nil:
		return []piece{{lines: theirs.lines()}}
	case base == nil && theirs == nil:
		return []piece{{lines: yours.lines()}}
	case yours == nil && theirs == nil:
		return nil
	case base == nil:
		return m.units(nil, yours.units, theirs.units)
	case yours == nil:
		return m.dropped(base.units, theirs.units, lineSides{base.lines(), nil, theirs.lines()})
	case theirs == nil:
		return m.dropped(base.units, yours.units, lineSides{base.lines(), yours.lines(), nil})
	}
	return m.units(base.units, yours.units, theirs.units)
}

// dropped is what comes of a stage that one side deleted: nothing when the other moved no more than tags and digests.
func (m *merger) dropped(base, kept []unit, whole lineSides) []piece {
	if !slices.EqualFunc(base, kept, m.sameButPins) {
		return []piece{{clash: &whole}}
	}
	return nil
}

// sameButPins reports whether two units say the same, whatever the tags and digests of their images are. A tag that is given
// up with its instruction is noted.
func (m *merger) sameButPins(base, kept unit) bool {
	if base.same(kept) {
		return true
	}
	if m.text || base.unpinned() != kept.unpinned() {
		return false
	}
	for _, p := range pinPlaces(kept) {
		m.notes = append(m.notes, fmt.Sprintf("%s is dropped, because the other side removed its instruction", p.image))
	}
	return true
}

// units merges the instructions of one stage.
func (m *merger) units(base, yours, theirs []unit) []piece {
	p := pairing{yours: matchUnits(base, yours), theirs: matchUnits(base, theirs)}
	p.added = matchAdded(p, len(yours), len(theirs), func(y, t int) bool { return sameNew(yours[y], theirs[t]) })
	order, ok := arrange(p, len(yours), len(theirs), func(mine bool, at int) bool {
		if mine {
			return len(yours[at].blank) == 0
		}
		return len(theirs[at].blank) == 0
	})
	if !ok {
		return unitsAsLines(base, yours, theirs)
	}
	apart, names := contested(order, base, yours, theirs)
	for _, name := range names {
		m.notes = append(m.notes, fmt.Sprintf("both sides set %s, in different instructions", name))
	}
	var pieces []piece
	for _, t := range order {
		b, y, o := pick(base, t.base), pick(yours, t.yours), pick(theirs, t.theirs)
		if apart[t] {
			pieces = append(pieces, asidePieces(b, y, o)...)
			continue
		}
		pieces = append(pieces, m.unit(b, y, o)...)
	}
	return pieces
}

// sameNew reports whether two units that both sides added are one: the same text, or something there is only one of.
func sameNew(a, b unit) bool {
	if sameLines(a.body, b.body) && len(a.body) > 0 {
		return true
	}
	if keyed(a.keyword) || a.identity() != "" {
		return a.likeness(b) == 1
	}
	return len(a.body) == 0 && len(b.body) == 0 && (sameLines(a.comments, b.comments))
}

// unitsAsLines merges units as if each were a line: markers stand around whole units.
func unitsAsLines(base, yours, theirs []unit) []piece {
	keys := func(units []unit) []string {
		all := make([]string, len(units))
		for i, u := range units {
			all[i] = joined(withEnd(u.says()))
		}
		return all
	}
	var pieces []piece
	for _, h := range diff3(keys(base), keys(yours), keys(theirs)) {
		s := lineSides{unitLines(base[h.base.from:h.base.to]), unitLines(yours[h.yours.from:h.yours.to]), unitLines(theirs[h.theirs.from:h.theirs.to])}
		pieces = append(pieces, hunkPiece(h, s))
	}
	return pieces
}

// unitLines are all lines of units.
func unitLines(units []unit) []line { return stage{units: units}.lines() }

// unit merges one instruction, which a side may lack.
func (m *merger) unit(base, yours, theirs *unit) []piece {
	switch {
	case base == nil && yours == nil:
		return []piece{{lines: theirs.lines()}}
	case base == nil && theirs == nil:
		return []piece{{lines: yours.lines()}}
	case yours == nil && theirs == nil:
		return nil
	case base == nil:
		return m.changed(unit{keyword: yours.keyword}, *yours, *theirs)
	case yours == nil:
		return m.deleted(*base, *theirs, lineSides{base.says(), nil, theirs.says()})
	case theirs == nil:
		return m.deleted(*base, *yours, lineSides{base.says(), yours.says(), nil})
	}
	return m.changed(*base, *yours, *theirs)
}

// deleted is what comes of a unit that one side deleted.
func (m *merger) deleted(base, kept unit, whole lineSides) []piece {
	if m.sameButPins(base, kept) {
		return nil
	}
	return []piece{{lines: kept.blank}, {clash: &whole}}
}

// changed merges a unit that all sides have.
func (m *merger) changed(base, yours, theirs unit) []piece {
	blank := yours.blank
	if len(yours.blank) == len(base.blank) {
		blank = theirs.blank
		if len(theirs.blank) == len(yours.blank) {
			blank = yours.blank
		}
	}
	comments := mergeLines(lineSides{base.comments, yours.comments, theirs.comments})
	body, ok := m.body(base, yours, theirs)
	if !ok && slices.ContainsFunc(comments, func(p piece) bool { return p.clash != nil }) {
		return []piece{{lines: blank}, {clash: &lineSides{base.says(), yours.says(), theirs.says()}}}
	}
	if !ok {
		body = piece{clash: &lineSides{base.body, yours.body, theirs.body}}
	}
	return append(append([]piece{{lines: blank}}, comments...), body)
}

// body merges an instruction.
func (m *merger) body(base, yours, theirs unit) (piece, bool) {
	switch {
	case sameLines(base.body, theirs.body) || sameLines(yours.body, theirs.body):
		return piece{lines: yours.body}, true
	case sameLines(base.body, yours.body):
		return piece{lines: theirs.body}, true
	}
	lines, ok := m.inner(base, yours, theirs)
	return piece{lines: lines}, ok
}
