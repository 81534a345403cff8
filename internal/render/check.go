package render

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/msgen/msgen/internal/hint"
)

// Problem is something wrong in a layer's templates.
type Problem struct {
	// Layer, Path and Line are the place; Line is 0 for the file as a whole.
	Layer string `json:"layer"`
	Path  string `json:"path"`
	Line  int    `json:"line,omitempty"`
	// Text says what is wrong; Nearest is the block that was perhaps meant, "" for none.
	Text    string `json:"text"`
	Nearest string `json:"nearest,omitempty"`
	// Unknown says that it is a block that nothing prints.
	Unknown bool `json:"-"`
}

// String gives "layer/path:line: text".
func (p Problem) String() string {
	return (&TemplateError{p.Layer, p.Path, p.Line, p.Text}).Error()
}

// Check finds what is wrong in the templates of the layers above the first, which is the built-in one: what cannot be
// parsed, names that no block has and no template calls, texts that are never printed. The stack "" checks all stacks of the
// first layer. The error is for templates that cannot be read.
func Check(layers []Layer, stack string, options ...Options) ([]Problem, error) {
	all, err := stacks(layers)
	if err != nil {
		return nil, err
	}
	names, everywhere := map[string][]string{}, []string{}
	for _, s := range all {
		if names[s], err = Blocks(layers, s); err != nil {
			return nil, err
		}
		everywhere = append(everywhere, names[s]...)
	}
	slices.Sort(everywhere)
	if stack != "" {
		all = []string{stack}
	}
	var problems []Problem
	for _, s := range all {
		found, err := check(layers, s, only(options).Final, names[s], slices.Compact(everywhere))
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	return problems, nil
}

// stacks gives those that the first layer has templates for.
func stacks(layers []Layer) (names []string, err error) {
	if len(layers) == 0 {
		return nil, nil
	}
	entries, err := fs.ReadDir(layers[0].FS, ".")
	for _, e := range entries {
		if e.IsDir() && e.Name() != "_shared" {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// check is Check for one stack, which has these blocks, and all stacks together those.
func check(layers []Layer, stack string, final map[string]string, own, everywhere []string) ([]Problem, error) {
	var problems []Problem
	note := func(err error) error {
		var wrong *TemplateError
		if !errors.As(err, &wrong) {
			return err
		}
		problems = append(problems, Problem{Layer: wrong.Layer, Path: wrong.Path, Line: wrong.Line, Text: wrong.Text})
		return nil
	}
	s, err := read(stack, layers, final, note)
	if err != nil {
		return nil, err
	}
	for _, h := range s.hints {
		_ = note(h)
	}
	called := s.called()
	for _, d := range s.seen {
		known := own
		if strings.HasPrefix(d.Path, "_shared/") {
			known = everywhere
		}
		if d.Level > 0 && !strings.HasPrefix(d.name, filePrefix) && !slices.Contains(known, d.name) && !called[d.name] {
			problems = append(problems, unknownBlock(d, known))
		}
	}
	return problems, nil
}

// unknownBlock is the problem of a block that nothing prints.
func unknownBlock(d *definition, known []string) Problem {
	p := Problem{Layer: d.Layer, Path: d.Path, Line: d.begins(), Text: fmt.Sprintf("there is no block %q", d.name), Unknown: true}
	p.Nearest = successor(d.name, known)
	switch {
	case strings.HasPrefix(d.name, "stage."):
		p.Text += fmt.Sprintf(": blocks name one stage, such as %q", p.Nearest)
	case d.name == "stages":
		p.Text += ": stages are in the Dockerfile.tmpl of each stack"
	case p.Nearest != "":
		p.Text += fmt.Sprintf("; did you mean %q?", p.Nearest)
	}
	return p
}

// successor gives the block that has the part of one of msgen/pack/v1, or else the one whose name differs least; "" for none.
func successor(name string, known []string) string {
	stage, part, _ := strings.Cut(name, ".")
	if stage == "stage" {
		stage = "prod"
	}
	now := map[string][]string{"deps": {"install", "copy"}, "build": {"run"}, "about": {"from"}}[part]
	for _, part := range append(now, part) {
		if slices.Contains(known, stage+"."+part) {
			return stage + "." + part
		}
	}
	if name == "ignore" {
		return "ignore.after"
	}
	return hint.Nearest(name, known)
}

// Block is a block that a layer may define anew, with the place where the first layer defines it: "node/Dockerfile.tmpl", 12.
type Block struct {
	Name, Path string
	Line       int
}

// Defined gives the blocks of the first layer for a stack: those of the Dockerfile in its order, then those of the other
// files in theirs.
func Defined(layers []Layer, stack string) ([]Block, error) {
	s, err := read(stack, layers[:1], nil, strictly)
	if err != nil {
		return nil, err
	}
	var all []Block
	for name, d := range s.blocks {
		if !strings.HasPrefix(name, filePrefix) {
			all = append(all, Block{name, d.Path, d.begins()})
		}
	}
	slices.SortFunc(all, func(a, b Block) int {
		first := strings.Compare(path.Base(a.Path), path.Base(b.Path)) // a capital letter sorts before an underscore
		return cmp.Or(first, strings.Compare(a.Path, b.Path), a.Line-b.Line, strings.Compare(a.Name, b.Name))
	})
	return all, nil
}

// Blocks gives their names, sorted.
func Blocks(layers []Layer, stack string) ([]string, error) {
	all, err := Defined(layers, stack)
	var names []string
	for _, b := range all {
		names = append(names, b.Name)
	}
	slices.Sort(names)
	return names, err
}

// called gives the blocks that a template calls by their names.
func (s *set) called() map[string]bool {
	names := map[string]bool{}
	for _, d := range s.seen {
		each(d.tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				names[n.Name] = true
			case *parse.CommandNode:
				if calls(n, "include") && len(n.Args) > 1 {
					name, _ := literal(n.Args[1])
					names[name] = true
				}
			}
		})
	}
	return names
}

// calls reports whether a command is a call of a function.
func calls(c *parse.CommandNode, function string) bool {
	id, ok := c.Args[0].(*parse.IdentifierNode)
	return ok && id.Ident == function
}
