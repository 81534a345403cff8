package detect

import (
	"bytes"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Texted gives the files and their texts, in order; it reads ahead, several at once. Those that cannot be read are
// left out.
func (t *Tree) Texted(files []string) iter.Seq2[string, string] {
	return func(yield func(p, text string) bool) {
		for n := 16; len(files) > 0; n = min(4*n, 1024) { // few at first, for whoever finds what it wants there
			some := files[:min(n, len(files))]
			files = files[len(some):]
			t.Fetch(some)
			for _, p := range some {
				if text, err := t.Source(p); err == nil && !yield(p, text) {
					return
				}
			}
		}
	}
}

// Fetch reads files of which the texts will be asked for, several at once. What cannot be read, or not as UTF-8, is left to
// whoever asks.
func (t *Tree) Fetch(files []string) {
	files = slices.DeleteFunc(slices.Clone(files), func(p string) bool {
		_, known := t.Texts[p]
		return known || t.openable(p) != nil
	})
	texts, read := make([]string, len(files)), make([]bool, len(files))
	Together(len(files), func(from, to int) {
		var buffer bytes.Buffer
		for i := from; i < to; i++ {
			if data, err := t.bytes(files[i], &buffer); err == nil && len(data) <= maxFile {
				texts[i], err = decode(data)
				read[i] = err == nil
			}
		}
	})
	for i, p := range files {
		if read[i] {
			t.Texts[p] = texts[i]
		}
	}
}

// Together has the numbers from 0 to n worked on by as many at once as the machine has processors, a piece at a time.
func Together(n int, work func(from, to int)) {
	const piece = 16
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+piece-1)/piece) {
		workers.Go(func() {
			for from := int(next.Add(piece)) - piece; from < n; from = int(next.Add(piece)) - piece {
				work(from, min(from+piece, n))
			}
		})
	}
	workers.Wait()
}
