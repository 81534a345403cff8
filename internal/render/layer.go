package render

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"

	"github.com/msgen/msgen/internal/quote"
)

// Layer is a tree of templates with a name for messages: "msgen", a pack's name.
type Layer struct {
	Name string
	FS   fs.FS
}

// Options say what layers may not do, and what they are told beside the plan.
type Options struct {
	// Answers are the answers to the questions of packs, by key: a string, int, bool or []string.
	Answers map[string]any
	// Final holds blocks that no layer above the named one may override: block name to layer name.
	Final map[string]string
}

// TemplateError is something wrong in one template of a layer.
type TemplateError struct {
	// Layer and Path name the file: "acme", "go/_blocks.tmpl"; Line counts from 1, 0 for the file as a whole.
	Layer, Path string
	Line        int
	// Text says what is wrong.
	Text string
}

// Error gives "layer/path:line: text".
func (e *TemplateError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s/%s: %s", e.Layer, e.Path, e.Text)
	}
	return fmt.Sprintf("%s/%s:%d: %s", e.Layer, e.Path, e.Line, e.Text)
}

// source is one template file, normalized: LF, no byte order mark.
type source struct {
	Level      int    // the number of its layer
	Layer      string // the layer's name
	Path, Text string
	// Borrowed is a partial of another stack's folder: its blocks that belong to that stack's own stages are left out.
	Borrowed bool         `json:",omitempty"`
	own      map[int]bool // the lines that hold nothing but control flow
	shift    map[int]int  // what has to be added to a column of a line to have the author's
}

// full is the name in errors of text/template.
func (s *source) full() string { return s.Layer + "/" + s.Path }

// line gives the line of a position.
func (s *source) line(pos parse.Pos) int {
	return 1 + strings.Count(s.Text[:min(int(pos), len(s.Text))], "\n")
}

// wrong makes an error at a line of the file.
func (s *source) wrong(line int, format string, args ...any) error {
	return &TemplateError{s.Layer, s.Path, line, fmt.Sprintf(format, args...)}
}

// partial reports whether the file holds blocks only.
func (s *source) partial() bool { return strings.HasPrefix(path.Base(s.Path), "_") }

// read parses the layers for a stack. What is wrong in a template goes to fail, which says whether to go on.
func read(stack string, layers []Layer, final map[string]string, fail func(error) error) (*set, error) {
	templates, err := gather(stack, layers)
	if err != nil {
		return nil, err
	}
	return define(names(layers), templates, (&renderer{}).funcs(), final, fail)
}

// define parses templates that were read from the named layers.
func define(layers []string, templates []*source, funcs template.FuncMap, final map[string]string, fail func(error) error) (*set, error) {
	s := &set{funcs: funcs, layers: layers, final: final, blocks: map[string]*definition{}}
	for _, block := range slices.Sorted(maps.Keys(final)) {
		if !slices.Contains(layers, final[block]) {
			return nil, fmt.Errorf("block %q is final in %s, which is not one of the layers", block, final[block])
		}
	}
	parsed := make([]parsed, len(templates))
	var parsing sync.WaitGroup
	for i, f := range templates {
		parsing.Go(func() { parsed[i].trees, parsed[i].err = s.trees(f) })
	}
	parsing.Wait()
	for i, f := range templates {
		if err := s.file(f, parsed[i], fail); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// parsed is what one file defines.
type parsed struct {
	trees []*parse.Tree
	err   error
}

// strictly lets nothing pass that is wrong.
func strictly(err error) error { return err }

// gather reads the layers for a stack: within a folder outputs first, then the partials, so that a partial's block wins
// over the default that stands in an output.
func gather(stack string, layers []Layer) ([]*source, error) {
	var all []*source
	for i, l := range layers {
		for _, dir := range folders(stack) {
			files, err := sources(i, l, dir)
			if err != nil {
				return nil, err
			}
			if dir != "_shared" && dir != stack {
				files = slices.DeleteFunc(files, func(f *source) bool { return !f.partial() })
				for _, f := range files {
					f.Borrowed = true
				}
			}
			all = append(all, files...)
		}
	}
	return all, nil
}

// folders are those that a stack's templates are read from: a back end may build a front end, by the partials of Node.
func folders(stack string) []string {
	if stack == "node" {
		return []string{"_shared", "node"}
	}
	return []string{"_shared", "node", stack}
}

// sources reads the templates of one folder of a layer, outputs first; a folder that is not there has none.
func sources(layer int, l Layer, dir string) ([]*source, error) {
	var files []*source
	err := fs.WalkDir(l.FS, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(p, ".tmpl") {
			return err
		}
		if info, err := d.Info(); err != nil || info.Size() > maxTemplate {
			return errors.Join(err, fmt.Errorf("%s/%s is larger than %d MiB", l.Name, p, maxTemplate>>20))
		}
		text, err := fs.ReadFile(l.FS, p)
		files = append(files, &source{Level: layer, Layer: l.Name, Path: p, Text: normal(string(text))})
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the templates of %s: %w", l.Name, err)
	}
	sort.SliceStable(files, func(i, j int) bool { return !files[i].partial() && files[j].partial() })
	return files, nil
}

// normal gives a template's text with LF and without a byte order mark.
func normal(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
}

// file takes in all that one file defines.
func (s *set) file(f *source, p parsed, fail func(error) error) error {
	if p.err != nil {
		return fail(p.err)
	}
	defaults := blockNames(f, p.trees)
	for _, t := range p.trees {
		d := &definition{source: f, name: t.Name, tree: t, fallback: defaults[t.Name]}
		if t.Name == f.full() {
			if f.partial() {
				if err := loose(f, t); err != nil && f.Level > 0 {
					s.hints = append(s.hints, err)
				}
				continue
			}
			out, err := outputName(f)
			if err != nil {
				return fail(err)
			}
			d.name = filePrefix + out
		} else if !blockName.MatchString(t.Name) {
			if err := fail(f.wrong(f.line(t.Root.Pos), "%q is not a name for a block", t.Name)); err != nil {
				return err
			}
			continue
		}
		if f.Borrowed && ofStage(d.name) {
			continue
		}
		if err := s.define(d); err != nil {
			if err := fail(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// ofStage reports whether a block is named after one of the stages that every stack has, and so belongs to its own stack.
func ofStage(name string) bool {
	stage, _, ok := strings.Cut(name, ".")
	return ok && slices.Contains([]string{"base", "deps", "prod-deps", "libraries", "build", "pruned", "init", "test", "test-report", "dev", "runtime", "debug", "prod"}, stage)
}

// loose tells of a text outside of the blocks of a partial, which is never printed.
func loose(f *source, t *parse.Tree) error {
	for _, n := range t.Root.Nodes {
		text, ok := n.(*parse.TextNode)
		if !ok || strings.TrimSpace(string(text.Text)) != "" {
			return f.wrong(f.line(n.Position()), "text outside {{define}} in this file is never printed")
		}
	}
	return nil
}

// blockName is what a block may be called.
var blockName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// trees parses a file and gives what it defines, itself included, by name.
func (s *set) trees(f *source) ([]*parse.Tree, error) {
	for i, r := range f.Text {
		if quote.Odd(r) && r != '\n' && r != '\t' {
			return nil, f.wrong(f.line(parse.Pos(i)), "the template contains the control character %q", r)
		}
	}
	name := f.full()
	f.Text, f.own, f.shift = uncontrolled(f.Text)
	t, err := template.New(name).Funcs(s.funcs).Parse(f.Text)
	if err != nil {
		return nil, parseError(f, err)
	}
	if n := len(t.Templates()); n > maxDefined {
		return nil, f.wrong(0, "%d blocks are defined; a file may define %d", n, maxDefined)
	}
	var trees []*parse.Tree
	for _, defined := range t.Templates() {
		if defined.Tree != nil {
			defined.Tree.ParseName = name
			if err := guard(f, defined.Tree); err != nil {
				return nil, err
			}
			trees = append(trees, defined.Tree)
		}
	}
	sort.Slice(trees, func(i, j int) bool { return trees[i].Name < trees[j].Name })
	return trees, nil
}

// parseError gives text/template's error its place: "template: NAME:LINE: …".
func parseError(f *source, err error) error {
	rest, ok := strings.CutPrefix(err.Error(), "template: "+f.full()+":")
	number, text, found := strings.Cut(rest, ": ")
	line, numErr := strconv.Atoi(number)
	if !ok || !found || numErr != nil {
		return f.wrong(0, "%v", err)
	}
	return f.wrong(line, "%s", goneFunction(text))
}
