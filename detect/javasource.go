package detect

import (
	"path"
	"strings"
)

// javaMain is a class with a main method.
type javaMain struct {
	Class   string
	Because Evidence
}

var (
	javaMainLine   = lazy(`\b(?:public\s+static|static\s+public)\s+(?:final\s+)?void\s+main\s*\(`)
	kotlinMainLine = lazy(`^\s*(?:suspend\s+)?fun\s+main\s*\(`)
	kotlinStatic   = lazy(`@JvmStatic\b`)
	packageLine    = lazy(`^\s*package\s+([\w.]+)`)
	jvmNameLine    = lazy(`@file:JvmName\(\s*"(\w+)"`)
	objectLine     = lazy(`^(?:public\s+|internal\s+)?(?:object|class)\s+(\w+)`)
)

// javaMains finds the classes with a main method among a module's production sources, by path.
func javaMains(t *tree, dir string) []javaMain {
	var out []javaMain
	for _, p := range t.under(path.Join(dir, "src/main"), ".java", ".kt") {
		if m, ok := mainIn(t, p); ok {
			out = append(out, m)
		}
	}
	return out
}

// mainIn looks for the main method of one source file.
func mainIn(t *tree, p string) (javaMain, bool) {
	text, err := t.source(p)
	if err != nil || !strings.Contains(text, "main") {
		return javaMain{}, false
	}
	if strings.HasSuffix(p, ".kt") {
		return kotlinMain(t, p)
	}
	pkg := ""
	class := strings.TrimSuffix(path.Base(p), ".java")
	for i, line := range t.lines(p) {
		if m := packageLine.FindStringSubmatch(line); m != nil && pkg == "" {
			pkg = m[1]
		}
		if strings.HasPrefix(strings.TrimSpace(line), "//") || strings.HasPrefix(strings.TrimSpace(line), "*") {
			continue
		}
		if javaMainLine.MatchString(line) {
			return javaMain{qualified(pkg, class), t.at(p, i+1)}, true
		}
	}
	return javaMain{}, false
}

// kotlinMain finds a top-level fun main, whose class bears the file's name and Kt, or a static one of an object.
func kotlinMain(t *tree, p string) (javaMain, bool) {
	base := strings.TrimSuffix(path.Base(p), ".kt")
	class := strings.ToUpper(base[:1]) + base[1:] + "Kt"
	pkg, object, static := "", "", false
	for i, line := range t.lines(p) {
		if m := packageLine.FindStringSubmatch(line); m != nil && pkg == "" {
			pkg = m[1]
		}
		if m := jvmNameLine.FindStringSubmatch(line); m != nil {
			class = m[1]
		}
		if m := objectLine.FindStringSubmatch(line); m != nil {
			object = m[1]
		}
		inObject := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")
		if kotlinMainLine.MatchString(strings.TrimPrefix(strings.TrimSpace(line), "@JvmStatic ")) {
			switch {
			case !inObject:
				return javaMain{qualified(pkg, class), t.at(p, i+1)}, true
			case static || kotlinStatic.MatchString(line):
				return javaMain{qualified(pkg, object), t.at(p, i+1)}, true
			}
		}
		static = kotlinStatic.MatchString(line)
	}
	return javaMain{}, false
}

// qualified joins a package and a class.
func qualified(pkg, class string) string {
	if pkg == "" {
		return class
	}
	return pkg + "." + class
}

// mainQuestion asks which of several classes is started.
func mainQuestion(mains []javaMain) Question {
	q := Question{Key: "main", Text: "which of these classes does the image start?"}
	for _, m := range mains {
		q.Candidates = append(q.Candidates, Candidate{Value: m.Class, Because: []Evidence{m.Because}})
	}
	return q
}

// The patterns by which a source tells its port, strongest first.
var (
	javaServer = lazy(`HttpServer\.create|InetSocketAddress|ServerSocket|[jJ]avalin|spark\.Spark|io\.vertx|[uU]ndertow|embeddedServer|jetty|Tomcat\(|io\.helidon|ServerBuilder|ratpack|http4k|jooby|io\.netty|NanoHTTPD`)
	javaEnv    = lazy(`getenv\(\s*"(\w*PORT\w*)"|(?:getenv|environment)\(\)\s*\.\s*(?:getOrDefault|get)\(\s*"(\w*PORT\w*)"|getenv\(\)\s*\[\s*"(\w*PORT\w*)"`)
	fourDigits = lazy(`\b(\d{2,5})\b`)
	javaPorts  = []*expression{
		lazy(`new\s+InetSocketAddress\(\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\s*\)`),
		lazy(`InetSocketAddress\(\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\s*\)`),
		lazy(`new\s+(?:ServerSocket|Server|NanoHTTPD)\(\s*(\d{2,5})\b`),
		lazy(`\.(?:start|listen|setPort|withPort|port|addHttpListener|forPort)\(\s*(\d{2,5})\b`),
		lazy(`(?:^|[\s(,])port\(\s*(\d{2,5})\s*\)`),
		lazy(`embeddedServer\([^)]*?port\s*=\s*(\d{2,5})`),
		lazy(`(?i)\b(?:int|integer|short|val|var|const)\s+\w*port\w*\s*(?::\s*Int)?\s*=\s*(\d{2,5})\b`),
	}
)

// sourcePort reads the port from the sources of the modules: from an environment variable with its default, else from
// the call that listens.
func sourcePort(t *tree, dirs []string) (Fact[int], Fact[string]) {
	var port Fact[int]
	for _, dir := range dirs {
		for _, p := range t.under(path.Join(dir, "src/main"), ".java", ".kt") {
			text, err := t.source(p)
			if err != nil || !javaServer.MatchString(text) {
				continue
			}
			if port, env := javaEnvPort(t, p); env.Known() {
				return port, env
			}
			if !port.Known() {
				port = callPort(t, p)
			}
		}
	}
	return port, Fact[string]{}
}

// javaEnvPort finds a port that a variable moves; its default stands on the same line or the next four.
func javaEnvPort(t *tree, p string) (Fact[int], Fact[string]) {
	lines := t.lines(p)
	for i, line := range lines {
		m := javaEnv.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		env := fact(m[1]+m[2]+m[3], t.at(p, i+1))
		rest := line[strings.Index(line, m[0]):]
		for j := i; j < len(lines) && j < i+5; j++ {
			if j > i {
				rest = lines[j]
			}
			if d := fourDigits.FindStringSubmatch(rest); d != nil {
				if n, ok := javaPortNumber(d[1]); ok {
					return fact(n, t.at(p, j+1)), env
				}
			}
		}
		if port := callPort(t, p); port.Known() {
			return port, env
		}
		return Fact[int]{}, env
	}
	return Fact[int]{}, Fact[string]{}
}

// callPort finds a literal port.
func callPort(t *tree, p string) Fact[int] {
	for _, pattern := range javaPorts {
		for i, line := range t.lines(p) {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			if m := pattern.FindStringSubmatch(line); m != nil {
				if n, ok := javaPortNumber(m[1]); ok {
					return fact(n, t.at(p, i+1))
				}
			}
		}
	}
	return Fact[int]{}
}

var (
	healthRoute = lazy(`(?:createContext|[gG]et|GetMapping|RequestMapping|Path|path|route|HttpGet)\(\s*(?:value\s*=\s*|path\s*=\s*)?"(/(?:healthz?|livez?|livez|readyz?|ping|status|_health|up|health/live|health/ready|health-check|healthcheck))"`)
	classPrefix = lazy(`^@(?:RequestMapping|Path|Controller)\(\s*(?:value\s*=\s*|path\s*=\s*)?"/?[^"/]`)
)

// sourceHealth finds a route that says that the program is well.
func sourceHealth(t *tree, dirs []string) Fact[string] {
	for _, dir := range dirs {
		for _, p := range t.under(path.Join(dir, "src/main"), ".java", ".kt") {
			if f := healthIn(t, p); f.Known() {
				return f
			}
		}
	}
	return Fact[string]{}
}

// healthIn looks for a health route in one file; a class with a prefix of its own is left alone.
func healthIn(t *tree, p string) Fact[string] {
	var found Fact[string]
	if text, err := t.source(p); err != nil || !healthRoute.may(text) {
		return found
	}
	for i, line := range t.lines(p) {
		if m := healthRoute.FindStringSubmatch(line); m != nil && !found.Known() {
			found = fact(m[1], t.at(p, i+1))
			continue
		}
		if classPrefix.MatchString(line) {
			return Fact[string]{}
		}
	}
	return found
}
