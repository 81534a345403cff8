package python

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	envIndex  = pattern.New(`\bos\.environ\[\s*["']([A-Z][A-Z0-9_]*)["']\s*\]`)
	envSet    = pattern.New(`\bos\.environ\[\s*["'][A-Z][A-Z0-9_]*["']\s*\]\s*=[^=]`)
	envAsked  = pattern.New(`(?:\benv(?:\.(?:str|bool|int|float|list|json|db|db_url|url|cache|cache_url|email|email_url|path))?|\bconfig)\(\s*["']([A-Z][A-Z0-9_]*)["']\s*(?:,\s*cast\s*=\s*[\w.()]+\s*)?\)`)
	envHard   = pattern.New(`\b(?:SECRET_KEY)\s*=\s*(?:os\.environ\.get|os\.getenv)\(\s*["']([A-Z][A-Z0-9_]*)["']\s*\)`)
	envToken  = pattern.New(`\b(?:getenv|environ\.get)\(\s*["']([A-Z0-9_]*TOKEN)["']\s*\)`)
	envHelper = pattern.New(`^def\s+(\w+)\(\s*(\w+)\s*(?::\s*str\s*)?\)`)
	envThere  = pattern.New(`["']([A-Z][A-Z0-9_]*)["']\s+in\s+os\.environ`)
	envForm   = pattern.New(`(?:\b(int|float)\(\s*os\.environ\[\s*|\benv\.(int|float|bool|json|db|db_url|cache|cache_url|email|email_url)\(\s*|\bcast\s*=\s*(int|float|bool)\b)`)
)

// runEnv gathers the variables that the code reads without a default: without them the program does not start.
func runEnv(p *project) {
	seen := map[string]bool{}
	bot := slices.ContainsFunc(tables().Bots, func(name string) bool { _, ok := p.deps.get(name); return ok })
	for _, file := range envFiles(p) {
		s := p.source(file)
		asked := append(s.envHelpers(), envIndex, envAsked, envHard)
		if bot {
			asked = append(asked, envToken)
		}
		handled := map[string]bool{} // the code goes on without them
		for _, line := range s.lines {
			for _, m := range envThere.FindAllStringSubmatch(line, -1) {
				handled[m[1]] = true
			}
		}
		for i, line := range s.lines {
			if envSet.MatchString(line) {
				continue
			}
			for _, re := range asked {
				for _, m := range re.FindAllStringSubmatch(line, -1) {
					if seen[m[1]] || handled[m[1]] || strings.HasSuffix(m[1], "PORT") || slices.Contains(tables().NotAsked, m[1]) {
						continue
					}
					seen[m[1]] = true
					p.py.RunEnv = append(p.py.RunEnv, detect.Candidate{Value: m[1], Because: []detect.Evidence{p.at(s, i+1)}})
					if f := envForm.FindStringSubmatch(line); f != nil {
						p.py.EnvForms = append(p.py.EnvForms, detect.Setting{Name: m[1], Value: f[1] + f[2] + f[3]})
					}
				}
			}
		}
	}
	sort.SliceStable(p.py.RunEnv, func(i, j int) bool { return p.py.RunEnv[i].Value < p.py.RunEnv[j].Value })
	sort.SliceStable(p.py.EnvForms, func(i, j int) bool { return p.py.EnvForms[i].Name < p.py.EnvForms[j].Name })
}

// envHelpers gives an expression for each function of a source that only reads the variable it is given the name of.
func (s *source) envHelpers() []*pattern.Pattern {
	var out []*pattern.Pattern
	for i, line := range s.lines {
		m := envHelper.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		body := strings.Join(s.lines[i+1:min(i+6, len(s.lines))], "\n")
		if strings.Contains(body, "os.environ["+m[2]+"]") {
			out = append(out, pattern.New(`\b`+m[1]+`\(\s*["']([A-Z][A-Z0-9_]*)["']\s*\)`))
		}
	}
	return out
}

// envFiles gives the files whose reading of the environment decides whether the program starts.
func envFiles(p *project) []string {
	if p.py.Django != nil {
		return p.settingsFiles(path.Dir(p.py.Django.Manage))
	}
	return p.envSources()
}

// envSources gives the sources of the program, the two hundred nearest to the top of many.
func (p *project) envSources() []string {
	var out []string
	all := p.t.Sources(p.dir, ".py")
	for _, file := range all {
		top, _, below := strings.Cut(p.rel(file), "/")
		if !slices.Contains(tables().BuildFiles, top) && !strings.Contains(file, "/tests_") && !strings.Contains(file, "/test_") && (!below || !slices.Contains(tables().Besides, top) || p.uses(top, all)) {
			out = append(out, file)
		}
	}
	if len(out) > 200 { // those near the top are the program, and those far below its plugins
		slices.SortStableFunc(out, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
		out = slices.Sorted(slices.Values(out[:200]))
	}
	return out
}

// uses reports whether the program starts in a directory at the top of the project, or imports it.
func (p *project) uses(top string, all []string) bool {
	dir := path.Join(p.dir, top)
	if detect.Inside(p.file, dir) || p.py.Root != "" && detect.Inside(p.py.Root, dir) || strings.HasPrefix(p.py.App.Value, top+".") {
		return true
	}
	used, known := p.used[top]
	if !known {
		used = slices.ContainsFunc(all, func(file string) bool { return !detect.Inside(file, dir) && importsFrom(p, file, top) })
		p.used[top] = used
	}
	return used
}
