package change

import (
	"cmp"
	"slices"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// enough is how much alike two units must be to count as one that was changed.
const enough = 0.5

// likely is a pair of units that may be one.
type likely struct {
	score    float64
	distance int
	a, b     int
}

// matchUnits says for each unit of a which of b it is, or none: the same text first, then what looks alike, then what stands
// alone between the same neighbours.
func matchUnits(a, b []unit) []int {
	matched := matchSame(unitKeys(a), unitKeys(b))
	taken := takenBy(matched, len(b))
	var pairs []likely
	for i := range a {
		for j := range b {
			if matched[i] != none || taken[j] {
				continue
			}
			if score := a[i].likeness(b[j]); score >= enough {
				pairs = append(pairs, likely{score, abs(i - j), i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(x, y likely) int {
		return cmp.Or(cmp.Compare(y.score, x.score), x.distance-y.distance, x.a-y.a, x.b-y.b)
	})
	for _, p := range pairs {
		if matched[p.a] == none && !taken[p.b] {
			matched[p.a], taken[p.b] = p.b, true
		}
	}
	matchBetween(a, b, matched, taken)
	return matched
}

// unitKeys are the texts that make units equal.
func unitKeys(units []unit) []string {
	all := make([]string, len(units))
	for i, u := range units {
		all[i] = u.keyword + "\n" + joined(withEnd(u.body))
		if len(u.body) == 0 {
			all[i] += joined(withEnd(u.comments))
		}
	}
	return all
}

// withEnd are lines that all end alike.
func withEnd(lines []line) []line {
	all := slices.Clone(lines)
	for i := range all {
		all[i].end = "\n"
	}
	return all
}

// matchSame pairs equal texts, those in the same order first.
func matchSame(a, b []string) []int {
	matched := make([]int, len(a))
	for i := range matched {
		matched[i] = none
	}
	taken := make([]bool, len(b))
	i, j := 0, 0
	for _, d := range append(lcs.DiffLines(a, b), lcs.Diff{Start: len(a), End: len(a), ReplStart: len(b), ReplEnd: len(b)}) {
		for ; i < d.Start; i, j = i+1, j+1 {
			matched[i], taken[j] = j, true
		}
		i, j = d.End, d.ReplEnd
	}
	for i := range a {
		for j := range b {
			if matched[i] == none && !taken[j] && a[i] == b[j] {
				matched[i], taken[j] = j, true
			}
		}
	}
	return matched
}

// takenBy says which of n items are matched.
func takenBy(matched []int, n int) []bool {
	taken := make([]bool, n)
	for _, j := range matched {
		if j != none {
			taken[j] = true
		}
	}
	return taken
}

// matchBetween pairs what is left when it is the only one of its keyword between two matched neighbours.
func matchBetween(a, b []unit, matched []int, taken []bool) {
	for i := range a {
		if matched[i] != none || a[i].keyword == "" || keyed(a[i].keyword) {
			continue
		}
		from, to := 0, len(b)
		for k := i - 1; k >= 0; k-- {
			if matched[k] != none {
				from = matched[k] + 1
				break
			}
		}
		for k := i + 1; k < len(a); k++ {
			if matched[k] != none {
				to = matched[k]
				break
			}
		}
		if j := onlyOne(b, from, to, taken, a[i].keyword); j != none {
			matched[i], taken[j] = j, true
		}
	}
}

// keyed reports whether an instruction is a list of names and values.
func keyed(keyword string) bool { return keyword == "ENV" || keyword == "LABEL" || keyword == "ARG" }

// onlyOne finds the one free unit of a keyword in a range, or none.
func onlyOne(units []unit, from, to int, taken []bool, keyword string) int {
	found := none
	for j := from; j < to; j++ {
		if !taken[j] && units[j].keyword == keyword {
			if found != none {
				return none
			}
			found = j
		}
	}
	return found
}

func abs(n int) int {
	return max(n, -n)
}

// matchStages says which stage is which: by name, by place where nothing has a name, then by content.
func matchStages(a, b []stage) []int {
	matched := matchSame(stageKeys(a), stageKeys(b))
	taken := takenBy(matched, len(b))
	for i := range a {
		best, at := enough, none
		for j := range b {
			if matched[i] != none || taken[j] || named(b, a[i].name) || named(a, b[j].name) {
				continue
			}
			if score := alike(unitKeys(a[i].units), unitKeys(b[j].units)); score >= best && (at == none || score > best) {
				best, at = score, j
			}
		}
		if at != none {
			matched[i], taken[at] = at, true
		}
	}
	// The last stage is the image that comes of it, whatever it is called: a Dockerfile that somebody wrote by hand names none.
	i, j := len(a)-1, len(b)-1
	if i > 0 && j > 0 && matched[i] == none && !taken[j] && (a[i].name == "" || b[j].name == "") {
		matched[i] = j
	}
	return matched
}

// named reports whether a stage has a name.
func named(all []stage, name string) bool {
	return name != "" && slices.ContainsFunc(all, func(s stage) bool { return s.name == name })
}

// stageKeys are the names of stages, and what stands for one where there is none.
func stageKeys(all []stage) []string {
	keys := make([]string, len(all))
	for i, s := range all {
		keys[i] = "name " + s.name
		if s.name == "" && i > 0 {
			keys[i] = "image"
		}
	}
	return keys
}
