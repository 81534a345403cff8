package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	shellCall   = pattern.New(`(?:^|[^.\w]|child_process["')]*\.|\bcp\.|\bchildProcess\.|promisify\()exec(?:Sync)?\b\s*[()]|\bshell\s*:\s*true`)
	toolCall    = pattern.New("\\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync)\\(\\s*([\"'`].*)")
	managerCall = pattern.New("(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|\\$)\\(?\\s*[\"'`](npm|npx|pnpm|pnpx|yarn|bunx?|node)\\b")
)

// spawns finds that the program starts others by a shell, or its package manager, when it runs.
func spawns(s *service) {
	for _, file := range s.sources() {
		lines := s.sourceLines(file)
		if !mentions(lines, "child_process") && !mentions(lines, "execa") {
			continue
		}
		for i, line := range lines {
			if len(line) > 600 || isComment(line) || strings.Contains(line, "require(") && !strings.Contains(line, "child_process\").") && !strings.Contains(line, "child_process').") {
				continue
			}
			if m := toolCall.FindStringSubmatch(line); m != nil {
				n, ok := detect.ToolOf(m[1], lineOf(file, i, line))
				if ok && !slices.ContainsFunc(s.n.Native, func(o detect.Native) bool { return o.Name == n.Name }) {
					s.n.Native = append(s.n.Native, n)
				}
			}
			if m := managerCall.FindStringSubmatch(line); m != nil {
				at := lineOf(file, i, line)
				if m[1] == s.n.Runtime {
					s.n.Shell = detect.NewFact(true, at)
					continue
				}
				s.n.Shell, s.n.Calls = detect.NewFact(true, at), detect.NewFact(m[1], at)
				return
			}
			if !s.n.Shell.Known() && shellCall.MatchString(line) {
				s.n.Shell = detect.NewFact(true, lineOf(file, i, line))
			}
		}
	}
}

func mentions(lines []string, word string) bool {
	for _, line := range lines {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}

// unmade refuses a start command whose script is not in the repository and that nothing makes.
func unmade(s *service) {
	if s.start.entry == "" || s.stack.Build.Known() || len(s.n.Prepare)+len(s.n.Generate)+len(s.n.Hooks)+len(s.n.Unhooked) > 0 || s.n.Runtime == "bun" {
		return
	}
	p := path.Join(s.pkg.dir, s.start.entry)
	dir := path.Dir(p)
	unread := dir != s.pkg.dir && s.t.HasDir(dir) && len(s.t.FilesIn[dir]) == 0 // the walk passes build output over
	if s.t.Has(p) || s.t.HasDir(p) || unread || len(s.start.because) == 0 {
		return
	}
	s.refuse("the start command runs "+s.start.entry+", which is not in the repository and which no script makes", "the file, a build script that makes it, or --start with another command", s.start.because...)
}

// bundling are tools whose output holds the packages that it needs.
var bundling = []string{"webpack", "esbuild", "tsup", "tsdown", "rollup", "vite", "ncc", "rspack", "unbuild", "pkgroll", "bun", "parcel", "rsbuild", "nx"}

// loadsDev finds a package that the program loads and that is declared for development only.
func loadsDev(s *service) {
	if s.n.Bundled || s.start.dev != "" || slices.ContainsFunc(s.buildChain(), func(c command) bool { return len(c.args) > 0 && slices.Contains(bundling, c.args[0]) }) {
		return
	}
	for i, line := range s.sourceLines(s.entry) {
		m := loaded.FindStringSubmatch(line)
		if m == nil || isComment(line) || strings.HasPrefix(strings.TrimSpace(line), "import type") || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
			continue
		}
		name := packageOf(m[1])
		if s.pkg.prod(name) == nil && s.pkg.dep(name) != nil {
			at := lineOf(s.entry, i, line)
			s.n.DevAtRun = true
			s.note(detect.Note{Text: "the program loads " + name + ", which is a devDependency, so the image contains the development packages too", Add: name + " among the dependencies", Because: []detect.Evidence{at}})
			return
		}
	}
}
