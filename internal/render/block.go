package render

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
)

// set is all templates for one stack: what each layer defines, later layers above earlier ones.
type set struct {
	funcs   template.FuncMap
	layers  []string          // their names, lowest first
	final   map[string]string // blocks that layers above the named one may not override
	blocks  map[string]*definition
	below   []*definition // what an override still calls by super
	outputs []string      // what becomes a file, in the order in which the layers name them: "Dockerfile"
	seen    []*definition // all definitions, in order, for Check
	hints   []error       // what only Check says
}

// definition is one block of one file, or the file itself.
type definition struct {
	*source
	name string
	tree *parse.Tree
	// fallback says that a {{block}} gave it: it stands only where no layer defines the block.
	fallback bool
}

// filePrefix begins the name of a template that is a whole file; no block can be called so.
const filePrefix = "file "

// begins is the line where the definition begins: that of its {{define}} or {{block}}, or the first one of a file.
func (d *definition) begins() int {
	if strings.HasPrefix(d.name, filePrefix) {
		return 1
	}
	opens := regexp.MustCompile(`\{\{-?\s*(?:define|block)\s+["` + "`]" + regexp.QuoteMeta(d.name) + "[\"`]")
	if at := opens.FindStringIndex(d.Text); at != nil {
		return d.line(parse.Pos(at[0]))
	}
	return d.line(d.tree.Root.Pos)
}

// define lays a definition over what stands there. A default that stands in a later file does not bring back what a layer
// has overridden.
func (s *set) define(d *definition) error {
	s.seen = append(s.seen, d)
	old := s.blocks[d.name]
	if old != nil && d.fallback && !old.fallback {
		return nil
	}
	if err := s.allowed(d); err != nil {
		return err
	}
	if err := s.super(d, old); err != nil {
		return err
	}
	if out, ok := strings.CutPrefix(d.name, filePrefix); ok && old == nil {
		for _, other := range s.outputs {
			if strings.EqualFold(other, out) {
				return d.wrong(0, "its name differs from %s only in case", other)
			}
		}
		s.outputs = append(s.outputs, out)
	}
	s.blocks[d.name] = d
	return nil
}

// super binds the calls of super in a definition to what it replaces: the block of the layer below, which is kept under a
// name that no block can have.
func (s *set) super(d *definition, old *definition) (failed error) {
	parent := ""
	each(d.tree.Root, func(n parse.Node) {
		c, ok := n.(*parse.CommandNode)
		switch {
		case !ok || failed != nil || !calls(c, "super"):
			return
		case parent != "":
		case old != nil:
			kept := *old
			kept.name = d.name + " below " + strconv.Itoa(len(s.below))
			s.below = append(s.below, &kept)
			parent = kept.name
		case strings.HasPrefix(d.Path, "_shared/"):
			parent = d.name + " below none" // it speaks for all stacks, and this one has no such block
		default:
			failed = d.wrong(d.line(c.Pos), "super in %q: no layer below defines that block", strings.TrimPrefix(d.name, filePrefix))
			return
		}
		if len(c.Args) != 2 {
			failed = d.wrong(d.line(c.Pos), "super takes one argument: {{super .}}")
			return
		}
		name := &parse.StringNode{NodeType: parse.NodeString, Pos: c.Pos, Quoted: strconv.Quote(parent), Text: parent}
		c.Args = slices.Insert(c.Args, 1, parse.Node(name))
	})
	return failed
}

// each visits a node and all below it.
func each(n parse.Node, visit func(parse.Node)) {
	if v := reflect.ValueOf(n); !v.IsValid() || v.IsNil() {
		return // lists and pipes may be missing
	}
	visit(n)
	var below []parse.Node
	switch n := n.(type) {
	case *parse.ListNode:
		below = n.Nodes
	case *parse.ActionNode:
		below = []parse.Node{n.Pipe}
	case *parse.TemplateNode:
		below = []parse.Node{n.Pipe}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			below = append(below, c)
		}
	case *parse.CommandNode:
		below = n.Args
	case *parse.ChainNode:
		below = []parse.Node{n.Node}
	default:
		if b := branch(n); b != nil {
			below = []parse.Node{b.Pipe, b.List, b.ElseList}
		}
	}
	for _, n := range below {
		each(n, visit)
	}
}

// branch gives what if, range and with have in common; nil for another node.
func branch(n parse.Node) *parse.BranchNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	}
	return nil
}

// blockNames gives the names that a file defines by {{block}}, rather than by {{define}}.
func blockNames(f *source, trees []*parse.Tree) map[string]bool {
	names := map[string]bool{}
	for _, t := range trees {
		each(t.Root, func(n parse.Node) {
			call, ok := n.(*parse.TemplateNode)
			if ok && strings.HasSuffix(strings.TrimRight(f.Text[:call.Pos], " \t\n"), "block") {
				names[call.Name] = true
			}
		})
	}
	return names
}

// all gives the definitions that the templates of a rendering are made of.
func (s *set) all() []*definition {
	var all []*definition
	for _, name := range slices.Sorted(maps.Keys(s.blocks)) {
		all = append(all, s.blocks[name])
	}
	return append(all, s.below...)
}

// allowed refuses a definition that would override a block which is final in a layer below: the block itself, and the file
// that prints it.
func (s *set) allowed(d *definition) error {
	for _, block := range slices.Sorted(maps.Keys(s.final)) {
		holder := "Dockerfile"
		if block == "ignore" {
			holder = "dockerignore"
		}
		what := fmt.Sprintf("block %q", d.name)
		if d.name == filePrefix+holder {
			what = holder
		} else if d.name != block {
			continue
		}
		if slices.Contains(s.layers[:d.Level], s.final[block]) {
			return d.wrong(d.begins(), "%s cannot be overridden by %s: block %q is final in %s", what, d.Layer, block, s.final[block])
		}
	}
	return nil
}
