package java

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// listen is where a program's own code listens.
type listen struct {
	port          detect.Fact[int]
	portEnv       detect.Fact[string]
	host, hostEnv detect.Fact[string]
}

// value is what an expression comes to: a number or a text, and the variable that is read first.
type value struct {
	text, env string
	at, envAt detect.Evidence
}

var (
	listens  = pattern.New(`\b(?:embeddedServer|InetSocketAddress|ServerSocket|NanoHTTPD|addHttpListener|forPort|setPort|withPort|setHost|withHost|bindAddress|ipAddress)\(|new\s+(?:[\w.]+\.)?Server\(|\.(?:start|listen|port|http|host|bind|bindAddress)\(|(?:^|[\s;{])(?:port|ipAddress)\(`)
	binds    = pattern.New(`HttpServer|[jJ]avalin|spark\.Spark|io\.vertx|Undertow|embeddedServer|jetty|Tomcat\(|io\.helidon|ServerBuilder|Server\.builder|ratpack|http4k|jooby|ServerBootstrap|reactor\.netty|NanoHTTPD|ServerSocket`)
	reads    = pattern.New(`getenv\(\s*"(\w+)"|(?:getenv|environment)\(\)\s*\.\s*(?:getOrDefault|get)\(\s*"(\w+)"|(?:getenv|environment)\(\)\s*\[\s*"(\w+)"`)
	literal  = pattern.New(`"([^"\n]*)"|\b(\d{2,5})\b`)
	names    = pattern.New(`\b([A-Za-z_]\w*)\b`)
	named    = pattern.New(`^\s*(\w+)\s*=\s*([^=].*)$`)
	portName = pattern.New(`(?:^|[^A-Za-z])ports?(?:[^a-z]|$)|(?:^|[^A-Z])Ports?(?:[^a-z]|$)|(?:^|[^A-Z])PORTS?(?:[^A-Za-z]|$)`)
)

// calls follows the calls by which the sources listen, each argument through one constant, variable or method.
func calls(t *detect.Tree, dirs []string) listen {
	var found listen
	var files []string
	for _, dir := range dirs {
		files = append(files, t.Under(path.Join(dir, "src/main"), ".java", ".kt")...)
	}
	for _, p := range files {
		text, err := t.Source(p)
		if err != nil || !binds.MatchString(text) {
			continue
		}
		lines := detect.PlainScript(t.Lines(p))
		for i, line := range lines {
			for _, span := range listens.FindAllStringIndex(line, -1) {
				call := line[span[0]:span[1]]
				for _, arg := range arguments(lines, i, span[1]) {
					found.take(call, arg, follow(t, files, p, i, arg, 2))
				}
			}
			if strings.Contains(line, "getLoopbackAddress()") && !found.host.Known() {
				found.host = detect.NewFact("127.0.0.1", t.At(p, i+1))
			}
		}
	}
	return found
}

// take judges one argument of a call: a port, or an address.
func (l *listen) take(call, arg string, v value) {
	if m := named.FindStringSubmatch(arg); m != nil && m[1] != "port" && m[1] != "host" {
		return
	}
	if n, ok := detect.PortNumber(v.text); ok && !strings.Contains(call, "ost(") {
		if !literal.MatchString(arg) && !portName.MatchString(arg) && !portName.MatchString(v.env) { // a size, a limit, a delay
			return
		}
		if !l.port.Known() && (!l.portEnv.Known() || v.env == l.portEnv.Value) {
			l.port = detect.NewFact(n, v.at)
		}
		if v.env != "" && !l.portEnv.Known() && l.port.Value == n {
			l.portEnv = detect.NewFact(v.env, v.envAt)
		}
		return
	}
	if v.text == "" && v.env != "" && strings.Contains(v.env, "PORT") && !l.portEnv.Known() && !l.port.Known() {
		l.portEnv = detect.NewFact(v.env, v.envAt)
	}
	if detect.Loopback(v.text) && !l.host.Known() {
		if l.host = detect.NewFact(v.text, v.at); v.env != "" {
			l.hostEnv = detect.NewFact(v.env, v.envAt)
		}
	}
}

// arguments splits what stands in the brackets that open before a column of a line, over at most eight lines.
func arguments(lines []string, i, column int) []string {
	text := strings.Join(append([]string{lines[i][column:]}, lines[i+1:min(i+8, len(lines))]...), " ")
	return detect.Arguments(text, `"`)
}

// follow finds what an expression comes to; depth is how many names are followed.
func follow(t *detect.Tree, files []string, p string, line int, expr string, depth int) value {
	if m := named.FindStringSubmatch(expr); m != nil {
		expr = m[2]
	}
	expr, _, _ = strings.Cut(expr, ".resolve(") // what lies below a directory is of no concern
	body := strings.HasPrefix(strings.TrimSpace(expr), "{")
	if len(expr) > 500 || strings.Contains(expr, "->") || strings.Contains(expr, "new ") && !body || strings.Contains(expr, "createTemp") {
		return value{}
	}
	v := value{at: t.At(p, line+1), envAt: t.At(p, line+1)}
	rest := expr
	if m := reads.FindStringSubmatchIndex(expr); m != nil {
		v.env = strings.Join(subtexts(expr, m), "")
		rest = reads.ReplaceAllString(expr, "")
	}
	rest = settingName.ReplaceAllString(rest, "(")
	if m := literal.FindStringSubmatchIndex(rest); m != nil && !strings.HasSuffix(strings.TrimSpace(rest[:m[0]]), "+") {
		v.text = strings.Join(subtexts(rest, m), "")
		return v
	}
	if depth == 0 {
		return v
	}
	for _, span := range names.FindAllStringIndex(rest, -1) {
		m := rest[span[0]:span[1]]
		if strings.HasSuffix(strings.TrimSpace(rest[:span[0]]), "+") {
			continue
		}
		if slices.Contains([]string{"Integer", "parseInt", "valueOf", "toInt", "System", "Optional", "map", "orElse", "int", "Int", "null", "it", "args", "length"}, m) {
			continue
		}
		where := files
		if own := span[0] == 0 || rest[span[0]-1] != '.'; own && strings.ToUpper(m) != m && strings.HasSuffix(p, ".java") {
			where = nil // a variable or a method of this class
		}
		if file, i, body := handed(t, p, line, m); body != "" {
			return follow(t, files, file, i, body, depth-1)
		}
		if file, i, body := definition(t, where, p, m); body != "" {
			if made, ok := strings.CutPrefix(strings.TrimSpace(body), "new "); ok && portName.MatchString(m) { // the constant of a setting, with its default
				body = strings.Join(numbers.FindAllString(made, 1), "")
			}
			got := follow(t, files, file, i, body, depth-1)
			if v.env == "" {
				v.env, v.envAt = got.env, got.envAt
			}
			if v.text = got.text; v.text != "" {
				v.at = got.at
				return v
			}
		}
	}
	return v
}

var (
	numbers   = pattern.New(`\b\d{2,5}\b`)
	declared  = pattern.New(`\b(\w+)\s*\(([^()]*)\)\s*(?:throws [\w., ]+)?(?::\s*[\w<>?]+\s*)?[{=]`)
	parameter = pattern.New(`^(?:final\s+)?(?:int|Integer|String)\s+(\w+)$|^(\w+)\s*:\s*(?:Int|String)\b`)
)

// handed finds what a method of the same file gets for one of its parameters, from the first call in that file.
func handed(t *detect.Tree, p string, line int, name string) (file string, at int, body string) {
	lines := detect.PlainScript(t.Lines(p))
	for i := line; i >= 0 && i > line-40; i-- {
		m := declared.FindStringSubmatch(lines[i])
		if m == nil || !strings.Contains(m[2], name) {
			continue
		}
		for k, text := range strings.Split(m[2], ",") {
			if n := parameter.FindStringSubmatch(strings.TrimSpace(text)); n == nil || n[1]+n[2] != name {
				continue
			}
			for j, l := range lines {
				column := strings.Index(l, m[1]+"(")
				if j == i || column < 0 || column > 0 && wordByte(l[column-1]) {
					continue
				}
				if args := arguments(lines, j, column+len(m[1])+1); k < len(args) {
					return p, j, args[k]
				}
			}
		}
	}
	return "", 0, ""
}

// settingName is the name by which a program asks for a setting, which is no value.
var settingName = pattern.New(`\b(?:get[A-Z]\w*|property\w*|opt(?:String|Int|Integer)?)\([^"()]*"[^"]*"\s*,?`)

// subtexts gives the groups of a match.
func subtexts(s string, m []int) []string {
	var out []string
	for k := 2; k < len(m); k += 2 {
		if m[k] >= 0 {
			out = append(out, s[m[k]:m[k+1]])
		}
	}
	return out
}

// definition finds where a name gets its value: an assignment, or the body of a method without arguments; in the same file
// first.
func definition(t *detect.Tree, files []string, p, name string) (file string, line int, body string) {
	for _, f := range append([]string{p}, files...) {
		if text, err := t.Source(f); err != nil || !strings.Contains(text, name) {
			continue
		}
		lines := detect.PlainScript(t.Lines(f))
		for i, l := range lines {
			at := strings.Index(l, name)
			if at < 0 || at > 0 && wordByte(l[at-1]) {
				continue
			}
			rest := strings.TrimSpace(l[at+len(name):])
			if strings.HasPrefix(rest, "()") && (at == 0 || l[at-1] != ' ' && l[at-1] != '\t') { // a call, not a method's own line
				continue
			}
			if kind := strings.Index(rest, "="); strings.HasPrefix(rest, ":") && kind > 0 { // Kotlin's type
				rest = rest[kind:]
			}
			switch {
			case strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "=="):
				return f, i, statement(rest[1:], lines[i+1:min(i+5, len(lines))])
			case strings.HasPrefix(rest, "()") && strings.HasSuffix(rest, "{"), strings.HasPrefix(rest, "()") && strings.Contains(rest, "="):
				return f, i, strings.Join(lines[i:min(i+7, len(lines))], " ")[at+len(name)+2:]
			}
		}
	}
	return "", 0, ""
}

// statement gives a statement that begins with a text and may go on over the lines after it.
func statement(first string, more []string) string {
	all := strings.Join(append([]string{first}, more...), " ")
	if text, _, ok := strings.Cut(all, ";"); ok {
		return text
	}
	if strings.Count(first, "(") > strings.Count(first, ")") || len(more) > 0 && strings.HasPrefix(strings.TrimSpace(more[0]), "?:") {
		return all
	}
	return first
}

// wordByte reports whether a byte is part of a name.
func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
