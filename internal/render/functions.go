package render

import (
	"fmt"
	"maps"
	"strings"
	"text/template"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/quote"
)

// funcs are the functions of the templates: the allowed ones of sprig, those that write values of the model quoted, and those
// that print blocks.
func (r *renderer) funcs() template.FuncMap {
	funcs := quote.Functions()
	maps.Copy(funcs, r.guards())
	within := func(s string) any { return quote.Quoted(s) }
	line := func(s string) any { return quote.Line(s) }
	for name, f := range map[string]any{
		"sh":      quote.Words,
		"word":    quote.Shell,
		"exec":    r.execForm,
		"json":    func(s string) (string, error) { return quote.JSON([]string{s}) },
		"vars":    variables,
		"path":    r.onePath,
		"paths":   func(sources any, dest string) (string, error) { return quote.Copy(sources, dest, true) },
		"globs":   func(sources any, dest string) (string, error) { return quote.Copy(sources, dest, false) },
		"flag":    quote.Flag,
		"ref":     quote.Ref,
		"pattern": r.pattern,
		"env":     func(args ...any) (any, error) { return setting("ENV", args) },
		"label":   func(args ...any) (any, error) { return setting("LABEL", args) },
	} {
		funcs[name] = quote.Adapted(f, within)
	}
	funcs["comment"] = quote.Adapted(quote.Comment, line)
	funcs["pem"] = quote.Adapted(quote.Certificate, line)
	funcs["include"], funcs["super"] = r.include, r.super
	return funcs
}

// execForm writes the JSON form of a command: {{exec .Cmd}}. With the name of an instruction it writes all of it.
func (r *renderer) execForm(args ...any) (any, error) {
	if len(args) == 2 {
		name, ok := args[0].(string)
		if !ok || name != "CMD" && name != "ENTRYPOINT" && name != "RUN" && name != "SHELL" {
			return "", &quote.ValueError{Place: "an exec form", Value: fmt.Sprint(args[0])}
		}
		s, err := quote.Exec(args[1])
		return quote.Line(name + " " + s), err
	}
	if len(args) != 1 {
		return "", fmt.Errorf("exec takes a list")
	}
	if !r.in("CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "VOLUME") {
		return "", quote.Stop("exec writes the list of CMD, ENTRYPOINT, HEALTHCHECK, SHELL, or VOLUME, but is used in another instruction")
	}
	return quote.Exec(args[0])
}

// onePath writes one path as a word of an instruction. The name of the instruction may stand before it.
func (r *renderer) onePath(args ...string) (string, error) {
	switch len(args) {
	case 1:
		return quote.Path("COPY", args[0])
	case 2:
		if !r.in(strings.ToUpper(args[0]), "ONBUILD") {
			return "", quote.Stop("path %q writes a path of %[1]s, but is used in another instruction", args[0])
		}
		return quote.Path(args[0], args[1])
	}
	return "", fmt.Errorf("path takes one path")
}

// pattern writes a line of .dockerignore.
func (r *renderer) pattern(s string) (string, error) {
	if r.output == "Dockerfile" {
		return "", quote.Stop("pattern writes a line of .dockerignore, not of a Dockerfile")
	}
	return quote.Pattern(s)
}

// setting writes one value of ENV or LABEL; with a name before it, the whole instruction. No $ in it is expanded.
func setting(place string, args []any) (any, error) {
	switch len(args) {
	case 1:
		return quote.Value(place, args[0])
	case 2:
		s, err := quote.Assigned(place, fmt.Sprint(args[0]), args[1])
		return quote.Line(place + " " + s), err
	}
	return nil, fmt.Errorf("%s takes a value, and a name before it where it stands alone", strings.ToLower(place))
}

// variables writes names and values, one a line: ENV {{vars .Env}}.
func variables(vars []plan.Var) (string, error) {
	var out []string
	for _, v := range vars {
		s, err := quote.Assigned("ENV", v.Name, v.Value)
		if err != nil {
			return "", err
		}
		out = append(out, s)
	}
	return strings.Join(out, " \\\n    "), nil
}
