package render

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Where a line comes from is found by a second rendering, in which marks of control characters stand around what each
// block, slot, step and pattern prints. The text of a file is always the first rendering's, which has no marks: no layer
// can change a byte by what it does with them, and none can forge one, for a text that holds such a character is refused.
const (
	markOpen  = '\x01' // then the number of a frame
	markEnd   = '\x02' // ends a number
	markClose = '\x03'
	markLine  = '\x04' // then a line of the template of the innermost block
	marks     = "\x01\x02\x03\x04"
)

// Origin is one block that printed a line.
type Origin struct {
	// Layer is the name of the layer, "msgen" or a pack's; Template is the file in it, "_shared/_stage.tmpl", and Line the
	// line in that file.
	Layer    string
	Template string
	Line     int
	// Block is the block's name as it is defined there, "stage.expose" or "prod.expose"; "" for the file itself.
	Block string
	// Stage and Slot are what was printed; "" outside of stages.
	Stage, Slot string
	// Step is the index in the stage's Steps, Ignore that in the plan's Ignore; -1 for none.
	Step, Ignore int
}

// Origin says which blocks printed a line, innermost first; lines count from 1. It is nil for an empty line and for one
// that is not there.
func (f File) Origin(line int) []Origin {
	if line < 1 || line > len(f.lines) {
		return nil
	}
	return f.lines[line-1]
}

// frame is what a mark opens: a block, a slot, a step or a pattern.
type frame struct {
	block        *definition
	stage, slot  string
	step, ignore int
}

// tracer hands out marks and reads them back; nil marks nothing.
type tracer struct {
	frames []frame
	next   int // the next pattern of the plan's Ignore
}

// around puts a frame around a text; an empty text stays empty, so that a template can ask for it.
func (t *tracer) around(f frame, text string) string {
	if t == nil || text == "" {
		return text
	}
	return t.open(f) + text + string(markClose)
}

func (t *tracer) open(f frame) string {
	t.frames = append(t.frames, f)
	return string(markOpen) + strconv.Itoa(len(t.frames)-1) + string(markEnd)
}

// marked gives a copy of a block's tree that prints marks: its own, and one for each line of the template.
func (t *tracer) marked(d *definition) *parse.Tree {
	tree := d.tree.Copy()
	if tree.Root == nil {
		return tree
	}
	lines(d.source, tree.Root)
	tree.Root.Nodes = slices.Concat([]parse.Node{textNode(t.open(frame{block: d, step: -1, ignore: -1}))}, tree.Root.Nodes, []parse.Node{textNode(string(markClose))})
	return tree
}

func textNode(s string) parse.Node { return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(s)} }

// lines puts before each node of a list the mark of its line, and into texts one for each line that begins there.
func lines(f *source, l *parse.ListNode) {
	if l == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range l.Nodes {
		line := f.line(n.Position())
		nodes = append(nodes, textNode(lineMark(line)))
		switch n := n.(type) {
		case *parse.TextNode:
			for part := range strings.SplitAfterSeq(string(n.Text), "\n") {
				nodes = append(nodes, textNode(lineMark(line)+part))
				line++
			}
			continue
		default:
			if b := branch(n); b != nil {
				lines(f, b.List)
				lines(f, b.ElseList)
			}
		}
		nodes = append(nodes, n)
	}
	l.Nodes = nodes
}

func lineMark(line int) string { return string(markLine) + strconv.Itoa(line) + string(markEnd) }
