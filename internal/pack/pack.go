package pack

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/hint"
)

// Pack is a pack that was read and found in order.
type Pack struct {
	Manifest
	// Origin is the reference that it was read by, for messages and for what it extends; Read leaves it empty.
	Origin string
	// Tree is the hash of its files, "h1:…".
	Tree string
	// FS holds all of its files, in memory.
	FS fs.FS
	// Schema holds its questions, Images and Policy what they are called after; never nil.
	Schema *Schema
	Images *Images
	Policy *Policy
	// CA is the certificate authority that pack.yaml names; nil for none.
	CA *CA
	// Stacks, Migrations and Cases are those of its folders, sorted by the names of the files.
	Stacks     []*Stack
	Migrations []Migration
	Cases      []Case
}

// Read reads a pack and checks all of it but its templates, which are rendering's. The error names file and line, of type
// *Error where it is in a file.
func Read(fsys fs.FS) (*Pack, error) {
	tree, err := Snapshot(fsys)
	if err != nil {
		return nil, err
	}
	p := &Pack{FS: tree, Schema: &Schema{}, Images: &Images{}, Policy: &Policy{}}
	if p.Tree, err = hashTree(tree); err != nil {
		return nil, err
	}
	if err := p.layout(); err != nil {
		return nil, err
	}
	for _, read := range []func() error{p.readManifest, p.readCA, p.readSingles, p.readStacks, p.readMigrations, p.readCases} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// output checks the place of a template, and the file that it becomes where it is no partial.
func output(rest string) error {
	stack, name, below := strings.Cut(strings.TrimSuffix(rest, ".tmpl"), "/")
	switch {
	case !below || !strings.HasSuffix(rest, ".tmpl") || stack != "_shared" && !matches(nameForm, stack):
		return errors.New("a template is templates/STACK/NAME.tmpl or templates/_shared/NAME.tmpl")
	case strings.HasPrefix(name, "_") && !strings.Contains(name, "/") || name == "Dockerfile" || name == "dockerignore":
		return nil
	}
	return CheckAdded(name)
}

// readManifest reads pack.yaml.
func (p *Pack) readManifest() error {
	data, err := fs.ReadFile(p.FS, "pack.yaml")
	if err != nil {
		return hint.With(errors.New("this is not a pack: it has no pack.yaml"), "create a pack with msgen pack init NAME")
	}
	p.Manifest, err = readManifest(data)
	return err
}

// readSingles reads the files of which there is one.
func (p *Pack) readSingles() error {
	for _, f := range []struct {
		name string
		read func([]byte) error
	}{
		{schemaName, func(data []byte) (err error) { p.Schema, err = readSchema(data); return err }},
		{"images.yaml", func(data []byte) (err error) { p.Images, err = readImages(data); return err }},
		{"policy.yaml", func(data []byte) (err error) { p.Policy, err = readPolicy(data); return err }},
	} {
		if data, err := fs.ReadFile(p.FS, f.name); err == nil {
			if err := f.read(data); err != nil {
				return err
			}
		}
	}
	if p.Extends == "" {
		if err := p.Schema.order(true); err != nil {
			return err
		}
	}
	p.Schema.named(p.Name)
	p.Images.named(p.Name)
	p.Policy.named(p.Name)
	return nil
}

// readStacks reads the folder stacks.
func (p *Pack) readStacks() error {
	for _, name := range namesIn(p.FS, "stacks") {
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return err
		}
		s, err := ReadStack(name, data)
		if err != nil {
			return err
		}
		if base(name) != s.Name {
			return wrong(name, 0, fmt.Errorf("the stack %s must be in stacks/%s.yaml", s.Name, s.Name))
		}
		s.By = p.Name + " " + s.By
		p.Stacks = append(p.Stacks, s)
	}
	return nil
}

// readMigrations reads the folder migrations.
func (p *Pack) readMigrations() error {
	for _, name := range namesIn(p.FS, "migrations") {
		data, err := fs.ReadFile(p.FS, name)
		if err != nil {
			return err
		}
		m, err := readMigration(name, data)
		if err != nil {
			return err
		}
		if err := m.check(p.Version); err != nil {
			return err
		}
		p.Migrations = append(p.Migrations, m)
	}
	return nil
}

// readCases reads the folder tests.
func (p *Pack) readCases() (err error) {
	p.Cases, err = readCases(p.FS)
	return err
}

// Templates gives the templates, as a layer: STACK/NAME.tmpl and _shared/NAME.tmpl.
func (p *Pack) Templates() fs.FS { return sub(p.FS, "templates") }

// maxData is how many stacks and migrations a pack may have.
const maxData = 64

// layout checks that every file has a place in a pack.
func (p *Pack) layout() error {
	known := []string{"pack.yaml", schemaName, "images.yaml", "policy.yaml"}
	folders := []string{"templates", "files", "stacks", "migrations", "tests", "docs"}
	data := 0
	for _, name := range namesIn(p.FS, ".") {
		top, rest, below := strings.Cut(name, "/")
		if below && (top == "stacks" || top == "migrations") {
			if data++; data > maxData {
				return wrong(name, 0, fmt.Errorf("more than %d stacks and migrations", maxData))
			}
		}
		switch {
		case below && slices.Contains(folders, top):
			if err := placed(top, rest); err != nil {
				return wrong(name, 0, err)
			}
		case !below && (slices.Contains(known, name) || beside(name) || strings.HasSuffix(name, ".pem")):
		default:
			return wrong(name, 0, fmt.Errorf("this does not belong in a pack, which contains %s and the directories %s",
				strings.Join(known, ", "), strings.Join(folders, ", ")))
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
		return output(rest)
	case "stacks", "migrations":
		if depth != 0 || !strings.HasSuffix(rest, ".yaml") {
			return fmt.Errorf("a file here is %s/NAME.yaml", folder)
		}
	case "files":
		return CheckAdded(rest)
	}
	return nil
}
