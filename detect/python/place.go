package python

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// unknown stands in a path for a part that only the run decides, such as the name of an upload.
const unknown = "\x00"

var (
	join       = pattern.New(`^(?:os\.path\.)?(?:join|safe_join)$|\.joinpath$`)
	same       = pattern.New(`^(?:str|(?:pathlib\.)?(?:Pure)?Path|os\.fspath|(?:os\.path\.)?(?:abspath|realpath|normpath))$`)
	envAsk     = pattern.New(`(?:^|\.)(?:getenv|environ\.get|env|config)(?:\.\w+)?$`)
	placeTail  = pattern.New(`\.(?:resolve|absolute|as_posix|__str__)\(\)$`)
	placeUp    = pattern.New(`\.parent$`)
	placeUps   = pattern.New(`\.parents\[(\d)\]$`)
	sqLiteHead = pattern.New(`^sqlite(?:\+\w+)?:///?`)
	formatted  = pattern.New(`\{([\w.]+)(?:![rsa])?\}`)
	anyFormat  = pattern.New(`\{[^{}]*\}`)
	textOnly   = pattern.New(`^([rbuf]*)(?:"([^"\\]*)"|'([^'\\]*)')$`)
	fallback   = pattern.New(`\s+or\s+`)
	placeName  = pattern.New(`^(?:\w+\.)*(\w+)$`)
)

// findPlace evaluates an expression as a path: relative to the project's directory, with unknown for what the run decides. It fails
// for a path elsewhere and for what is not written out. An address of SQLite gives the path of its file.
func findPlace(p *project, s *source, expr string, depth int) (string, bool) {
	expr = strings.TrimSpace(expr)
	if all := fallback.FindAllStringIndex(expr, -1); len(all) > 0 {
		expr = strings.TrimSpace(expr[all[len(all)-1][1]:])
	}
	if expr == "" || depth > 8 {
		return "", false
	}
	if parts := parts(expr, '+'); len(parts) > 1 {
		return added(p, s, parts, depth)
	}
	if parts := parts(expr, '/'); len(parts) > 1 {
		return joined(p, s, parts, depth)
	}
	if m := textOnly.FindStringSubmatch(expr); m != nil {
		return placeText(p, s, m[1], m[2]+m[3], depth)
	}
	return placeOf(p, s, expr, depth)
}

// placeOf evaluates what is neither a text nor a sum: __file__, a call, a name, and the steps upwards from one.
func placeOf(p *project, s *source, expr string, depth int) (string, bool) {
	if expr == "__file__" {
		return p.rel(s.path), !p.py.Packaged.Known() // an installed package is elsewhere
	}
	for _, re := range []*pattern.Pattern{placeTail, placeUp, placeUps} {
		m := re.FindStringSubmatch(expr)
		if m == nil {
			continue
		}
		at, ok := findPlace(p, s, strings.TrimSuffix(expr, m[0]), depth+1)
		switch {
		case re == placeUp:
			return path.Dir(at), ok && at != "."
		case re == placeUps:
			up, _ := strconv.Atoi(m[1])
			return path.Join(at, strings.Repeat("../", up+1)), ok
		}
		return at, ok
	}
	if open := opening(expr); open > 0 {
		return placeCall(p, s, expr[:open], expr[open+1:len(expr)-1], depth)
	}
	if strings.HasPrefix(expr, "(") && strings.HasSuffix(expr, ")") {
		return findPlace(p, s, expr[1:len(expr)-1], depth+1)
	}
	return placeNamed(p, s, expr, depth)
}

// placeCall evaluates the calls that make paths, and those that read a variable with a default.
func placeCall(p *project, s *source, name, args string, depth int) (string, bool) {
	list := parts(args, ',')
	switch {
	case name == "os.getcwd", strings.HasSuffix(name, "Path.cwd"), (name == "Path" || name == "pathlib.Path") && args == "":
		return ".", true
	case strings.HasSuffix(name, "dirname"):
		at, ok := findPlace(p, s, args, depth+1)
		return path.Dir(at), ok && at != "."
	case strings.HasSuffix(name, ".joinpath"):
		return joined(p, s, append([]string{strings.TrimSuffix(name, ".joinpath")}, list...), depth)
	case join.MatchString(name), same.MatchString(name):
		return joined(p, s, list, depth)
	case envAsk.MatchString(name):
		return findPlace(p, s, defaultValue(list), depth+1)
	}
	return "", false
}

// defaultValue gives what stands for an unset variable among the arguments of a call that reads one; "" for nothing.
func defaultValue(args []string) string {
	for _, a := range args {
		if name, value, ok := strings.Cut(a, "="); ok && strings.TrimSpace(name) == "default" {
			return value
		}
	}
	if len(args) > 1 && !keyword.MatchString(args[1]) {
		return args[1]
	}
	return ""
}

// placeNamed follows a name to what it was given, here or in another file of the project that alone gives it.
func placeNamed(p *project, s *source, expr string, depth int) (string, bool) {
	m := placeName.FindStringSubmatch(expr)
	switch {
	case m == nil:
		return "", false
	case m[1] == "instance_path":
		return instance(p), !p.py.Packaged.Known()
	case m[1] == "root_path":
		return path.Dir(p.rel(s.path)), !p.py.Packaged.Known()
	}
	set := pattern.New(`^\s*(?:self\.)?` + regexp.QuoteMeta(m[1]) + `\s*(?::[^=]+)?=\s*([^=].*)$`)
	if line, v := s.given(set); line > 0 && !strings.HasPrefix(v[1], m[1]+" ") {
		return findPlace(p, s, s.whole(line, v[1]), depth+1)
	}
	if m[1] != strings.ToUpper(m[1]) {
		return "", false
	}
	for _, file := range p.envSources() {
		if other := p.source(file); other != s {
			if line, v := other.find(set); line > 0 {
				return findPlace(p, other, other.whole(line, v[1]), depth+1)
			}
		}
	}
	return "", false
}

// whole joins an expression that goes on over the following lines because a bracket is open.
func (s *source) whole(line int, expr string) string {
	if open := strings.IndexAny(expr, "([{"); open >= 0 && strings.Count(expr, "(") > strings.Count(expr, ")") {
		return expr[:open+1] + s.arguments(line-1, strings.LastIndex(s.lines[line-1], expr)+open+1) + ")"
	}
	return expr
}

// placeText gives the path that a text names; in one with placeholders, these are evaluated.
func placeText(p *project, s *source, kind, text string, depth int) (string, bool) {
	text = text[len(sqLiteHead.FindString(text)):]
	if strings.ContainsAny(kind, "f") {
		text = formatted.Compiled().ReplaceAllStringFunc(text, func(m string) string {
			if at, ok := findPlace(p, s, formatted.FindStringSubmatch(m)[1], depth+1); ok {
				return at
			}
			return unknown
		})
		text = anyFormat.ReplaceAllString(text, unknown)
	}
	text, _, _ = strings.Cut(text, "?")
	switch {
	case text == "", strings.HasPrefix(text, "/"), strings.HasPrefix(text, unknown), strings.HasPrefix(text, "~"), strings.Contains(text, ":"), strings.Contains(text, "%"), strings.Contains(text, `\`):
		return "", false
	}
	return path.Clean(text), true
}

// added puts texts behind one another: an address of SQLite and its file, a directory and what stands below.
func added(p *project, s *source, parts []string, depth int) (string, bool) {
	out := ""
	for i, part := range parts {
		m := textOnly.FindStringSubmatch(part)
		at, ok := "", true
		switch {
		case m != nil && i == 0 && sqLiteHead.FindString(m[2]+m[3]) == m[2]+m[3]:
		case m != nil && i > 0:
			at = m[2] + m[3]
		default:
			at, ok = findPlace(p, s, part, depth+1)
		}
		if !ok && out == "" {
			return "", false
		}
		if !ok {
			at = unknown
		}
		out += at
	}
	return path.Clean(out), out != "" && !strings.HasPrefix(out, "/")
}

// joined joins the parts of a path, of which the first has to be known.
func joined(p *project, s *source, parts []string, depth int) (string, bool) {
	out := ""
	for i, part := range parts {
		at, ok := findPlace(p, s, part, depth+1)
		if m := textOnly.FindStringSubmatch(strings.TrimSpace(part)); i > 0 && m != nil && m[1] == "" {
			at, ok = m[2]+m[3], true
		}
		switch {
		case !ok && i == 0:
			return "", false
		case !ok:
			at = unknown
		case strings.HasPrefix(at, "/"):
			return "", false
		}
		out = path.Join(out, at)
	}
	return out, out != ""
}

// opening finds the bracket that the expression's last character closes, behind the name of a call.
func opening(expr string) int {
	if !strings.HasSuffix(expr, ")") {
		return -1
	}
	depth := 0
	for i := len(expr) - 1; i >= 0; i-- {
		switch expr[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// quotes begin and end a text.
const quotes = `"'`

// parts parts an expression at an operator that stands in no bracket and no text.
func parts(expr string, operator byte) []string {
	var out []string
	for from := 0; ; {
		end := detect.Until(expr, from, string(operator), quotes)
		if end == len(expr) || expr[end] != operator {
			return append(out, strings.TrimSpace(expr[from:]))
		}
		out, from = append(out, strings.TrimSpace(expr[from:end])), end+1
	}
}
