package pattern

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// maxWords is how many words are looked for before an expression is tried.
const maxWords = 24

// wording is what an expression tells of the texts that it matches.
type wording struct {
	whole []string // every text that it matches, when they are few
	some  []string // words of which every match holds one
}

// needed gives words of which every match of an expression holds one; nil when there are none.
func needed(re *syntax.Regexp) []string {
	w := words(re)
	best := better(w.some, w.whole)
	var out []string
	for _, word := range best { // a word that holds another one adds nothing
		if !slices.ContainsFunc(best, func(o string) bool { return o != word && strings.Contains(word, o) }) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

func words(re *syntax.Regexp) wording {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return wording{whole: []string{""}}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return wording{whole: []string{string(re.Rune)}}
		}
	case syntax.OpCharClass:
		return wording{whole: letters(re.Rune)}
	case syntax.OpCapture:
		return words(re.Sub[0])
	case syntax.OpPlus:
		w := words(re.Sub[0])
		return wording{some: better(w.some, w.whole)}
	case syntax.OpRepeat:
		if w := words(re.Sub[0]); re.Min > 0 {
			return wording{some: better(w.some, w.whole)}
		}
	case syntax.OpQuest:
		if w := words(re.Sub[0]); w.whole != nil && len(w.whole) < maxWords {
			return wording{whole: append([]string{""}, w.whole...)}
		}
	case syntax.OpConcat:
		return sequence(re.Sub)
	case syntax.OpAlternate:
		return choice(re.Sub)
	}
	return wording{}
}

// letters lists a small class of characters, given by its ranges.
func letters(ranges []rune) (all []string) {
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if all = append(all, string(r)); len(all) > 10 {
				return nil
			}
		}
	}
	return all
}

// sequence joins what follows each other.
func sequence(parts []*syntax.Regexp) wording {
	var some []string
	whole, broken := []string{""}, false
	for _, part := range parts {
		w := words(part)
		if w.whole != nil && len(w.whole)*len(whole) <= maxWords {
			whole = product(whole, w.whole)
			continue
		}
		some, broken = better(better(some, whole), w.some), true
		if whole = w.whole; whole == nil {
			whole = []string{""}
		}
	}
	if broken {
		return wording{some: better(some, whole)}
	}
	return wording{whole: whole}
}

// product joins each of the beginnings with each of the ends.
func product(begins, ends []string) []string {
	out := make([]string, 0, len(begins)*len(ends))
	for _, a := range begins {
		for _, b := range ends {
			out = append(out, a+b)
		}
	}
	return out
}

// choice unites alternatives.
func choice(parts []*syntax.Regexp) wording {
	var whole, some []string
	exact := true
	for _, part := range parts {
		w := words(part)
		exact = exact && w.whole != nil
		whole = append(whole, w.whole...)
		best := better(w.some, w.whole)
		if best == nil {
			best = []string{""}
		}
		some = append(some, best...)
	}
	if exact && len(whole) <= maxWords {
		return wording{whole: whole}
	}
	return wording{some: better(nil, some)}
}

// better gives the words that tell more: those whose shortest is longer, then the fewer. Words one of which is empty tell
// nothing, and very many cost more than they save.
func better(a, b []string) []string {
	x, y := shortest(a), shortest(b)
	switch {
	case y == 0 || len(b) > maxWords:
		if x == 0 || len(a) > maxWords {
			return nil
		}
		return a
	case x == 0 || len(a) > maxWords, y > x, y == x && len(b) < len(a):
		return b
	}
	return a
}

// shortest is the length of the shortest word; 0 when there are none.
func shortest(all []string) int {
	if len(all) == 0 {
		return 0
	}
	n := len(all[0])
	for _, s := range all {
		n = min(n, len(s))
	}
	return n
}
