package change

// mergeList merges three lists of words by their keys. It is false when both sides set one key differently, when one side
// changed what the other took out, and when both replaced the same element.
func mergeList(base, yours, theirs section) ([]word, bool) {
	p := pairing{yours: matchSame(base.keys, yours.keys), theirs: matchSame(base.keys, theirs.keys)}
	p.added = matchAdded(p, len(yours.keys), len(theirs.keys), func(y, t int) bool { return yours.keys[y] == theirs.keys[t] })
	order, ok := arrange(p, len(yours.keys), len(theirs.keys), func(bool, int) bool { return true })
	if !ok || bothReplaced(p, len(yours.keys), len(theirs.keys)) {
		return nil, false
	}
	var out []word
	style := listStyle(yours.words, theirs.words)
	for _, t := range order {
		w, keep, ok := mergeElement(pick(base.words, t.base), pick(yours.words, t.yours), pick(theirs.words, t.theirs))
		if !ok {
			return nil, false
		}
		if !keep {
			continue
		}
		if t.yours <= 0 && len(out) > 0 { // theirs, or what was the first of yours
			w.sep = style
		}
		out = append(out, w)
	}
	if len(out) > 0 && len(yours.words) > 0 {
		out[0].sep = yours.words[0].sep
	}
	return out, true
}

// bothReplaced reports whether both sides took out the same element and both put another one in.
func bothReplaced(p pairing, yours, theirs int) bool {
	gone := false
	for b := range p.yours {
		gone = gone || p.yours[b] == none && p.theirs[b] == none
	}
	return gone && newItems(p.yours, yours) > len(p.added) && newItems(p.theirs, theirs) > len(p.added)
}

// newItems counts what a side has and the base has not.
func newItems(matched []int, n int) int {
	for _, at := range matched {
		if at != none {
			n--
		}
	}
	return n
}

// listStyle is what stands between the elements of a list.
func listStyle(yours, theirs []word) string {
	for _, words := range [][]word{yours, theirs} {
		if len(words) > 1 {
			return words[len(words)-1].sep
		}
	}
	return " "
}

// mergeElement merges one element; the first flag says whether it is there at all.
func mergeElement(base, yours, theirs *word) (w word, keep, ok bool) {
	switch {
	case base == nil && yours == nil:
		return *theirs, true, true
	case base == nil && theirs == nil:
		return *yours, true, true
	case yours == nil && theirs == nil:
		return word{}, false, true
	case base == nil:
		return *yours, true, yours.text == theirs.text
	case yours == nil:
		return word{}, false, base.text == theirs.text
	case theirs == nil:
		return word{}, false, base.text == yours.text
	case base.text == theirs.text, yours.text == theirs.text:
		return *yours, true, true
	}
	return word{yours.sep, theirs.text}, true, base.text == yours.text
}
