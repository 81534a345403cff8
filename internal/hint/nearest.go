package hint

import (
	"fmt"
	"strings"
)

// Nearest gives the word that was probably meant: the one that takes the fewest changed letters, if those are few; "" for none.
func Nearest(name string, words []string) string {
	best, least := "", 3
	if len(name) < 4 {
		least = 2
	}
	for _, k := range words {
		if strings.EqualFold(k, name) {
			return k
		}
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to insert, drop or replace; two that changed places count once.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			step := 1
			if a[i-1] == b[j-1] {
				step = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+step)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// Meant asks whether the nearest word was meant: " (did you mean port?)"; "" where none is near.
func Meant(name string, words []string) string {
	if near := Nearest(name, words); near != "" {
		return " (did you mean " + near + "?)"
	}
	return ""
}

// Some joins names for a sentence: all of a few, and the first of many.
func Some(names []string) string {
	const few = 12
	if len(names) > few+1 {
		names = append(names[:few:few], fmt.Sprintf("and %d more (msgen detect lists them)", len(names)-few))
	}
	return strings.Join(names, ", ")
}
