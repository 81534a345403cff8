package change

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// mutate changes a Dockerfile or .dockerignore in a few places, as people do: units come, go, move and change.
func mutate(r *rand.Rand, units []unit, name string) []byte {
	units = slices.Clone(units)
	for i := range 1 + r.Intn(3) {
		at := r.Intn(len(units))
		word := fmt.Sprint(name, i)
		switch u := units[at]; r.Intn(6) {
		case 0:
			units = slices.Delete(units, at, at+1)
		case 1:
			units = slices.Insert(units, at, unit{blank: []line{{"", "\n"}}, body: []line{{newUnit(u, word), "\n"}}})
		case 2:
			units[at].comments = append(slices.Clone(u.comments), line{"# " + word, "\n"})
		case 3:
			to := r.Intn(len(units))
			units = slices.Insert(slices.Delete(units, at, at+1), min(to, len(units)-1), u)
		default:
			units[at].body = mutateBody(r, u, word)
		}
		if len(units) < 2 {
			break
		}
	}
	return []byte(joined(unitLines(units)))
}

// newUnit is an instruction, or a pattern where there are patterns.
func newUnit(beside unit, word string) string {
	if beside.keyword == "pattern" {
		return word
	}
	return "ENV " + word + "=1"
}

// mutateBody puts a word somewhere on a line of the instruction, or takes one away.
func mutateBody(r *rand.Rand, u unit, word string) []line {
	body := slices.Clone(u.body)
	if u.head == 0 {
		return body
	}
	l := r.Intn(u.head)
	words := strings.Split(body[l].text, " ")
	at := 1 + r.Intn(len(words))
	switch {
	case u.keyword == "pattern":
		words = []string{word}
	case u.keyword == "FROM" || r.Intn(3) > 0 && at < len(words) && words[at] != "\\" && words[at] != "":
		at = min(at, len(words)-1)
		words[at] = words[at] + word
	default:
		words = slices.Insert(words, min(at, len(words)-1), word+"=1")
	}
	body[l].text = strings.Join(words, " ")
	return body
}

// TestMergeRandomEdits merges random edits of real files and holds the properties that fuzzing holds for any text.
func TestMergeRandomEdits(t *testing.T) {
	files := rendered(t)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	r := rand.New(rand.NewSource(7))
	rounds := 6_000
	if testing.Short() {
		rounds = 1_000
	}
	clean := 0
	for range rounds {
		name := names[r.Intn(len(names))]
		base, form := files[name], Patterns
		units := splitPatterns(readText(base).lines)
		if strings.HasSuffix(name, "Dockerfile") {
			form = Instructions
			units, _, _ = splitDockerfile(readText(base).lines)
		}
		yours, theirs := string(mutate(r, units, "mine")), string(mutate(r, units, "other"))
		var m Merged
		if form == Instructions {
			m = checkInstructions(t, string(base), yours, theirs)
		} else {
			m = checkMerge(t, form, string(base), yours, theirs)
		}
		if len(m.Conflicts) == 0 {
			clean++
		}
	}
	t.Logf("%d of %d merges are clean", clean, rounds)
}
