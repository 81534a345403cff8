package pack

import (
	"fmt"
	"slices"
	"strings"
)

// Type is what an answer is.
type Type string

// The types of answers. A value of them is a string, an int, a bool, a []string.
const (
	String  Type = "string"
	Integer Type = "integer"
	Boolean Type = "boolean"
	List    Type = "list"
)

// Question is one thing that a pack asks.
type Question struct {
	// Key is the answer's name in --set, .msgen.yaml and templates.
	Key string
	// Prompt asks, Help explains; Help may be empty.
	Prompt, Help string
	Type         Type
	// Options are the only answers, or the only items of a list; nil where they are not counted up.
	Options []string
	// Default is the answer when none is given: a string, int, bool or []string; nil for none.
	Default any
	// Required says that there must be an answer where the question is asked.
	Required bool
	// When are the conditions under which it is asked; all must hold.
	When []Condition
	// Order is its place among the questions, from 1; 0 for none.
	Order int
	// Line is where answers.schema.json asks it, By the pack.
	Line int
	By   string

	rules []string // what an answer must keep, in words
}

// Condition holds when a value is one of a list: of the answer Key, or for the key "stack" of the stack's name. Of an
// answer that is a list, one item is enough.
type Condition struct {
	Key string
	In  []string
}

// Asked reports whether the question is put for a stack, after the answers so far.
func (q Question) Asked(stack string, answers map[string]any) bool {
	for _, c := range q.When {
		values := []string{stack}
		if c.Key != "stack" {
			values = words(answers[c.Key])
		}
		if !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(c.In, v) }) {
			return false
		}
	}
	return true
}

// words gives the texts of an answer.
func words(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []string:
		return v
	}
	return []string{fmt.Sprint(v)}
}

// Allowed says in words what answers the question takes: `one of payments, search`, `a whole number, at least 1`.
func (q Question) Allowed() string {
	what := map[Type]string{String: "a text", Integer: "a whole number", Boolean: "true or false", List: "a list of texts"}[q.Type]
	if len(q.Options) > 0 {
		what = "one of " + strings.Join(q.Options, ", ")
		if q.Type == List {
			what = "a list of " + strings.Join(q.Options, ", ")
		}
	}
	return strings.Join(append([]string{what}, q.rules...), ", ")
}

// zero is the answer to a question that was not put and has no default.
func (q Question) zero() any {
	return map[Type]any{String: "", Integer: 0, Boolean: false, List: []string{}}[q.Type]
}

// question reads one property.
func (r *schemaReader) question(key string, n *node) (Question, error) {
	q := Question{Key: key, Prompt: key}
	if err := n.Read(keywords()); err != nil {
		return q, err
	}
	views, err := r.views(n)
	if err != nil {
		return q, err
	}
	for i := len(views) - 1; i >= 0; i-- { // what stands nearest is read last and wins
		if err := q.read(views[i]); err != nil {
			return q, err
		}
	}
	if q.Type == "" {
		return q, n.Fail("the question %s has no type: string, integer, boolean, or array of strings", key)
	}
	return q, nil
}

// views gives a property and what its $ref leads to, nearest first.
func (r *schemaReader) views(n *node) ([]*node, error) {
	views := []*node{n}
	for ref := n.At("$ref"); ref != nil; ref = views[len(views)-1].At("$ref") {
		if len(views) > 8 {
			return nil, ref.Fail("the $ref %q refers to itself", ref.Text)
		}
		to := r.root
		for _, name := range strings.Split(strings.TrimPrefix(ref.Text, "#/"), "/") {
			to = to.At(name)
		}
		if to == nil || to.Kind != isTable {
			return nil, ref.Fail("the $ref %q does not exist", ref.Text)
		}
		views = append(views, to)
	}
	return views, nil
}

// read takes the keywords of a property that a question knows.
func (q *Question) read(n *node) error {
	for _, f := range n.Fields {
		v := f.Value
		switch f.Name {
		case "type":
			if err := q.typed(v, n); err != nil {
				return err
			}
		case "enum":
			if err := q.options(v); err != nil {
				return err
			}
		case "title":
			q.Prompt = v.Text
		case "description":
			q.Help = v.Text
		case "default":
			q.Default = plain(v)
		case "x-msgen":
			if err := q.extension(v); err != nil {
				return err
			}
		default:
			q.rule(f.Name, v)
		}
	}
	return nil
}

// typed takes the type; a list has items of text, which may be counted up.
func (q *Question) typed(v, n *node) error {
	t, ok := map[string]Type{"string": String, "integer": Integer, "boolean": Boolean, "array": List}[v.Text]
	if !ok || v.Kind != isText {
		return v.Fail("the type %q is not one of string, integer, boolean, array", v.Text)
	}
	q.Type = t
	if t != List {
		return nil
	}
	items := n.At("items")
	if items == nil || items.At("type") == nil || items.At("type").Text != "string" {
		return v.Fail("an array has items of the type string")
	}
	if e := items.At("enum"); e != nil {
		return q.options(e)
	}
	return nil
}

// options takes an enum of texts or whole numbers.
func (q *Question) options(v *node) error {
	q.Options = nil
	if v.Kind != isList || len(v.Items) == 0 {
		return v.Fail("an enum is a list of texts or numbers")
	}
	for _, i := range v.Items {
		if i.Kind != isText && i.Kind != isNumber {
			return i.Fail("an enum is a list of texts or numbers")
		}
	}
	if err := texts(&q.Options)(v); err != nil {
		return err
	}
	if q.Type == "" {
		q.Type = String
	}
	return nil
}

// rule puts a keyword that bounds an answer into words.
func (q *Question) rule(name string, v *node) {
	form := map[string]string{
		"pattern": "matching %s", "minLength": "at least %s characters long", "maxLength": "at most %s characters long",
		"minimum": "at least %s", "maximum": "at most %s", "exclusiveMinimum": "above %s", "exclusiveMaximum": "below %s",
		"multipleOf": "a multiple of %s", "minItems": "at least %s items", "maxItems": "at most %s items", "const": "only %s",
	}[name]
	if form != "" {
		q.rules = append(q.rules, fmt.Sprintf(form, v.Text))
	}
}

// extension reads x-msgen, what JSON Schema has no word for.
func (q *Question) extension(n *node) error {
	return n.Read(readers{
		"prompt": into(&q.Prompt),
		"order":  number(&q.Order),
		"when":   q.conditions,
		"secret": func(n *node) error {
			return n.Fail("an answer is written to .msgen.lock, so it cannot be a secret; use a build secret")
		},
	})
}

// conditions reads when: {stack: [node, python], team: payments}.
func (q *Question) conditions(n *node) error {
	q.When = nil
	return n.EachField(func(f *field) error {
		c := Condition{Key: f.Name}
		if err := texts(&c.In)(f.Value); err != nil {
			return err
		}
		if len(c.In) == 0 {
			return f.Value.Fail("an enum must not be empty")
		}
		q.When = append(q.When, c)
		return nil
	})
}
