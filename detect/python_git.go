package detect

import (
	"slices"
	"strings"
)

var (
	pyGitLock = lazy(`\bgit"?\s*[=:]\s*"((?:\w+\+)?(?:https?|ssh|git|file)://[^"]+|[\w.-]+@[\w.-]+:[^"]+)"`)
	pyGitURL  = lazy(`\bgit\+(?:https?|ssh|git|file)://[^\s"']+|\bgit\+[\w.-]+@[^\s"']+`)
	pyGitSSH  = lazy(`(?:^|\+)ssh://|^(?:git\+)?[\w.-]+@[\w.-]+:`)
	pyGitType = lazy(`^type\s*=\s*"git"`)
	pyGitTo   = lazy(`^url\s*=\s*"([^"]+)"`)
)

// gitSources finds dependencies that come from a git repository, in the manifest and in the lock: the build needs git for them, and
// the user's SSH agent for those that are fetched by ssh.
func (p *pyProject) gitSources() {
	files := slices.Clone(p.py.Manifests)
	if p.py.Requirements != "" {
		files = append(files, p.py.DevManifests...)
	}
	for _, file := range files {
		lines := p.t.lines(file)
		for i, line := range lines {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			url := pyGitURL.FindString(line)
			if m := pyGitLock.FindStringSubmatch(line); url == "" && m != nil {
				url = m[1]
			}
			if url == "" && pyGitType.MatchString(line) && i+1 < len(lines) {
				if m := pyGitTo.FindStringSubmatch(lines[i+1]); m != nil {
					url = m[1]
				}
			}
			if url != "" {
				p.fromGit(url, p.t.at(file, i+1))
			}
		}
	}
}

// fromGit records one such dependency.
func (p *pyProject) fromGit(url string, at Evidence) {
	name := "git+"
	if pyGitSSH.MatchString(url) {
		name = "git+ssh"
		if !p.py.SSH.Known() {
			p.py.SSH = fact(true, at)
		}
	}
	if _, ok := p.deps.byName[name]; !ok {
		p.deps.byName[name] = pyDep{name: name, because: at}
	}
}
