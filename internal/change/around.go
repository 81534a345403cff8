package change

import "slices"

// Around makes conflicts of single instructions of a merged Dockerfile, which are right in one side's file and wrong in what
// both make together: those that lie at the lines, counted from 1. Without is the text that lacks them. It is false where a
// line belongs to no instruction that one side alone has as it stands.
func Around(merged []byte, at []int, s Sides, o MergeOptions) (m Merged, without []byte, ok bool) {
	text := readText(merged)
	units, _, whole := splitDockerfile(text.lines)
	mine, other := instructionsIn(s.Yours), instructionsIn(s.Theirs)
	w, rest := writer{options: o, end: text.end}, writer{end: text.end}
	var pieces, left []piece
	line, hits := 0, 0
	for _, u := range units {
		from := line
		line += len(u.lines())
		if !slices.ContainsFunc(at, func(n int) bool { return n > from && n <= line }) {
			pieces, left = append(pieces, piece{lines: u.lines()}), append(left, piece{lines: u.lines()})
			continue
		}
		key := unitKeys([]unit{u})[0]
		clash := lineSides{}
		switch {
		case u.keyword == "" || u.keyword == "FROM" || mine[key] == other[key]:
			return Merged{}, nil, false
		case mine[key]:
			clash.yours = u.says()
		default:
			clash.theirs = u.says()
		}
		hits++
		pieces = append(pieces, piece{lines: u.blank}, piece{clash: &clash})
	}
	if !whole || hits == 0 {
		return Merged{}, nil, false
	}
	return w.write(text.mark, pieces), rest.write(text.mark, left).Text, true
}

// instructionsIn are the instructions of a Dockerfile as they are written.
func instructionsIn(text []byte) map[string]bool {
	units, _, _ := splitDockerfile(readText(text).lines)
	all := map[string]bool{}
	for _, key := range unitKeys(units) {
		all[key] = true
	}
	return all
}
