package render

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/moby/buildkit/util/suggest"
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
	stacks := []string{stack}
	if stack == "" {
		var err error
		if stacks, err = stackFolders(layers); err != nil {
			return nil, err
		}
	}
	var all []Problem
	for _, name := range stacks {
		found, err := check(layers, name, only(options).Final)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// stackFolders gives the stacks that the first layer has templates for.
func stackFolders(layers []Layer) ([]string, error) {
	if len(layers) == 0 {
		return nil, nil
	}
	entries, err := fs.ReadDir(layers[0].FS, ".")
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "_shared" {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// check is Check for one stack.
func check(layers []Layer, stack string, final map[string]string) ([]Problem, error) {
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
		if err := note(h); err != nil {
			return nil, err
		}
	}
	own := s.names()
	everywhere, err := sharedNames(layers)
	if err != nil {
		return nil, err
	}
	for _, d := range s.seen {
		if d.Level == 0 || strings.HasPrefix(d.name, filePrefix) {
			continue
		}
		known := own
		if strings.HasPrefix(d.Path, "_shared/") {
			known = everywhere
		}
		if !slices.Contains(known, d.name) && !s.called(d.name) {
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
		p.Text += ": the stages stand in Dockerfile.tmpl of each stack"
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
	return nearest(name, known)
}

// sharedNames gives the blocks of all stacks of the first layer, which is what _shared may speak of.
func sharedNames(layers []Layer) ([]string, error) {
	stacks, err := stackFolders(layers)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, stack := range stacks {
		list, err := Blocks(layers[:1], stack)
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			names[n] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// Blocks gives the names of all blocks that a layer above these may define for a stack, sorted.
func Blocks(layers []Layer, stack string) ([]string, error) {
	s, err := read(stack, layers, nil, strictly)
	if err != nil {
		return nil, err
	}
	return s.names(), nil
}

// Block is a block that a layer may define anew.
type Block struct {
	// Name is the block, "prod.user"; Path and Line are where the first layer defines it: "node/Dockerfile.tmpl", 12.
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
	for _, name := range s.names() {
		d := s.blocks[name]
		all = append(all, Block{name, d.Path, d.begins()})
	}
	slices.SortFunc(all, func(a, b Block) int {
		first := strings.Compare(path.Base(a.Path), path.Base(b.Path)) // a capital letter sorts before an underscore
		return cmp.Or(first, strings.Compare(a.Path, b.Path), a.Line-b.Line)
	})
	return all, nil
}

// names gives the blocks that a layer may define: those that the first layer defines.
func (s *set) names() []string {
	names := map[string]bool{}
	for _, d := range s.seen {
		if d.Level == 0 && !strings.HasPrefix(d.name, filePrefix) {
			names[d.name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// called reports whether a template calls the block by its name, or includes one whose name begins like it.
func (s *set) called(name string) bool {
	found := false
	for _, d := range s.seen {
		each(d.tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				found = found || n.Name == name
			case *parse.CommandNode:
				if id, ok := n.Args[0].(*parse.IdentifierNode); ok && id.Ident == "include" && len(n.Args) > 1 {
					block, ok := literal(n.Args[1])
					found = found || ok && block == name
				}
			}
		})
	}
	return found
}

// nearest gives the name that differs least, where it differs by little.
func nearest(name string, names []string) string {
	best, _ := suggest.Search(name, names, true)
	return best
}
