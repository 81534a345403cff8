package detect

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// pyUnknown stands in a path for a part that only the run decides, such as the name of an upload.
const pyUnknown = "\x00"

var (
	pyJoin       = lazy(`^(?:os\.path\.)?(?:join|safe_join)$|\.joinpath$`)
	pySame       = lazy(`^(?:str|(?:pathlib\.)?(?:Pure)?Path|os\.fspath|(?:os\.path\.)?(?:abspath|realpath|normpath))$`)
	pyEnvAsk     = lazy(`(?:^|\.)(?:getenv|environ\.get|env|config)(?:\.\w+)?$`)
	pyPlaceTail  = lazy(`\.(?:resolve|absolute|as_posix|__str__)\(\)$`)
	pyPlaceUp    = lazy(`\.parent$`)
	pyPlaceUps   = lazy(`\.parents\[(\d)\]$`)
	pySQLiteHead = lazy(`^sqlite(?:\+\w+)?:///?`)
	pyFormatted  = lazy(`\{([\w.]+)(?:![rsa])?\}`)
	pyAnyFormat  = lazy(`\{[^{}]*\}`)
	pyTextOnly   = lazy(`^([rbuf]*)(?:"([^"\\]*)"|'([^'\\]*)')$`)
	pyFallback   = lazy(`\s+or\s+`)
	pyPlaceName  = lazy(`^(?:\w+\.)*(\w+)$`)
)

// place evaluates an expression as a path: relative to the project's directory, with pyUnknown for what the run decides. It fails
// for a path elsewhere and for what is not written out. An address of SQLite gives the path of its file.
func (p *pyProject) place(s *pySource, expr string, depth int) (string, bool) {
	expr = strings.TrimSpace(expr)
	if all := pyFallback.FindAllStringIndex(expr, -1); len(all) > 0 {
		expr = strings.TrimSpace(expr[all[len(all)-1][1]:])
	}
	if expr == "" || depth > 8 {
		return "", false
	}
	if parts := pyParts(expr, '+'); len(parts) > 1 {
		return p.added(s, parts, depth)
	}
	if parts := pyParts(expr, '/'); len(parts) > 1 {
		return p.joined(s, parts, depth)
	}
	if m := pyTextOnly.FindStringSubmatch(expr); m != nil {
		return p.placeText(s, m[1], m[2]+m[3], depth)
	}
	return p.placeOf(s, expr, depth)
}

// placeOf evaluates what is neither a text nor a sum: __file__, a call, a name, and the steps upwards from one.
func (p *pyProject) placeOf(s *pySource, expr string, depth int) (string, bool) {
	if expr == "__file__" {
		return p.rel(s.path), !p.py.Packaged.Known() // an installed package is elsewhere
	}
	for _, re := range []*expression{pyPlaceTail, pyPlaceUp, pyPlaceUps} {
		m := re.FindStringSubmatch(expr)
		if m == nil {
			continue
		}
		at, ok := p.place(s, strings.TrimSuffix(expr, m[0]), depth+1)
		switch {
		case re == pyPlaceUp:
			return path.Dir(at), ok && at != "."
		case re == pyPlaceUps:
			up, _ := strconv.Atoi(m[1])
			return path.Join(at, strings.Repeat("../", up+1)), ok
		}
		return at, ok
	}
	if open := pyOpening(expr); open > 0 {
		return p.placeCall(s, expr[:open], expr[open+1:len(expr)-1], depth)
	}
	if strings.HasPrefix(expr, "(") && strings.HasSuffix(expr, ")") {
		return p.place(s, expr[1:len(expr)-1], depth+1)
	}
	return p.placeNamed(s, expr, depth)
}

// placeCall evaluates the calls that make paths, and those that read a variable with a default.
func (p *pyProject) placeCall(s *pySource, name, args string, depth int) (string, bool) {
	list := pyParts(args, ',')
	switch {
	case name == "os.getcwd", strings.HasSuffix(name, "Path.cwd"), (name == "Path" || name == "pathlib.Path") && args == "":
		return ".", true
	case strings.HasSuffix(name, "dirname"):
		at, ok := p.place(s, args, depth+1)
		return path.Dir(at), ok && at != "."
	case strings.HasSuffix(name, ".joinpath"):
		return p.joined(s, append([]string{strings.TrimSuffix(name, ".joinpath")}, list...), depth)
	case pyJoin.MatchString(name), pySame.MatchString(name):
		return p.joined(s, list, depth)
	case pyEnvAsk.MatchString(name):
		return p.place(s, pyDefault(list), depth+1)
	}
	return "", false
}

// pyDefault gives what stands for an unset variable among the arguments of a call that reads one; "" for nothing.
func pyDefault(args []string) string {
	for _, a := range args {
		if name, value, ok := strings.Cut(a, "="); ok && strings.TrimSpace(name) == "default" {
			return value
		}
	}
	if len(args) > 1 && !pyKeyword.MatchString(args[1]) {
		return args[1]
	}
	return ""
}

// placeNamed follows a name to what it was given, here or in another file of the project that alone gives it.
func (p *pyProject) placeNamed(s *pySource, expr string, depth int) (string, bool) {
	m := pyPlaceName.FindStringSubmatch(expr)
	switch {
	case m == nil:
		return "", false
	case m[1] == "instance_path":
		return p.instance(), !p.py.Packaged.Known()
	case m[1] == "root_path":
		return path.Dir(p.rel(s.path)), !p.py.Packaged.Known()
	}
	set := lazy(`^\s*(?:self\.)?` + regexp.QuoteMeta(m[1]) + `\s*(?::[^=]+)?=\s*([^=].*)$`)
	if line, v := s.find(set); line > 0 && !strings.HasPrefix(v[1], m[1]+" ") {
		return p.place(s, s.whole(line, v[1]), depth+1)
	}
	if m[1] != strings.ToUpper(m[1]) {
		return "", false
	}
	for _, file := range p.envSources() {
		if other := p.source(file); other != s {
			if line, v := other.find(set); line > 0 {
				return p.place(other, other.whole(line, v[1]), depth+1)
			}
		}
	}
	return "", false
}

// whole joins an expression that goes on over the following lines because a bracket is open.
func (s *pySource) whole(line int, expr string) string {
	if open := strings.IndexAny(expr, "([{"); open >= 0 && strings.Count(expr, "(") > strings.Count(expr, ")") {
		return expr[:open+1] + s.arguments(line-1, strings.LastIndex(s.lines[line-1], expr)+open+1) + ")"
	}
	return expr
}

// placeText gives the path that a text names; in one with placeholders, these are evaluated.
func (p *pyProject) placeText(s *pySource, kind, text string, depth int) (string, bool) {
	text = text[len(pySQLiteHead.FindString(text)):]
	if strings.ContainsAny(kind, "f") {
		text = pyFormatted.compiled().ReplaceAllStringFunc(text, func(m string) string {
			if at, ok := p.place(s, pyFormatted.FindStringSubmatch(m)[1], depth+1); ok {
				return at
			}
			return pyUnknown
		})
		text = pyAnyFormat.ReplaceAllString(text, pyUnknown)
	}
	text, _, _ = strings.Cut(text, "?")
	switch {
	case text == "", strings.HasPrefix(text, "/"), strings.HasPrefix(text, pyUnknown), strings.HasPrefix(text, "~"), strings.Contains(text, ":"), strings.Contains(text, "%"), strings.Contains(text, `\`):
		return "", false
	}
	return path.Clean(text), true
}

// added puts texts behind one another: an address of SQLite and its file, a directory and what stands below.
func (p *pyProject) added(s *pySource, parts []string, depth int) (string, bool) {
	out := ""
	for i, part := range parts {
		m := pyTextOnly.FindStringSubmatch(part)
		at, ok := "", true
		switch {
		case m != nil && i == 0 && pySQLiteHead.FindString(m[2]+m[3]) == m[2]+m[3]:
		case m != nil && i > 0:
			at = m[2] + m[3]
		default:
			at, ok = p.place(s, part, depth+1)
		}
		if !ok && out == "" {
			return "", false
		}
		if !ok {
			at = pyUnknown
		}
		out += at
	}
	return path.Clean(out), out != "" && !strings.HasPrefix(out, "/")
}

// joined joins the parts of a path, of which the first has to be known.
func (p *pyProject) joined(s *pySource, parts []string, depth int) (string, bool) {
	out := ""
	for i, part := range parts {
		at, ok := p.place(s, part, depth+1)
		if m := pyTextOnly.FindStringSubmatch(strings.TrimSpace(part)); i > 0 && m != nil && m[1] == "" {
			at, ok = m[2]+m[3], true
		}
		switch {
		case !ok && i == 0:
			return "", false
		case !ok:
			at = pyUnknown
		case strings.HasPrefix(at, "/"):
			return "", false
		}
		out = path.Join(out, at)
	}
	return out, out != ""
}

// pyOpening finds the bracket that the expression's last character closes, behind the name of a call.
func pyOpening(expr string) int {
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

// pyParts parts an expression at an operator that stands in no bracket and no text.
func pyParts(expr string, operator byte) []string {
	var out []string
	depth, quote, from := 0, byte(0), 0
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		case c == operator && depth == 0:
			out, from = append(out, strings.TrimSpace(expr[from:i])), i+1
		}
	}
	return append(out, strings.TrimSpace(expr[from:]))
}
