package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// main is a class with a main method.
type main struct {
	Class   string
	Because detect.Evidence
}

var (
	mainLine       = pattern.New(`\b(?:public\s+static|static\s+public)\s+(?:final\s+)?void\s+main\s*\(`)
	kotlinMainLine = pattern.New(`^\s*(?:suspend\s+)?fun\s+main\s*\(`)
	kotlinStatic   = pattern.New(`@JvmStatic\b`)
	packageLine    = pattern.New(`^\s*package\s+([\w.]+)`)
	jvmNameLine    = pattern.New(`@file:JvmName\(\s*"(\w+)"`)
	objectLine     = pattern.New(`^(?:public\s+|internal\s+)?(?:object|class)\s+(\w+)`)
)

// mains finds the classes with a main method among a module's production sources, by path.
func mains(t *detect.Tree, dir string) []main {
	var out []main
	for _, p := range t.Under(path.Join(dir, "src/main"), ".java", ".kt") {
		if m, ok := mainIn(t, p); ok {
			out = append(out, m)
		}
	}
	return out
}

// mainIn looks for the main method of one source file.
func mainIn(t *detect.Tree, p string) (main, bool) {
	text, err := t.Source(p)
	if err != nil || !strings.Contains(text, "main") {
		return main{}, false
	}
	if strings.HasSuffix(p, ".kt") {
		return kotlinMain(t, p)
	}
	pkg := ""
	class := strings.TrimSuffix(path.Base(p), ".java")
	for i, line := range t.Lines(p) {
		if m := packageLine.FindStringSubmatch(line); m != nil && pkg == "" {
			pkg = m[1]
		}
		if strings.HasPrefix(strings.TrimSpace(line), "//") || strings.HasPrefix(strings.TrimSpace(line), "*") {
			continue
		}
		if mainLine.MatchString(line) {
			return main{qualified(pkg, class), t.At(p, i+1)}, true
		}
	}
	return main{}, false
}

// kotlinMain finds a top-level fun main, whose class bears the file's name and Kt, or a static one of an object.
func kotlinMain(t *detect.Tree, p string) (main, bool) {
	base := strings.TrimSuffix(path.Base(p), ".kt")
	class := strings.ToUpper(base[:1]) + base[1:] + "Kt"
	pkg, object, static := "", "", false
	for i, line := range t.Lines(p) {
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
				return main{qualified(pkg, class), t.At(p, i+1)}, true
			case static || kotlinStatic.MatchString(line):
				return main{qualified(pkg, object), t.At(p, i+1)}, true
			}
		}
		static = kotlinStatic.MatchString(line)
	}
	return main{}, false
}

// qualified joins a package and a class.
func qualified(pkg, class string) string {
	if pkg == "" {
		return class
	}
	return pkg + "." + class
}

// mainQuestion asks which of several classes is started.
func mainQuestion(mains []main) detect.Question {
	q := detect.Question{Key: "main", Text: "which of these classes does the image start?"}
	for _, m := range mains {
		q.Candidates = append(q.Candidates, detect.Candidate{Value: m.Class, Because: []detect.Evidence{m.Because}})
	}
	return q
}

// The patterns by which a source tells its port, strongest first.
var (
	server     = pattern.New(`HttpServer\.create|InetSocketAddress|ServerSocket|[jJ]avalin|spark\.Spark|io\.vertx|[uU]ndertow|embeddedServer|jetty|Tomcat\(|io\.helidon|ServerBuilder|ratpack|http4k|jooby|io\.netty|NanoHTTPD`)
	env        = pattern.New(`getenv\(\s*"((?:\w*_)?PORT(?:_\w*)?)"|(?:getenv|environment)\(\)\s*\.\s*(?:getOrDefault|get)\(\s*"((?:\w*_)?PORT(?:_\w*)?)"|getenv\(\)\s*\[\s*"((?:\w*_)?PORT(?:_\w*)?)"`)
	fourDigits = pattern.New(`\b(\d{2,5})\b`)
	ports      = []*pattern.Pattern{
		pattern.New(`new\s+InetSocketAddress\(\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\s*\)`),
		pattern.New(`InetSocketAddress\(\s*(?:"[^"]*"\s*,\s*)?(\d{2,5})\s*\)`),
		pattern.New(`new\s+(?:ServerSocket|Server|NanoHTTPD)\(\s*(\d{2,5})\b`),
		pattern.New(`\.(?:start|listen|setPort|withPort|port|addHttpListener|forPort)\(\s*(\d{2,5})\b`),
		pattern.New(`(?:^|[\s(,])port\(\s*(\d{2,5})\s*\)`),
		pattern.New(`embeddedServer\([^)]*?port\s*=\s*(\d{2,5})`),
		pattern.New(`\b(?:int|Integer|short|val|var|const)\s+(?:port|\w*(?:[a-z]Port|_PORT|_port)|PORT)(?:_\w+)?\s*(?::\s*Int)?\s*=\s*(\d{2,5})\b`),
	}
)

// sourcePort reads the port from the sources of the modules: from an environment variable with its default, else from
// the call that listens.
func sourcePort(t *detect.Tree, dirs []string) (detect.Fact[int], detect.Fact[string]) {
	var port detect.Fact[int]
	for _, dir := range dirs {
		for _, p := range t.Under(path.Join(dir, "src/main"), ".java", ".kt") {
			text, err := t.Source(p)
			if err != nil || !server.MatchString(text) {
				continue
			}
			if port, env := envPort(t, p); env.Known() {
				return port, env
			}
			if !port.Known() {
				port = callPort(t, p)
			}
		}
	}
	return port, detect.Fact[string]{}
}

// envPort finds a port that a variable moves; its default stands on the same line or the next four.
func envPort(t *detect.Tree, p string) (detect.Fact[int], detect.Fact[string]) {
	lines := t.Lines(p)
	for i, line := range lines {
		m := env.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		env := detect.NewFact(m[1]+m[2]+m[3], t.At(p, i+1))
		rest := line[strings.Index(line, m[0]):]
		for j := i; j < len(lines) && j < i+5; j++ {
			if j > i {
				rest = lines[j]
			}
			if d := fourDigits.FindStringSubmatch(rest); d != nil {
				if n, ok := portNumber(d[1]); ok {
					return detect.NewFact(n, t.At(p, j+1)), env
				}
			}
		}
		if port := callPort(t, p); port.Known() {
			return port, env
		}
		return detect.Fact[int]{}, env
	}
	return detect.Fact[int]{}, detect.Fact[string]{}
}

// callPort finds a literal port.
func callPort(t *detect.Tree, p string) detect.Fact[int] {
	for _, pattern := range ports {
		for i, line := range t.Lines(p) {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			if m := pattern.FindStringSubmatch(line); m != nil {
				if n, ok := portNumber(m[1]); ok {
					return detect.NewFact(n, t.At(p, i+1))
				}
			}
		}
	}
	return detect.Fact[int]{}
}

var (
	healthRoute = pattern.New(`(?:createContext|[gG]et|GetMapping|RequestMapping|Path|path|route|HttpGet)\(\s*(?:value\s*=\s*|path\s*=\s*)?"(/(?:healthz?|livez?|livez|readyz?|ping|status|_health|up|health/live|health/ready|health-check|healthcheck))"`)
	classPrefix = pattern.New(`^@(?:RequestMapping|Path|Controller)\(\s*(?:value\s*=\s*|path\s*=\s*)?"/?[^"/]`)
)

// sourceHealth finds a route that says that the program is well.
func sourceHealth(t *detect.Tree, dirs []string) detect.Fact[string] {
	for _, dir := range dirs {
		for _, p := range t.Under(path.Join(dir, "src/main"), ".java", ".kt") {
			if f := healthIn(t, p); f.Known() {
				return f
			}
		}
	}
	return detect.Fact[string]{}
}

// healthIn looks for a health route in one file; a class with a prefix of its own is left alone.
func healthIn(t *detect.Tree, p string) detect.Fact[string] {
	var found detect.Fact[string]
	if text, err := t.Source(p); err != nil || !healthRoute.MayMatch(text) {
		return found
	}
	for i, line := range t.Lines(p) {
		if m := healthRoute.FindStringSubmatch(line); m != nil && !found.Known() {
			found = detect.NewFact(m[1], t.At(p, i+1))
			continue
		}
		if classPrefix.MatchString(line) {
			return detect.Fact[string]{}
		}
	}
	return found
}
