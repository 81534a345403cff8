package change

import "strings"

// splitPatterns takes a .dockerignore apart: a unit is a pattern with the comments directly above it, or comments alone.
func splitPatterns(lines []line) []unit {
	s := &splitter{lines: lines}
	var units []unit
	for s.at < len(lines) {
		u := unit{blank: s.run(isBlank), comments: s.run(isPatternComment)}
		if s.at < len(lines) && !isBlank(lines[s.at].text) {
			u.body = lines[s.at : s.at+1 : s.at+1]
			u.head, u.keyword, u.logical = 1, "pattern", strings.TrimSpace(lines[s.at].text)
			s.at++
		}
		units = append(units, u)
	}
	return units
}

// isPatternComment reports whether a line of a .dockerignore is a comment: its first byte says so.
func isPatternComment(text string) bool { return strings.HasPrefix(text, "#") }

// mergePatterns merges two .dockerignores by patterns. Their order counts, for the last that matches wins, so a new one stays
// beside its neighbours, behind what the template put there.
func mergePatterns(s lineSides) []piece {
	base, yours, theirs := splitPatterns(s.base), splitPatterns(s.yours), splitPatterns(s.theirs)
	p := pairing{yours: matchPatterns(base, yours), theirs: matchPatterns(base, theirs)}
	p.added = matchAdded(p, len(yours), len(theirs), func(y, t int) bool { return sameNew(yours[y], theirs[t]) })
	order, ok := arrange(p, len(yours), len(theirs), func(mine bool, at int) bool {
		if mine {
			return len(yours[at].blank) == 0
		}
		return len(theirs[at].blank) == 0
	})
	if !ok || contradict(p, yours, theirs) {
		return mergeLines(s)
	}
	var pieces []piece
	for _, t := range order {
		pieces = append(pieces, (&merger{text: true}).unit(pick(base, t.base), pick(yours, t.yours), pick(theirs, t.theirs))...)
	}
	return pieces
}

// matchPatterns pairs equal patterns, and comments that stand alone.
func matchPatterns(a, b []unit) []int {
	return matchSame(unitKeys(a), unitKeys(b))
}

// contradict reports whether one side added a pattern and the other its opposite.
func contradict(p pairing, yours, theirs []unit) bool {
	mine, other := takenBy(p.yours, len(yours)), takenBy(p.theirs, len(theirs))
	added := map[string]bool{}
	for i, u := range yours {
		added[u.logical] = added[u.logical] || !mine[i] && u.logical != ""
	}
	for i, u := range theirs {
		if !other[i] && u.logical != "" && (added["!"+u.logical] || strings.HasPrefix(u.logical, "!") && added[u.logical[1:]]) {
			return true
		}
	}
	return false
}
