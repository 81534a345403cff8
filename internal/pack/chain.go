package pack

import (
	"fmt"
	"slices"
	"strings"
)

// MaxChain is how many packs may stand on each other, the top one counted.
const MaxChain = 4

// Chain gives a pack and those that it extends, the lowest first. Resolve fetches what a pack extends: a relative folder
// is relative to the pack that names it, whose Origin says where that is. A ring is refused with its packs.
func Chain(top *Pack, resolve func(from *Pack, ref Ref) (*Pack, error)) ([]*Pack, error) {
	row := []*Pack{top}
	for at := top; at.Extends != ""; at = row[len(row)-1] {
		ref, err := ParseRef(at.Extends)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at.Title(), err)
		}
		if err := reaches(at, ref); err != nil {
			return nil, err
		}
		below, err := resolve(at, ref)
		if err != nil {
			return nil, fmt.Errorf("%s extends %s: %w", at.Title(), at.Extends, err)
		}
		if slices.ContainsFunc(row, func(p *Pack) bool { return p.Name == below.Name }) {
			return nil, fmt.Errorf("the packs extend each other in a loop: %s", titles(append(row, below)))
		}
		if row = append(row, below); len(row) > MaxChain {
			return nil, fmt.Errorf("more than %d packs extend each other: %s", MaxChain, titles(row))
		}
	}
	slices.Reverse(row)
	return row, nil
}

// reaches refuses that a pack from afar names a folder of this machine.
func reaches(from *Pack, ref Ref) error {
	if ref.Host != "" || from.Origin == "" {
		return nil
	}
	origin, err := ParseRef(from.Origin)
	if err != nil {
		return fmt.Errorf("%s: %w", from.Title(), err)
	}
	if origin.Host != "" || origin.Kind != Folder && ref.Kind == Folder {
		return fmt.Errorf("%s came from %s and extends %s: a downloaded pack cannot extend a directory of this machine", from.Title(), from.Origin, from.Extends)
	}
	return nil
}

// Title names a pack for messages: "acme-web 1.4.0".
func (p *Pack) Title() string { return p.Name + " " + p.Version }

// titles prints packs that extend each other.
func titles(row []*Pack) string {
	var names []string
	for _, p := range row {
		names = append(names, p.Title())
	}
	return strings.Join(names, " -> ")
}
