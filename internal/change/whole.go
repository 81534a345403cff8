package change

// Whole makes one conflict of two texts as wholes, for sides that must not be mixed. Prefer settles it.
func Whole(s Sides, o MergeOptions) Merged {
	w := writer{options: o, end: "\n"}
	return w.write("", []piece{{clash: &lineSides{readLines(string(s.Base)), readLines(string(s.Yours)), readLines(string(s.Theirs))}}})
}
