package change

func mergeInstructions(s lineSides, o MergeOptions) ([]piece, []string) { return mergeLines(s), nil }
func mergePins(s lineSides, o MergeOptions) (lineSides, []string)       { return s, nil }
func mergePatterns(s lineSides) []piece                                 { return mergeLines(s) }
