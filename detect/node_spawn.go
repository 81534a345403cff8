package detect

import (
	"path"
	"strings"
)

var (
	shellCall   = lazy(`(?:^|[^.\w]|child_process["')]*\.|\bcp\.|\bchildProcess\.|promisify\()exec(?:Sync)?\b\s*[()]|\bshell\s*:\s*true`)
	managerCall = lazy("(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|\\$)\\(?\\s*[\"'`](npm|npx|pnpm|pnpx|yarn|bunx?)\\b")
)

// spawns finds that the program starts others by a shell, or its package manager, when it runs.
func (s *nodeService) spawns() {
	for _, file := range s.sources() {
		lines := s.sourceLines(file)
		if !mentions(lines, "child_process") && !mentions(lines, "execa") {
			continue
		}
		for i, line := range lines {
			if len(line) > 600 || isComment(line) || strings.Contains(line, "require(") && !strings.Contains(line, "child_process\").") && !strings.Contains(line, "child_process').") {
				continue
			}
			if m := managerCall.FindStringSubmatch(line); m != nil {
				at := lineOf(file, i, line)
				s.note(Note{Text: path.Base(file) + " starts " + m[1] + " when the program runs: the image needs it, and the packages that it runs, beside the program", Add: "the program's own call in its place, or a step of the deployment", Because: []Evidence{at}})
				s.n.Shell = fact(true, at)
				return
			}
			if !s.n.Shell.Known() && shellCall.MatchString(line) {
				s.n.Shell = fact(true, lineOf(file, i, line))
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
func (s *nodeService) unmade() {
	if s.start.entry == "" || s.stack.Build.Known() || len(s.n.Prepare)+len(s.n.Generate)+len(s.n.Hooks)+len(s.n.Unhooked) > 0 || s.n.Runtime == "bun" {
		return
	}
	p := path.Join(s.pkg.dir, s.start.entry)
	if s.t.has(p) || s.t.hasDir(p) || s.t.hasDir(path.Dir(p)) && path.Dir(p) != s.pkg.dir && len(s.t.dirs[path.Dir(p)]) == 0 || len(s.start.because) == 0 {
		return
	}
	s.refuse("the start command runs "+s.start.entry+", which is not in the repository and which no script makes", "the file, a build script that makes it, or --start with another command", s.start.because...)
}
