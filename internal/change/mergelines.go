package change

import (
	"github.com/aymanbagabas/go-udiff/lcs"
)

// hunk is a part of three sequences: where it lies in each, and who changed it.
type hunk struct {
	base, yours, theirs     span
	yoursMoved, theirsMoved bool
}

// span is a half-open range of indices.
type span struct{ from, to int }

// side is one side's changes on the way through the base.
type side struct {
	diffs []lcs.Diff
	next  int
	// shift is what has to be added to an index of the base to have the side's.
	shift int
}

// mergeLines merges line by line.
func mergeLines(s lineSides) []piece {
	var pieces []piece
	for _, h := range diff3(texts(s.base), texts(s.yours), texts(s.theirs)) {
		pieces = append(pieces, hunkPiece(h, lineSides{s.base[h.base.from:h.base.to], s.yours[h.yours.from:h.yours.to], s.theirs[h.theirs.from:h.theirs.to]}))
	}
	return pieces
}

// hunkPiece is what a hunk's lines come to.
func hunkPiece(h hunk, s lineSides) piece {
	switch {
	case !h.theirsMoved || sameLines(s.yours, s.theirs):
		return piece{lines: s.yours}
	case !h.yoursMoved:
		return piece{lines: s.theirs}
	}
	return piece{clash: &s}
}

// diff3 cuts three sequences into hunks. Changes of both sides that overlap or touch are one hunk.
func diff3(base, yours, theirs []string) []hunk {
	mine, other := &side{diffs: diffLines(base, yours)}, &side{diffs: diffLines(base, theirs)}
	var hunks []hunk
	at := 0
	for {
		start := min(mine.start(len(base)), other.start(len(base)))
		if start > at {
			hunks = append(hunks, hunk{base: span{at, start}, yours: mine.span(at, start), theirs: other.span(at, start)})
		}
		if mine.done() && other.done() {
			return hunks
		}
		var h hunk
		h, at = together(mine, other, start)
		hunks = append(hunks, h)
	}
}

// together takes the changes of both sides that hang together from an index of the base on.
func together(mine, other *side, start int) (hunk, int) {
	h := hunk{base: span{start, start}, yours: mine.span(start, start), theirs: other.span(start, start)}
	end := start
	for {
		m, o := mine.take(&end), other.take(&end)
		h.yoursMoved, h.theirsMoved = h.yoursMoved || m, h.theirsMoved || o
		if !m && !o {
			break
		}
	}
	h.base.to, h.yours.to, h.theirs.to = end, end+mine.shift, end+other.shift
	return h, end
}

// take goes past the next change when it touches what lies before end.
func (s *side) take(end *int) bool {
	if s.done() || s.diffs[s.next].Start > *end {
		return false
	}
	d := s.diffs[s.next]
	*end = max(*end, d.End)
	s.shift += d.ReplEnd - d.ReplStart - (d.End - d.Start)
	s.next++
	return true
}

func (s *side) done() bool { return s.next == len(s.diffs) }

// start is where the next change begins.
func (s *side) start(none int) int {
	if s.done() {
		return none
	}
	return s.diffs[s.next].Start
}

// span is a range of the base that the side did not change, in the side.
func (s *side) span(from, to int) span { return span{from + s.shift, to + s.shift} }
