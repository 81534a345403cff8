package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// Common is what the models of all stacks share. A model is what a template sees: facts and decisions, and no text of the
// Dockerfile. The tag "from" names the facts and choices that a field rests on.
type Common struct {
	// Name is the name of the service, from its manifest or its directory: "api".
	Name string `from:"name"`
	// Title says what the image is, for people: "Express on distroless, Node 24".
	Title string `from:"framework,version,base"`
	// Version is the release line of the runtime or toolchain that was taken: "24", "3.13".
	Version string `from:"version"`
	// Description is what the manifest says of the program, or the title, for the image's labels: "Takes orders."
	Description string `from:"description"`
	// License is the SPDX expression of the manifest: "MIT"; "" where it has none.
	License string `from:"license"`
	// Source is the URL of the repository, without credentials: "https://git.example.com/acme/shop"; "" where the manifest has none.
	Source string `from:"source"`
	// Syntax is the image of the Dockerfile frontend: "docker/dockerfile:1".
	Syntax string
	// Base is the family of the final image: scratch, distroless, alpine or slim.
	Base string `from:"base"`
	// Targets are the build targets that were asked for, in the order of the file; the last one is "prod".
	Targets []string `from:"targets"`
	// User is the numeric user that runs the program: "65532".
	User string `from:"base"`
	// Port is the TCP port that the program listens on; 0 for a program that does not listen.
	Port int `from:"port"`
	// PortEnv is the environment variable that moves the port, "PORT"; "" for none.
	PortEnv string `from:"portEnv"`
	// Env are the environment variables of the program.
	Env []Var `from:"env,port,portEnv"`
	// Writable are the directories, as absolute paths in the image, that the program writes to and therefore owns: "/app/data".
	// All else is owned by root.
	Writable []string `from:"writes"`
	// Volumes are those of the Writable directories whose content is meant to outlive the container: "/app/data".
	Volumes []string `from:"writes"`
	// Entrypoint is the first part of the container's command, one argument each: ["/server"]. It may be empty.
	Entrypoint []string `from:"start"`
	// Cmd is the rest of the container's command, which docker run can replace: ["server.js"]. It may be empty.
	Cmd []string `from:"start"`
	// Secrets are the build secrets that the build command has to pass with --secret.
	Secrets []Secret `from:"secrets"`
	// SSH says that the build needs the user's SSH agent, for dependencies in private repositories: --ssh default.
	SSH bool `from:"manager"`
	// SecretFiles are the lines of the .dockerignore that hide every file with the name of a secret, and, behind an exclamation
	// mark, let in what the program needs of these: "**/*.pem", "!certs/ca.pem".
	SecretFiles []string
	// Added are the files below docker/ that packs add, relative to the build context, for the .dockerignore to let in:
	// "docker/entrypoint.sh".
	Added []string
	// CA is the company's certificate authority that the image has to trust; nil for none.
	CA *CA
	// Network is how the build reaches the outside, as packs say: a proxy, and the registries that packages come from.
	Network Network
	// Facts holds what was detected, by name: framework, version, manager, build, start, port, portEnv, health …
	// A fact that is not known is not there.
	Facts map[string]any
	// Evidence says where each fact stands, as "file:line", by the same names.
	Evidence map[string][]string
	// Answers are the answers to the questions of packs, by key.
	Answers map[string]any
}

// Wants reports whether a build target was asked for: {{if .Wants "dev"}}.
func (c Common) Wants(target string) bool { return slices.Contains(c.Targets, target) }

// Is reports whether the final image is of that family: {{if .Is "distroless"}}.
func (c Common) Is(base string) bool { return c.Base == base }

// common fills in what every model takes from the stack and the choices.
func common(in Input, base, title string) Common {
	c := Common{Name: in.Stack.Name, Title: title, Description: in.Stack.Description, License: in.Stack.License, Source: in.Stack.Source,
		Syntax: Frontend, Base: base, Targets: in.Choices.Targets.Value, PortEnv: in.Stack.PortEnv.Value, Network: in.Network,
		Facts: map[string]any{}, Evidence: map[string][]string{}}
	if c.Description == "" {
		c.Description = title
	}
	c.facts(in.Stack)
	return c
}

// written fills in the directories that the program writes to; workdir is its working directory in the image.
// With all, what need not stay gets a volume too.
func (c *Common) written(writes []detect.Write, workdir string, all bool) {
	for _, w := range writes {
		dir := w.Dir
		if !path.IsAbs(dir) {
			dir = path.Join(workdir, dir)
		}
		if dir == "/tmp" || strings.HasPrefix(dir, "/tmp/") { // everybody may write there
			continue
		}
		c.Writable = union(c.Writable, dir)
		if (w.Keep || all) && !w.Code {
			c.Volumes = union(c.Volumes, dir)
		}
	}
	slices.Sort(c.Writable)        // a directory before those in it, which would make it for root
	c.Volumes = topmost(c.Volumes) // a volume in a volume would hide a part of it
}

// topmost leaves out the directories that lie in others of the list.
func topmost(dirs []string) []string {
	return slices.DeleteFunc(slices.Clone(dirs), func(d string) bool {
		return slices.ContainsFunc(dirs, func(of string) bool { return strings.HasPrefix(d, of+"/") })
	})
}

// know adds a fact by its name, and where it stands; what is not known is taken out.
func (c *Common) know(name string, value any, because []detect.Evidence) {
	delete(c.Facts, name)
	delete(c.Evidence, name)
	if len(because) == 0 {
		return
	}
	c.Facts[name] = value
	for _, e := range because {
		c.Evidence[name] = append(c.Evidence[name], e.String())
	}
}

// learn adds the fields of a structure of detect that have the tag "fact", by the name in it: a fact with its value, the lines of
// evidence as true, and of a list the field of every element that the tag names.
func (c *Common) learn(of any) {
	v := reflect.ValueOf(of)
	for i := range v.NumField() {
		name, element, _ := strings.Cut(v.Type().Field(i).Tag.Get("fact"), ",")
		switch f := v.Field(i); {
		case name == "":
		case f.Kind() == reflect.Struct:
			c.know(name, f.FieldByName("Value").Interface(), because(f))
		case element == "":
			c.know(name, true, f.Interface().([]detect.Evidence))
		default:
			var values []string
			var lines []detect.Evidence
			for n := range f.Len() {
				values, lines = append(values, f.Index(n).FieldByName(element).String()), append(lines, because(f.Index(n))...)
			}
			c.know(name, values, lines)
		}
	}
}

// because gives the evidence of a structure: one line or several.
func because(v reflect.Value) []detect.Evidence {
	b := v.FieldByName("Because").Interface()
	if one, ok := b.(detect.Evidence); ok {
		return []detect.Evidence{one}
	}
	return b.([]detect.Evidence)
}

// facts adds what is known of every stack.
func (c *Common) facts(s detect.Stack) {
	c.learn(s)
	manager, _, _ := strings.Cut(s.Manager.Value, "@")
	c.know("manager", manager, s.Manager.Because)
	for _, f := range s.Facts { // always there: an empty text or list is what was not found
		c.know(f.Name, f.Text.Value, f.Text.Because)
		switch {
		case f.IsList:
			c.know(f.Name, append([]string{}, f.List.Value...), f.List.Because)
			if len(f.List.Because) == 0 {
				c.Facts[f.Name] = []string{}
			}
		case len(f.Text.Because) == 0:
			c.Facts[f.Name] = ""
		}
	}
}

// CommonOf gives what a model shares with those of all stacks; nil for something that is no model.
func CommonOf(model any) *Common {
	if m, ok := model.(interface{ shared() *Common }); ok {
		return m.shared()
	}
	return nil
}

func (c *Common) shared() *Common { return c }

// field gives a field of a model by its name; the zero value for a model without it.
func field[T any](model any, name string) (value T) {
	if f := reflect.ValueOf(model).Elem().FieldByName(name); f.IsValid() {
		value, _ = f.Interface().(T)
	}
	return value
}

// WithAnswers gives a copy of a model with the answers to the questions of packs.
func WithAnswers(model any, answers map[string]any) any {
	return with(model, func(c *Common) { c.Answers = answers })
}

// WithNames gives a copy of a model in which the texts that name the service are changed.
func WithNames(model any, change func(string) string) any {
	return with(model, func(c *Common) {
		c.Name, c.Title, c.Description, c.License, c.Source = change(c.Name), change(c.Title), change(c.Description), change(c.License), change(c.Source)
	})
}

// with gives a copy of a model with something of what all models share changed.
func with(model any, change func(*Common)) any {
	if CommonOf(model) == nil {
		return model
	}
	v := reflect.ValueOf(model)
	out := reflect.New(v.Elem().Type())
	out.Elem().Set(v.Elem())
	change(CommonOf(out.Interface()))
	return out.Interface()
}

// DecodeModel reads a model from JSON.
func DecodeModel(stack string, data []byte) (any, error) {
	var m any = &Data{}
	if l, ok := languages()[stack]; ok {
		m = reflect.New(reflect.TypeOf(l.model)).Interface()
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, err
	}
	c := CommonOf(m)
	for name, value := range c.Facts {
		c.Facts[name] = typed(value)
	}
	return m, nil
}

// typed gives a fact its type back, which JSON's numbers and lists lose.
func typed(value any) any {
	switch v := value.(type) {
	case float64:
		return int(v)
	case []any:
		words := []string{}
		for _, e := range v {
			s, _ := e.(string)
			words = append(words, s)
		}
		return words
	}
	return value
}

// RestsOn gives the facts and choices that a field of a model rests on, by its path: "Install.Prod.Locked". The nearest
// field on the way that says so speaks for those below it.
func RestsOn(model any, path string) []string {
	if name, ok := strings.CutPrefix(path, "Facts."); ok {
		return []string{name}
	}
	var keys []string
	at := reflect.TypeOf(model)
	for name := range strings.SplitSeq(strings.ReplaceAll(path, "[]", ""), ".") {
		for at.Kind() == reflect.Pointer || at.Kind() == reflect.Slice || at.Kind() == reflect.Map {
			at = at.Elem()
		}
		if at.Kind() != reflect.Struct {
			break
		}
		f, ok := at.FieldByName(name)
		if !ok {
			break
		}
		if from := f.Tag.Get("from"); from != "" {
			keys = strings.Split(from, ",")
		}
		at = f.Type
	}
	return keys
}

// ValueOf gives what a field of a model says, as text; "" for an element of a list, and for what is more than a few words.
func ValueOf(model any, path string) string {
	at := plain(reflect.ValueOf(model))
	for name := range strings.SplitSeq(path, ".") {
		switch {
		case at.Kind() == reflect.Map && at.Type().Key().Kind() == reflect.String:
			at = at.MapIndex(reflect.ValueOf(name))
		case at.Kind() == reflect.Struct:
			at = at.FieldByName(name)
		default:
			return ""
		}
		at = plain(at)
	}
	switch at.Kind() {
	case reflect.String, reflect.Int, reflect.Bool:
		return fmt.Sprint(at.Interface())
	case reflect.Slice:
		if words, ok := at.Interface().([]string); ok {
			return strings.Join(words, " ")
		}
	}
	return ""
}

// plain gives what a pointer or an interface leads to.
func plain(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}
