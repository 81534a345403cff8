package change

import (
	"slices"
	"strings"
)

// inner merges an instruction that both sides changed: by lists and words, then by lines. It is false when both changed the
// same part, or when what comes out is not the one instruction that it should be.
func (m *merger) inner(base, yours, theirs unit) ([]line, bool) {
	docs, ok := cleanLines(lineSides{base.body[base.head:], yours.body[yours.head:], theirs.body[theirs.head:]})
	if ok {
		if head, ok := m.head(base, yours, theirs); ok {
			if lines := append(m.asLines(head, yours), docs...); m.single(lines, yours.keyword) {
				return lines, true
			}
		}
	}
	lines, ok := cleanLines(lineSides{base.body, yours.body, theirs.body})
	return lines, ok && m.single(lines, yours.keyword) && yours.keyword == theirs.keyword
}

// cleanLines merges by lines, without conflicts or not at all.
func cleanLines(s lineSides) ([]line, bool) {
	var lines []line
	for _, p := range mergeLines(s) {
		if p.clash != nil {
			return nil, false
		}
		lines = append(lines, p.lines...)
	}
	return lines, true
}

// single reports whether lines are one instruction.
func (m *merger) single(lines []line, keyword string) bool {
	s := &splitter{lines: lines}
	s.setEscape(m.escape)
	if len(lines) == 0 || isBlank(lines[0].text) || isComment(lines[0].text) {
		return false
	}
	u, ok := s.unit()
	return ok && s.at == len(lines) && u.keyword == keyword && !s.continued.MatchString(lines[u.head-1].text)
}

// asLines gives a text its line ends: those of yours where the line is there.
func (m *merger) asLines(head string, yours unit) []line {
	ends := map[string]string{}
	for _, l := range yours.body {
		ends[l.text] = l.end
	}
	var lines []line
	for _, text := range strings.Split(head, "\n") {
		end, known := ends[text]
		if !known || end == "" {
			end = m.end
		}
		lines = append(lines, line{text, end})
	}
	if last := len(yours.body) - 1; last >= 0 && yours.body[last].end == "" && len(yours.body) == yours.head {
		lines[len(lines)-1].end = ""
	}
	return lines
}

// head merges the words of an instruction.
func (m *merger) head(base, yours, theirs unit) (string, bool) {
	if yours.keyword != theirs.keyword || base.keyword != yours.keyword || yours.keyword == "" || yours.keyword == "#" {
		return "", false
	}
	var parts [3][]section
	tail := ""
	for i, u := range []unit{base, yours, theirs} {
		words, rest := m.words(u)
		if len(words) == 0 {
			if u.head > 0 {
				return "", false
			}
			words = []word{{"", yours.keyword}}
		}
		if keyed(u.keyword) && !pairsOnly(words) {
			return "", false
		}
		parts[i] = sections(u.keyword, words)
		if i == 1 {
			tail = rest
		}
	}
	merged, ok := mergeSections(yours.keyword, parts)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, w := range merged {
		b.WriteString(w.sep + w.text)
	}
	return b.String() + tail, true
}

// pairsOnly reports whether an instruction's words are name=value pairs, as ENV has them in its newer form.
func pairsOnly(words []word) bool {
	if strings.EqualFold(words[0].text, "ARG") {
		return !slices.ContainsFunc(words[1:], func(w word) bool { return strings.HasPrefix(w.text, "#") })
	}
	return !slices.ContainsFunc(glue(words[1:]), func(w word) bool { return !strings.Contains(w.text, "=") || strings.HasPrefix(w.text, "#") })
}

// mergeSections merges the sections of three instructions.
func mergeSections(keyword string, parts [3][]section) ([]word, bool) {
	base, yours, theirs := numbered(parts[0]), numbered(parts[1]), numbered(parts[2])
	var hunks []hunk
	if keyword != "RUN" && len(base) == len(yours) && len(base) == len(theirs) {
		hunks = oneByOne(base, yours, theirs)
	} else {
		hunks = diff3(base, yours, theirs)
	}
	var out []word
	for _, h := range hunks {
		b, y, t := parts[0][h.base.from:h.base.to], parts[1][h.yours.from:h.yours.to], parts[2][h.theirs.from:h.theirs.to]
		if keyword == "RUN" && bothOptions(b, y, t) {
			out = append(out, append(wordsOf(t), wordsOf(y)...)...)
			continue
		}
		words, ok := h.sections(b, y, t)
		if !ok {
			return nil, false
		}
		out = append(out, words...)
	}
	return out, true
}

// numbered are the names of sections, those of lists with their number.
func numbered(all []section) []string {
	names := make([]string, len(all))
	count := map[string]int{}
	for i, s := range all {
		names[i] = s.name()
		if s.list != "" {
			names[i] += strings.Repeat("+", count[s.list])
			count[s.list]++
		}
	}
	return names
}

// oneByOne takes each place for itself.
func oneByOne(base, yours, theirs []string) []hunk {
	var all []hunk
	for i := range base {
		at := span{i, i + 1}
		all = append(all, hunk{at, at, at, base[i] != yours[i], base[i] != theirs[i]})
	}
	return all
}

// sections gives what a hunk of sections comes to.
func (h hunk) sections(base, yours, theirs []section) ([]word, bool) {
	switch {
	case !h.yoursMoved && !h.theirsMoved:
		return stableSections(base, yours, theirs)
	case !h.theirsMoved:
		return wordsOf(yours), unchangedLists(base, theirs)
	case !h.yoursMoved:
		return wordsOf(theirs), unchangedLists(base, yours)
	}
	return wordsOf(yours), slices.Equal(numbered(yours), numbered(theirs)) && !slices.ContainsFunc(yours, func(s section) bool { return s.list != "" })
}

// bothOptions reports whether both sides only put options at one place of a command, and not the same ones: their order is
// free, for each fits between the words that were there.
func bothOptions(base, yours, theirs []section) bool {
	mine, other := wordsOf(yours), wordsOf(theirs)
	if len(base) > 0 || len(mine) == 0 || len(other) == 0 {
		return false
	}
	var names []string
	for _, words := range [][]word{mine, other} {
		if !strings.HasPrefix(words[0].text, "-") {
			return false
		}
		for _, w := range words {
			if endsCommand(w.text) || strings.Trim(w.text, "-") == "" || strings.ContainsAny(w.text, "#\\\"'`;|&<>()") {
				return false
			}
			names = append(names, pairKey(w.text))
		}
	}
	slices.Sort(names)
	return len(slices.Compact(names)) == len(mine)+len(other)
}

// unchangedLists reports whether the lists among sections are as they were, so that the other side may take them away.
func unchangedLists(base, side []section) bool {
	for i := range base {
		if base[i].list != "" && !slices.EqualFunc(base[i].words, side[i].words, func(a, b word) bool { return a.text == b.text }) {
			return false
		}
	}
	return true
}

func wordsOf(all []section) []word {
	var words []word
	for _, s := range all {
		words = append(words, s.words...)
	}
	return words
}

// stableSections merges the lists among sections that all sides have; a word keeps its place on the line unless theirs moved it.
func stableSections(base, yours, theirs []section) ([]word, bool) {
	var out []word
	for i := range base {
		if base[i].list == "" {
			w := yours[i].words[0]
			if w.sep == base[i].words[0].sep {
				w.sep = theirs[i].words[0].sep
			}
			out = append(out, w)
			continue
		}
		words, ok := mergeList(base[i], yours[i], theirs[i])
		if !ok {
			return nil, false
		}
		out = append(out, words...)
	}
	return out, true
}
