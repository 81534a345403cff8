package flow

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/story"
	"github.com/msgen/msgen/templates"
)

// TestModelPages makes a page for each stack of its model, with real values of the cases as examples, and of its blocks.
func TestModelPages(t *testing.T) {
	docs, seen := readModels(t), observed(t)
	for stack, about := range map[string]struct {
		title string
		model any
	}{
		"go": {"Go", plan.Go{}}, "node": {"Node", plan.Node{}}, "python": {"Python", plan.Python{}}, "java": {"Java", plan.Java{}}, "rust": {"Rust", plan.Rust{}},
		"deno": {"Deno", plan.Data{}}, "static": {"static sites", plan.Data{}},
	} {
		p := &modelPage{t: t, docs: docs, seen: seen[stack]}
		p.head(about.title, stack)
		p.model(reflect.TypeOf(about.model))
		p.facts()
		p.blocks(stack)
		name := "../../docs/templates/" + stack + ".md"
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(name, []byte(p.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != p.String() {
			t.Errorf("%s is not what the model and the templates say; go test ./internal/flow -run ModelPages -update writes it anew (%v)", name, err)
		}
	}
}

// modelDocs are the comments of package plan: of types by "Go", of fields by "Go.Images", of methods by "Common.Wants()".
type modelDocs map[string]string

// readModels reads the comments of the types and methods of package plan.
func readModels(t *testing.T) modelDocs {
	t.Helper()
	docs := modelDocs{}
	files, err := filepath.Glob("../plan/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok {
						docs.read(ts, d.Doc.Text())
					}
				}
			case *ast.FuncDecl:
				if d.Recv != nil && d.Name.IsExported() {
					docs[receiver(d)+"."+d.Name.Name+"()"] = oneLine(d.Doc.Text())
				}
			}
		}
	}
	return docs
}

// read takes in a type and its fields.
func (docs modelDocs) read(ts *ast.TypeSpec, doc string) {
	docs[ts.Name.Name] = oneLine(doc)
	s, ok := ts.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			docs[ts.Name.Name+"."+name.Name] = oneLine(f.Doc.Text() + f.Comment.Text())
		}
	}
}

// receiver gives the type of a method.
func receiver(d *ast.FuncDecl) string {
	at := d.Recv.List[0].Type
	if star, ok := at.(*ast.StarExpr); ok {
		at = star.X
	}
	id, _ := at.(*ast.Ident)
	return id.Name
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// samples are real values of fields and facts, as JSON, by "Go.Packages" and "Facts.port".
type samples map[string]string

// observed gives a real value for every field that some case sets, by stack: the first one that is not long.
func observed(t *testing.T) map[string]samples {
	t.Helper()
	stories, err := story.ReadAll("../../testdata/stacks")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]samples{"go": {}, "node": {}, "python": {}, "java": {}, "rust": {}, "deno": {}, "static": {}}
	for _, s := range stories {
		r, err := Run(Request{Repo: s.FS(), Wishes: combinations(s)[0], ModelOnly: true})
		if err != nil {
			continue // a case of a refusal
		}
		for _, one := range r.Services {
			all[one.Stack.Stack].see(reflect.ValueOf(one.Plan.Model).Elem())
		}
	}
	return all
}

// see takes in the values of a struct and of all below it.
func (s samples) see(v reflect.Value) {
	for i := range v.NumField() {
		f, field := v.Field(i), v.Type().Field(i)
		if field.Name == "Facts" {
			for _, key := range f.MapKeys() {
				s.keep("Facts."+key.String(), f.MapIndex(key))
			}
		}
		s.keep(v.Type().Name()+"."+field.Name, f)
		for f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		switch {
		case f.Kind() == reflect.Struct:
			s.see(f)
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for j := range f.Len() {
				s.see(f.Index(j))
			}
		}
	}
}

// keep keeps the first value of a field that says something and is short.
func (s samples) keep(name string, v reflect.Value) {
	const longest = 64
	if s[name] != "" || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return
	}
	if text, err := json.Marshal(v.Interface()); err == nil && len(text) <= longest {
		s[name] = strings.ReplaceAll(string(text), `","`, `", "`)
	}
}

// modelPage is the page of one stack.
type modelPage struct {
	strings.Builder
	t     *testing.T
	docs  modelDocs
	seen  samples
	named []reflect.Type // the types that the page describes, in order
}

func (p *modelPage) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// head begins the page.
func (p *modelPage) head(title, stack string) {
	p.line("# The model of %s", title)
	p.line("")
	p.line("What the templates of the stack `%s` see, and the blocks that they consist of. [How to write a template](../templates.md) explains", stack)
	p.line("how to use them; `msgen model` prints the values for a repository. This page is written by")
	p.line("`go test ./internal/flow -run ModelPages -update` from the Go types, the templates and real values of the test cases.")
}

// model describes a model and every type below it.
func (p *modelPage) model(of reflect.Type) {
	p.line("\n## Fields\n\n%s\n", p.meaning(of.Name()))
	p.table(of)
	common, _ := of.FieldByName("Common")
	p.line("\n## Fields of every stack\n")
	p.table(common.Type)
	p.line("\n## Methods\n\n| call | meaning |\n|---|---|")
	p.methods(common.Type)
	for i := 0; i < len(p.named); i++ {
		p.methods(p.named[i])
		for j := range p.named[i].NumField() { // finds the types below
			p.typeOf(p.named[i].Field(j).Type)
		}
	}
	p.line("\n## Types")
	for _, n := range p.named {
		p.line("\n### %s\n\n%s\n", n.Name(), p.meaning(n.Name()))
		p.table(n)
	}
}

// table describes the fields of a type.
func (p *modelPage) table(of reflect.Type) {
	p.line("| field | type | meaning | example | rests on |\n|---|---|---|---|---|")
	for i := range of.NumField() {
		f := of.Field(i)
		if f.Anonymous {
			continue
		}
		name := of.Name() + "." + f.Name
		example := p.example(name, f.Type)
		p.line("| `.%s` | %s | %s | %s | %s |", f.Name, p.typeOf(f.Type), cell(inTable(f.Name, p.meaning(name))), example, strings.ReplaceAll(f.Tag.Get("from"), ",", ", "))
	}
}

// inTable takes the name of a field out of the beginning of its comment: it stands in the row already.
func inTable(name, meaning string) string {
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(meaning, name+verb); ok {
			return strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	return meaning
}

// meaning gives the comment of a type or a field.
func (p *modelPage) meaning(name string) string {
	if p.docs[name] == "" {
		p.t.Errorf("plan.%s has no comment", name)
	}
	return p.docs[name]
}

// inQuotes finds a text in a comment that stands for a value.
var inQuotes = regexp.MustCompile(`"[^"]+"`)

// example gives a real value of a field or, where no case has one, that of its comment.
func (p *modelPage) example(name string, of reflect.Type) string {
	text := p.seen[name]
	switch {
	case text != "" && !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[{"):
	case of.Kind() == reflect.Bool:
		text = "true"
	case structOf(of) != nil || of.Kind() == reflect.Map:
		return ""
	case of.Kind() == reflect.Slice:
		text = "[" + strings.Join(inQuotes.FindAllString(p.docs[name], -1), ", ") + "]"
	default:
		text = inQuotes.FindString(p.docs[name])
	}
	if text == "" || text == "[]" {
		p.t.Errorf("plan.%s: no case sets it, and its comment has no example in quotes", name)
	}
	return cell("`" + text + "`")
}

// structOf gives the struct that a field holds, or a list of, or points to; nil for another.
func structOf(of reflect.Type) reflect.Type {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return nil
	}
	return of
}

// typeOf says in words what a field holds, and has the page describe its type.
func (p *modelPage) typeOf(of reflect.Type) string {
	if s := structOf(of); s != nil && s.Name() != "Common" {
		if s.Name() == "Node" {
			return "[Node](node.md)"
		}
		if !slices.Contains(p.named, s) {
			p.named = append(p.named, s)
		}
	}
	switch of.Kind() {
	case reflect.String:
		return "text"
	case reflect.Int:
		return "number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "list of " + strings.Replace(p.typeOf(of.Elem()), "text", "texts", 1)
	case reflect.Map:
		return "by name"
	case reflect.Pointer:
		return p.typeOf(of.Elem()) + " or nil"
	}
	return fmt.Sprintf("[%s](#%s)", of.Name(), strings.ToLower(of.Name()))
}

// methods describes the methods of a type that templates may call.
func (p *modelPage) methods(of reflect.Type) {
	for i := range of.NumMethod() {
		m := of.Method(i)
		call := "`." + m.Name + "`"
		if of.Name() != "Common" {
			call += " of " + of.Name()
		}
		p.line("| %s | %s |", call, cell(p.meaning(of.Name()+"."+m.Name+"()")))
	}
}

// facts lists the facts that the cases have.
func (p *modelPage) facts() {
	p.line("\n## Facts\n\n`.Facts` holds what was detected, and `.Evidence` where, by the same names. A template reads a fact that may be missing by")
	p.line("`{{with .Facts.port}}`. These are the facts that the test cases have:\n\n| fact | example |\n|---|---|")
	var names []string
	for name := range p.seen {
		if strings.HasPrefix(name, "Facts.") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		p.line("| `.%s` | %s |", name, cell("`"+p.seen[name]+"`"))
	}
}

// blocks lists the blocks of a stack with their places.
func (p *modelPage) blocks(stack string) {
	blocks, err := render.Defined([]render.Layer{{Name: "msgen", FS: templates.FS}}, stack)
	if err != nil {
		p.t.Fatal(err)
	}
	p.line("\n## Blocks\n\nA pack, or `.msgen/templates`, replaces a block by defining it anew. The part before the dot is the stage, or what the block is a part of.\n")
	p.line("| stage or part | block | where it stands |\n|---|---|---|")
	groups := map[string][]string{}
	var order []string
	for _, b := range blocks {
		group, _, ok := strings.Cut(b.Name, ".")
		if !ok {
			group = "other"
		}
		if groups[group] == nil && group != "other" {
			order = append(order, group)
		}
		groups[group] = append(groups[group], fmt.Sprintf("`%s` | [templates/%s:%d](../../templates/%[2]s#L%[3]d)", b.Name, b.Path, b.Line))
	}
	for _, group := range append(order, "other") {
		for i, row := range groups[group] {
			if i > 0 {
				group = ""
			}
			p.line("| %s | %s |", group, row)
		}
	}
}

// cell gives a text as a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
