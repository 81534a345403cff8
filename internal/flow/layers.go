package flow

import (
	"strings"

	"github.com/msgen/msgen/internal/render"
)

// ForeignBlock is a block that msgen did not bring, with the first line that it prints.
type ForeignBlock struct {
	render.Origin
	// At is the line of the file, from 1.
	At int
}

// ForeignBlocks gives the blocks of a file that come from packs or from the repository's own templates, in the order of their
// first lines.
func ForeignBlocks(f render.File) []ForeignBlock {
	var all []ForeignBlock
	seen := map[string]bool{}
	for line := range strings.Count(f.Text, "\n") + 1 {
		for _, o := range f.Origin(line) {
			name := o.Layer + " " + o.Block
			if o.Layer == "msgen" || seen[name] {
				continue
			}
			seen[name] = true
			all = append(all, ForeignBlock{o, line})
		}
	}
	return all
}
