package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"text/template"

	"github.com/msgen/msgen/internal/plan"
)

// Draft renders one template file with a model: the new form of templates, beside the old one until all stacks have it.
// Dirs are the folders of the templates, the later over the earlier.
func Draft(fsys fs.FS, file string, model any, dirs ...string) (string, error) {
	t := template.New("").Option("missingkey=error")
	include := func(name string, data any) (string, error) {
		var b bytes.Buffer
		err := t.ExecuteTemplate(&b, name, data)
		return b.String(), err
	}
	t.Funcs(allowed()).Funcs(draftFuncs()).Funcs(template.FuncMap{"include": include})
	for _, dir := range dirs {
		files, err := fs.Glob(fsys, dir+"/*.tmpl")
		if err != nil {
			return "", err
		}
		for _, f := range files {
			text, err := fs.ReadFile(fsys, f)
			if err != nil {
				return "", err
			}
			if _, err := t.New(f).Parse(alone.ReplaceAllString(string(text), "$1{{/*\n*/}}")); err != nil {
				return "", err
			}
		}
	}
	text, err := include(file, model)
	return collapse(text), err
}

// alone finds lines that hold nothing but one piece of control flow; as in Mustache and Jinja, such a line prints nothing.
var alone = regexp.MustCompile(`(?m)^[ \t]*(\{\{(?:if|else|end|range|with|define|block|template|break|continue|\$\w+ :?=|/\*)(?:[^{}]|\{[^{]|\}[^}])*\}\})[ \t]*\n`)

// collapse makes one blank line of several, and removes those at the ends and behind a line that is continued.
func collapse(text string) string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		l = strings.TrimRight(l, " \t")
		if l == "" && (len(out) == 0 || out[len(out)-1] == "" || strings.HasSuffix(out[len(out)-1], `\`)) {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// draftFuncs are the functions that write values.
func draftFuncs() template.FuncMap {
	return template.FuncMap{
		"sh":   shellArgs,
		"exec": func(list []string) (string, error) { return quoteExec(list) },
		"json": func(s string) (string, error) {
			e, err := quoteExec([]string{s})
			return strings.TrimSuffix(strings.TrimPrefix(e, "["), "]"), err
		},
		"env":   func(s string) (string, error) { return quoteValue("ENV", s, false) },
		"label": func(s string) (string, error) { return quoteValue("LABEL", s, false) },
		"vars": func(list []plan.Var) (string, error) {
			s, err := vars("ENV", list)
			return strings.TrimPrefix(s, "ENV "), err
		},
		"path":    func(s string) (string, error) { return quotePath("WORKDIR", s, false) },
		"paths":   func(sources any, dest string) (string, error) { return quotePaths(list(sources), dest, true) },
		"globs":   func(sources any, dest string) (string, error) { return quotePaths(list(sources), dest, false) },
		"flag":    func(s string) (string, error) { return quoteFlag("--mount", s) },
		"ref":     quoteRef,
		"comment": func(s string) string { return "# " + quoteComment(s) },
		"join":    joined,
		"pattern": quotePattern,
	}
}

// list gives one string or several as a list.
func list(v any) []string {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	out, _ := v.([]string)
	return out
}

// shellArgs quotes one argument or several for the shell.
func shellArgs(v any) (string, error) {
	var out []string
	for _, w := range list(v) {
		q, err := quoteShell(w)
		if err != nil {
			return "", err
		}
		out = append(out, q)
	}
	return strings.Join(out, " "), nil
}

// joined writes commands one a line, joined by &&; for any other list it is sprig's join.
func joined(args ...any) (string, error) {
	if commands, ok := args[0].([][]string); ok {
		var out []string
		for _, c := range commands {
			s, err := shellArgs(c)
			if err != nil {
				return "", err
			}
			out = append(out, s)
		}
		return strings.Join(out, indent+"&& "), nil
	}
	if len(args) != 2 {
		return "", fmt.Errorf("join takes a separator and a list")
	}
	var out []string
	v := reflect.ValueOf(args[1])
	for i := range v.Len() {
		out = append(out, fmt.Sprint(v.Index(i)))
	}
	return strings.Join(out, fmt.Sprint(args[0])), nil
}
