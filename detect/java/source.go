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

var (
	healthRoute = pattern.New(`(?:createContext|[gG]et|GetMapping|RequestMapping|Path|path|route|HttpGet)\(\s*(?:value\s*=\s*|path\s*=\s*)?"(/(?:healthz?|livez?|livez|readyz?|ping|status|_health|up|health/live|health/ready|health-check|healthcheck))"`)
	classPrefix = pattern.New(`^@(?:RequestMapping|Path|Controller)\(\s*(?:value\s*=\s*|path\s*=\s*)?"/?[^"/]`)
)

// sourceHealth finds a route that says that the program is well.
func sourceHealth(t *detect.Tree, dirs []string) detect.Fact[string] {
	for _, dir := range dirs {
		for p, text := range t.Texted(t.Under(path.Join(dir, "src/main"), ".java", ".kt")) {
			if !healthRoute.MayMatch(text) {
				continue
			}
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
