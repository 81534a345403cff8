package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// finalBlock is a block that layers above one may not override.
type finalBlock struct {
	layer int
	name  string // the layer's
}

// finals reads the option: the named layer is the last one that may define the block.
func finals(layers []string, final map[string]string) (map[string]finalBlock, error) {
	out := map[string]finalBlock{}
	for _, block := range slices.Sorted(maps.Keys(final)) {
		name := final[block]
		at := -1
		for i, l := range layers {
			if l == name {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("block %q is final in %s, which is not one of the layers", block, name)
		}
		out[block] = finalBlock{at, name}
	}
	return out, nil
}

// allowed refuses a definition that would override a block which is final in a layer below: the block itself, and the file
// that holds it.
func (s *set) allowed(d *definition) error {
	for _, block := range slices.Sorted(maps.Keys(s.final)) {
		f := s.final[block]
		if d.layer <= f.layer || !s.speaksFor(d.name, block) {
			continue
		}
		what := fmt.Sprintf("block %q", d.name)
		if out, ok := strings.CutPrefix(d.name, filePrefix); ok {
			what = out
		}
		return d.wrong(d.begins(), "%s cannot be overridden by %s: block %q is final in %s", what, d.source.name, block, f.name)
	}
	return nil
}

// speaksFor reports whether a definition of that name changes what a final block prints: the block itself, or the file that
// prints it.
func (s *set) speaksFor(name, final string) bool {
	if final == "ignore" {
		return name == final || name == filePrefix+"dockerignore"
	}
	return name == final || name == filePrefix+"Dockerfile"
}
