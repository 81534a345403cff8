package change

import (
	"slices"
	"strings"
)

// settings are the names that a keyed instruction gives values to, as they are written; none for other instructions.
func (u unit) settings() map[string]string {
	words := shellWords(u.logical)
	values := map[string]string{}
	if !keyed(u.keyword) || len(words) < 2 {
		return values
	}
	if !strings.Contains(words[1], "=") && u.keyword != "ARG" { // the older form: ENV NAME VALUE
		values[u.keyword+" "+words[1]] = strings.Join(words[2:], " ")
		return values
	}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		values[u.keyword+" "+name] = value
	}
	return values
}

// allSettings are the values at the end of a stage.
func allSettings(units []unit) map[string]string {
	all := map[string]string{}
	for _, u := range units {
		for name, value := range u.settings() {
			all[name] = value
		}
	}
	return all
}

// contested finds what both sides set differently in instructions apart from each other: both would be there, and the last
// one would win without a word. The conflict is marked at the instruction of theirs, or else at that of yours.
func contested(order []triple, base, yours, theirs []unit) (map[triple]bool, []string) {
	was, mine, other := allSettings(base), allSettings(yours), allSettings(theirs)
	apart := map[triple]bool{}
	var names []string
	for name, value := range mine {
		o, both := other[name]
		b, known := was[name]
		if !both || o == value || known && (b == value || b == o) {
			continue
		}
		if markApart(apart, order, name, theirs, yours, func(t triple) (int, int) { return t.theirs, t.yours }) ||
			markApart(apart, order, name, yours, theirs, func(t triple) (int, int) { return t.yours, t.theirs }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return apart, names
}

// markApart marks the instructions of one side that set a name, and whose like on the other side does not.
func markApart(apart map[triple]bool, order []triple, name string, side, other []unit, at func(triple) (int, int)) bool {
	found := false
	for _, t := range order {
		here, there := at(t)
		if here == none {
			continue
		}
		_, sets := side[here].settings()[name]
		if there != none {
			_, same := other[there].settings()[name]
			sets = sets && !same
		}
		if sets {
			apart[t], found = true, true
		}
	}
	return found
}

// asidePieces is the conflict at an instruction that sets what the other side sets elsewhere.
func asidePieces(base, yours, theirs *unit) []piece {
	s, blank := lineSides{}, []line(nil)
	for _, side := range []struct {
		unit *unit
		to   *[]line
	}{{base, &s.base}, {theirs, &s.theirs}, {yours, &s.yours}} {
		if side.unit != nil {
			blank, *side.to = side.unit.blank, side.unit.says()
		}
	}
	return []piece{{lines: blank}, {clash: &s}}
}
