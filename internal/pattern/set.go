package pattern

import (
	"strings"
	"sync"
)

// Words are words that are looked for all at once: a text is read once, however many there are.
type Words struct {
	all   []string
	of    []*Pattern // whose words they are
	once  sync.Once
	table *table // nil where there are few words, or one has a single letter
}

// table says of two letters whether some word begins with them, and of one letter which words do.
type table struct {
	pairs [1 << 10]uint64
	by    [256][]string
}

// few is how many words are looked for one after the other, since the search for one word is many times as fast.
const few = 3

// NewWords gives a set of words; it costs nothing until it is needed.
func NewWords(all ...string) *Words { return &Words{all: all} }

// Any gives words of which every text that one of some expressions matches holds one.
func Any(expressions ...*Pattern) *Words { return &Words{of: expressions} }

// In reports whether a text holds one of the words; without words it does.
func (w *Words) In(s string) bool {
	w.once.Do(w.prepare)
	t := w.table
	if t == nil {
		return Holds(s, w.all)
	}
	for i := 1; i < len(s); i++ {
		pair := uint(s[i-1])<<8 | uint(s[i])
		if t.pairs[pair>>6]&(1<<(pair&63)) == 0 {
			continue
		}
		for _, word := range t.by[s[i-1]] {
			if strings.HasPrefix(s[i-1:], word) {
				return true
			}
		}
	}
	return false
}

func (w *Words) prepare() {
	for _, p := range w.of {
		words := p.needs()
		if len(words) == 0 { // it tells nothing
			w.all = nil
			return
		}
		w.all = append(w.all, words...)
	}
	if len(w.all) <= few || shortest(w.all) < 2 {
		return
	}
	w.table = new(table)
	for _, word := range w.all {
		pair := uint(word[0])<<8 | uint(word[1])
		w.table.pairs[pair>>6] |= 1 << (pair & 63)
		w.table.by[word[0]] = append(w.table.by[word[0]], word)
	}
}

// Holds reports whether a text holds one of a few words; without words it does.
func Holds(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return len(words) == 0
}
