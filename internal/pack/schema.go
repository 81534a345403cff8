package pack

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	schemaName = "answers.schema.json"
	// schemaURL is what the compiler calls the file; it does not exist.
	schemaURL = "pack:///answers.schema.json"
	// maxQuestions is how many questions a pack may ask; who answers more gives up.
	maxQuestions = 64
)

// Schema is answers.schema.json: the team's own questions, and what answers they take. The zero value asks nothing.
type Schema struct {
	questions []Question
	compiled  map[string]*jsonschema.Schema
}

// refuse is a loader that loads nothing: a schema is one file, and names no other.
type refuse struct{}

// Load gives an error.
func (refuse) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s is not supported: a $ref must start with #/, in the same file", url)
}

// readSchema reads answers.schema.json.
func readSchema(data []byte) (*Schema, error) {
	root, err := parseJSON(schemaName, data)
	if err != nil {
		return nil, err
	}
	r := schemaReader{root: root, schema: &Schema{compiled: map[string]*jsonschema.Schema{}}}
	if err := r.read(); err != nil {
		return nil, err
	}
	if err := r.compile(); err != nil {
		return nil, err
	}
	if err := r.defaults(); err != nil {
		return nil, err
	}
	return r.schema, r.schema.order(false)
}

type schemaReader struct {
	root     *node
	schema   *Schema
	required []string
}

// read reads the keywords, of which a pack needs few.
func (r *schemaReader) read() error {
	if err := contained(r.root, true); err != nil {
		return err
	}
	err := r.root.Read(readers{
		"$schema": dialect, "$comment": ignored, "title": ignored, "description": ignored, "type": object,
		"$defs": r.definitions, "properties": r.properties, "required": texts(&r.required), "additionalProperties": never,
	})
	if err != nil {
		return err
	}
	for _, key := range r.required {
		i := slices.IndexFunc(r.schema.questions, func(q Question) bool { return q.Key == key })
		if i < 0 {
			return r.root.At("required").Fail("%q is required, but is not a property", key)
		}
		r.schema.questions[i].Required = true
	}
	return nil
}

// contained refuses whatever leads out of the file, anywhere in it.
func contained(n *node, top bool) error {
	for _, i := range n.Items {
		if err := contained(i, false); err != nil {
			return err
		}
	}
	for _, f := range n.Fields {
		switch f.Name {
		case "$ref":
			if f.Value.Kind != isText || !strings.HasPrefix(f.Value.Text, "#/") {
				return f.Value.Fail("the $ref %q: a $ref must start with #/, in the same file", f.Value.Text)
			}
		case "$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary":
			return f.Value.Fail("%s is not supported in a pack's schema", f.Name)
		case "$schema":
			if !top {
				return f.Value.Fail("$schema belongs only at the top")
			}
		}
		if err := contained(f.Value, false); err != nil {
			return err
		}
	}
	return nil
}

func ignored(*node) error { return nil }

func dialect(n *node) error {
	if s := strings.TrimSuffix(n.Text, "#"); s != "https://json-schema.org/draft/2020-12/schema" {
		return n.Fail("the dialect is %q; a pack's schema is JSON Schema 2020-12", n.Text)
	}
	return nil
}

func object(n *node) error {
	if n.Text != "object" {
		return n.Fail("the type must be object, not %q", n.Text)
	}
	return nil
}

// never takes additionalProperties, which are refused whatever it says.
func never(n *node) error {
	if n.Kind != isBool || n.Text != "false" {
		return n.Fail("additionalProperties is false in a pack's schema: an answer without a question is a mistake")
	}
	return nil
}

func (r *schemaReader) definitions(n *node) error {
	return n.EachField(func(f *field) error { return f.Value.Read(keywords()) })
}

// keywords are those of a property: what msgen understands, so that a slip of the pen is an error.
func keywords() readers {
	k := readers{"x-msgen": ignored, "pattern": readPattern}
	for _, name := range strings.Fields("$ref $comment type enum const default title description examples deprecated minLength maxLength " +
		"minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems") {
		k[name] = ignored
	}
	k["items"] = func(n *node) error { return n.Read(keywords()) }
	return k
}

func readPattern(n *node) error {
	if err := checkPattern(n.Text); err != nil {
		return n.Fail("%v", err)
	}
	return nil
}

func (r *schemaReader) properties(n *node) error {
	if len(n.Fields) > maxQuestions {
		return n.Fail("%d questions, but a pack can have at most %d", len(n.Fields), maxQuestions)
	}
	return n.EachField(func(f *field) error {
		if err := checkKey(f.Name); err != nil {
			return wrong(n.Path, f.Line, err)
		}
		q, err := r.question(f.Name, f.Value)
		q.Line = f.Line
		r.schema.questions = append(r.schema.questions, q)
		return err
	})
}

// checkKey checks the name of an answer.
func checkKey(key string) error {
	if len(key) > 40 || !regexp.MustCompile(keyForm).MatchString(key) {
		return fmt.Errorf("%q is not a valid answer name: use at most 40 letters and digits, beginning with a lowercase letter", key)
	}
	if slices.Contains(Reserved(), key) {
		return fmt.Errorf("%q is a built-in answer; give it another name, or a value in pack.yaml under answers", key)
	}
	return nil
}

// Reserved are the keys that no question of a pack may have, since they are msgen's own.
func Reserved() []string {
	return []string{"base", "targets", "port", "version", "start", "main", "stack", "service"}
}

// compile has every property compiled.
func (r *schemaReader) compile() error {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(refuse{})
	if err := c.AddResource(schemaURL, plain(r.root)); err != nil {
		return r.root.Fail("%w", err)
	}
	for _, q := range r.schema.questions {
		s, err := c.Compile(schemaURL + "#/properties/" + q.Key)
		if err != nil {
			return r.blame(err)
		}
		r.schema.compiled[q.Key] = s
	}
	return nil
}

// blame gives an error of the compiler the line of what it is about.
func (r *schemaReader) blame(err error) error {
	var broken *jsonschema.SchemaValidationError
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &broken) || !errors.As(broken.Err, &invalid) {
		return r.root.Fail("%w", err)
	}
	for len(invalid.Causes) > 0 {
		invalid = invalid.Causes[0]
	}
	n := r.root
	for _, name := range invalid.InstanceLocation {
		if n.At(name) == nil {
			break
		}
		n = n.At(name)
	}
	return n.Fail("%s: this is not valid JSON Schema", strings.Join(invalid.InstanceLocation, "."))
}

// defaults checks that each question takes its own default and offers only what it takes.
func (r *schemaReader) defaults() error {
	for i := range r.schema.questions {
		q := &r.schema.questions[i]
		values := []any{}
		for _, o := range q.Options {
			values = append(values, o)
		}
		if q.Default != nil {
			values = append(values, q.Default)
		}
		for _, v := range values {
			if _, err := r.schema.Answer(q.Key, v); err != nil && q.Type != List {
				return wrong(schemaName, q.Line, err)
			}
		}
		if q.Default != nil {
			v, err := r.schema.Answer(q.Key, q.Default)
			if err != nil {
				return wrong(schemaName, q.Line, err)
			}
			q.Default = v
		}
	}
	return nil
}

// order sorts the questions, and checks that each asks only for what was asked before. A schema alone may name questions
// of a pack that it extends; all together may not.
func (s *Schema) order(all bool) error {
	slices.SortStableFunc(s.questions, func(a, b Question) int { return cmp.Compare(a.order(), b.order()) })
	before := map[string]bool{"stack": true}
	for _, q := range s.questions {
		for _, c := range q.When {
			_, own := s.Question(c.Key)
			if (all || own) && !before[c.Key] {
				return wrong(schemaName, q.Line, fmt.Errorf("the question %s depends on %q, which is not an earlier question", q.Key, c.Key))
			}
		}
		before[q.Key] = true
	}
	return nil
}

// order gives the place in the row; a question that names none comes behind those that do.
func (q Question) order() int {
	if q.Order == 0 {
		return math.MaxInt
	}
	return q.Order
}

// named says whose questions they are.
func (s *Schema) named(pack string) {
	for k := range s.questions {
		s.questions[k].By = pack
	}
}
