package pack

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Pack is a pack that was read and found in order.
type Pack struct {
	Manifest
	// Origin is the reference that it was read by, for messages and for what it extends; Read leaves it empty.
	Origin string
	// FS holds all of its files, in memory.
	FS fs.FS
	// Schema holds its questions; never nil.
	Schema *Schema
}

// Read reads a pack and checks all of it but its templates, which are rendering's. The error names file and line, of type
// *Error where it is in a file.
func Read(fsys fs.FS) (*Pack, error) {
	tree, err := Snapshot(fsys)
	if err != nil {
		return nil, err
	}
	p := &Pack{FS: tree, Schema: &Schema{}}
	if err := p.layout(); err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(tree, "pack.yaml")
	if err != nil {
		return nil, fmt.Errorf("this is no pack: there is no pack.yaml")
	}
	if p.Manifest, err = readManifest(data); err != nil {
		return nil, err
	}
	if data, err := fs.ReadFile(tree, schemaName); err == nil {
		if p.Schema, err = readSchema(data); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Templates gives the templates, as a layer: STACK/NAME.tmpl and _shared/NAME.tmpl.
func (p *Pack) Templates() fs.FS { return sub(p.FS, "templates") }

// layout checks that every file has a place in a pack.
func (p *Pack) layout() error {
	known := []string{"pack.yaml", schemaName, "images.yaml", "policy.yaml"}
	folders := []string{"templates", "files", "stacks", "migrations", "tests", "docs"}
	for _, name := range namesIn(p.FS, ".") {
		top, rest, below := strings.Cut(name, "/")
		switch {
		case below && slices.Contains(folders, top):
			if err := placed(top, rest); err != nil {
				return &Error{name, 0, err}
			}
		case !below && (slices.Contains(known, name) || beside(name)):
		default:
			return &Error{name, 0, fmt.Errorf("this is no part of a pack; a pack is %s and the folders %s",
				strings.Join(known, ", "), strings.Join(folders, ", "))}
		}
	}
	return nil
}

// beside reports whether a file at the top is for people, or a signature.
func beside(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"README", "LICENSE", "LICENCE", "CHANGELOG", "NOTICE", "CODEOWNERS"}, stem) || strings.HasSuffix(name, ".minisig")
}

// placed checks the place of a file in a folder of the pack.
func placed(folder, rest string) error {
	depth := strings.Count(rest, "/")
	switch folder {
	case "templates":
		if depth != 1 || !strings.HasSuffix(rest, ".tmpl") {
			return fmt.Errorf("a template is templates/STACK/NAME.tmpl or templates/_shared/NAME.tmpl")
		}
	case "stacks", "migrations":
		if depth != 0 || !strings.HasSuffix(rest, ".yaml") {
			return fmt.Errorf("a file here is %s/NAME.yaml", folder)
		}
	}
	return nil
}
