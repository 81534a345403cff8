package change

import "strings"

// LineMap lays the lines of two texts beside each other: for each line of a it gives the number, from 1, of the line of b
// that is the same one, 0 for a line that b does not have. Line ends, a byte order mark and a missing final newline make no
// difference. Lines that are mapped are mapped in order.
func LineMap(a, b []byte) []int {
	before, after := bareLines(a), bareLines(b)
	to := make([]int, len(before))
	x, y := 0, 0
	for _, d := range diffLines(before, after) {
		for ; x < d.Start; x, y = x+1, y+1 {
			to[x] = y + 1
		}
		x, y = d.End, d.ReplEnd
	}
	for ; x < len(before); x, y = x+1, y+1 {
		to[x] = y + 1
	}
	return to
}

// Across gives the lines of the other text that stand where a line without a partner stands: the first and the last one,
// from 1; last is less than first where there are none. Of is how many lines the other text has.
func Across(lines []int, line, of int) (first, last int) {
	first, last = 1, of
	for i := line - 1; i >= 0; i-- {
		if lines[i] > 0 {
			first = lines[i] + 1
			break
		}
	}
	for i := line; i < len(lines); i++ {
		if lines[i] > 0 {
			last = lines[i] - 1
			break
		}
	}
	return first, last
}

// bareLines splits a text into lines without their ends; an end at the very end begins no further line.
func bareLines(text []byte) []string {
	s := strings.TrimSuffix(plain(text), "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
