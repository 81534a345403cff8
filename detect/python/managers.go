package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	starts  = pattern.New(`\b(?:subprocess\.(?:run|call|Popen|check_output|check_call)|os\.system|os\.popen|os\.exec\w+|create_subprocess_\w+)\(`)
	started = pattern.New(`^(?:\[|\s|sys\.executable|[\"']|python3?|-m|,)*(pip3?|uv|uvx|poetry|pdm|pipenv|conda|npm|npx|yarn|pnpm)\b`)
)

// findManagers finds a package manager that the program starts when it runs, and the system packages of other programs that it starts.
func findManagers(p *project) {
	for _, file := range p.envSources() {
		s := p.source(file)
		if !p.belongs(s) {
			continue
		}
		for _, c := range s.calls(starts) {
			if m := started.FindStringSubmatch(c.args); m != nil && !p.py.Calls.Known() {
				p.py.Calls = detect.NewFact(m[1], p.at(s, c.line))
			}
			if n, ok := detect.ToolOf(c.args, p.at(s, c.line)); ok && !slices.ContainsFunc(p.py.Native, func(o detect.Native) bool { return o.Name == n.Name }) {
				p.py.Native = append(p.py.Native, n)
			}
		}
	}
}

// browser notes a package that drives a browser, which no installation of packages brings.
func browser(p *project) {
	for _, file := range p.envSources() {
		s := p.source(file)
		for _, module := range detect.SortedKeys(tables().Browsers) {
			if line := s.importsModule(module); line > 0 && p.belongs(s) && !strings.Contains(strings.Join(s.lines, " "), "webdriver.Remote(") {
				p.note(tables().Browsers[module]+" controls a browser, but the image has none", "a container with a browser beside it that the program connects to, or an image whose base brings one", p.at(s, line))
				return
			}
		}
	}
}
