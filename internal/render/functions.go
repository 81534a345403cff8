package render

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"text/template"

	"github.com/msgen/msgen/internal/plan"
)

// indent stands before the lines that continue an instruction.
const indent = " \\\n    "

// funcs are the functions of the templates: the allowed ones of sprig, those that write values of the model quoted, and those
// that print blocks.
func (r *renderer) funcs() template.FuncMap {
	funcs := allowed()
	maps.Copy(funcs, printers())
	maps.Copy(funcs, r.guards())
	within := func(s string) any { return quoted(s) }
	line := func(s string) any { return whole(s) }
	for name, f := range map[string]any{
		"sh":      shellArgs,
		"word":    quoteShell,
		"exec":    r.execForm,
		"json":    func(s string) (string, error) { return execList([]string{s}) },
		"vars":    variables,
		"path":    r.onePath,
		"paths":   func(sources any, dest string) (string, error) { return copied(sources, dest, true) },
		"globs":   func(sources any, dest string) (string, error) { return copied(sources, dest, false) },
		"flag":    func(s string) (string, error) { return quoteFlag("a flag", s) },
		"ref":     quoteRef,
		"pattern": r.pattern,
	} {
		funcs[name] = adapted(f, within)
	}
	funcs["comment"] = adapted(remark, line)
	funcs["pem"] = adapted(certificate, line)
	for name, place := range map[string]string{"env": "ENV", "label": "LABEL"} {
		funcs[name] = adapted(func(args ...any) (any, error) { return variable1(place, args) }, within)
	}
	funcs["include"], funcs["super"] = r.include, r.super
	return funcs
}

// list gives one value or several as a list.
func list(v any) ([]string, error) {
	switch v := plainValue(v).(type) {
	case string:
		return []string{v}, nil
	case int, int64, bool:
		return []string{fmt.Sprint(v)}, nil
	case []string:
		return v, nil
	case []any:
		var out []string
		for _, e := range v {
			one, err := list(e)
			if err != nil || len(one) != 1 {
				return nil, stopped("a list of texts is wanted, and this one holds a value of the type %T", e)
			}
			out = append(out, one...)
		}
		return out, nil
	}
	return nil, stopped("a text or a list of texts is wanted, not a value of the type %T", v)
}

// copied writes the paths of a COPY.
func copied(sources any, dest string, patterns bool) (string, error) {
	from, err := list(sources)
	if err != nil {
		return "", err
	}
	return quotePaths(from, dest, patterns)
}

// shellArgs writes one argument or several for the shell.
func shellArgs(v any) (string, error) {
	words, err := list(v)
	if err != nil {
		return "", err
	}
	var out []string
	for _, w := range words {
		q, err := quoteShell(w)
		if err != nil {
			return "", err
		}
		out = append(out, q)
	}
	return strings.Join(out, " "), nil
}

// execForm writes the JSON form of a command: {{exec .Cmd}}. With the name of an instruction it writes all of it.
func (r *renderer) execForm(args ...any) (any, error) {
	if len(args) == 2 {
		name, ok := args[0].(string)
		if !ok || name != "CMD" && name != "ENTRYPOINT" && name != "RUN" && name != "SHELL" {
			return "", &ValueError{"an exec form", fmt.Sprint(args[0])}
		}
		s, err := execWords(args[1])
		return whole(name + " " + s), err
	}
	if len(args) != 1 {
		return "", fmt.Errorf("exec takes a list")
	}
	if !r.in("CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "VOLUME") {
		return "", stopped("exec writes the list of CMD, ENTRYPOINT, HEALTHCHECK, SHELL or VOLUME, and stands in another instruction")
	}
	return execWords(args[0])
}

// execWords writes one argument or several in the JSON form.
func execWords(v any) (string, error) {
	words, err := list(v)
	if err != nil {
		return "", err
	}
	return quoteExec(words)
}

// execList writes the elements of a JSON list without its brackets.
func execList(words []string) (string, error) {
	s, err := quoteExec(words)
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), err
}

// onePath writes one path as a word of an instruction. The name of the instruction may stand before it.
func (r *renderer) onePath(args ...string) (string, error) {
	switch len(args) {
	case 1:
		return placedPath("COPY", args[0])
	case 2:
		if !r.in(strings.ToUpper(args[0]), "ONBUILD") {
			return "", stopped("path %q writes a path of %s, and stands in another instruction", legible(args[0]), legible(args[0]))
		}
		return placedPath(args[0], args[1])
	}
	return "", fmt.Errorf("path takes one path")
}

// pattern writes a line of .dockerignore.
func (r *renderer) pattern(s string) (string, error) {
	if r.output == "Dockerfile" {
		return "", stopped("pattern writes a line of .dockerignore, not of a Dockerfile")
	}
	return quotePattern(s)
}

// variable1 writes one value of ENV, ARG or LABEL; with a name before it, the whole instruction. No $ in it is expanded.
func variable1(place string, args []any) (any, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("%s takes a value", strings.ToLower(place))
	}
	args = plainList(args)
	switch args[len(args)-1].(type) {
	case string, int, bool:
	default:
		return nil, &ValueError{place, fmt.Sprintf("a value of the type %T", args[len(args)-1])}
	}
	value, err := quoteValue(place, fmt.Sprint(args[len(args)-1]))
	if err != nil || len(args) == 1 {
		return value, err
	}
	name, ok := args[0].(string)
	if key := keyForm(place); !ok || len(args) != 2 || !key.MatchString(name) {
		return nil, &ValueError{place, fmt.Sprint(args[0])}
	}
	return whole(place + " " + name + "=" + value), nil
}

// variables writes names and values, one a line: ENV {{vars .Env}}.
func variables(vars []plan.Var) (string, error) {
	var out []string
	for _, v := range vars {
		if !variable.MatchString(v.Name) {
			return "", &ValueError{"ENV", v.Name}
		}
		value, err := quoteValue("ENV", v.Value)
		if err != nil {
			return "", err
		}
		out = append(out, v.Name+"="+value)
	}
	return strings.Join(out, indent), nil
}

// remark writes a comment of one line; "" for no text.
func remark(s string) string {
	if s = quoteComment(s); s == "" {
		return ""
	}
	return "# " + s
}

// certificate writes a certificate in PEM, the lines of a heredoc.
func certificate(s string) (string, error) {
	if !regexp.MustCompile(`^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$`).MatchString(s) {
		return "", &ValueError{"a certificate", s[:min(len(s), 100)]}
	}
	return strings.TrimSuffix(s, "\n"), nil
}
