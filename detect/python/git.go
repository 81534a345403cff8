package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	gitLock = pattern.New(`\bgit"?\s*[=:]\s*"((?:\w+\+)?(?:https?|ssh|git|file)://[^"]+|[\w.-]+@[\w.-]+:[^"]+)"`)
	gitURL  = pattern.New(`\bgit\+(?:https?|ssh|git|file)://[^\s"']+|\bgit\+[\w.-]+@[^\s"']+`)
	gitSSH  = pattern.New(`(?:^|\+)ssh://|^(?:git\+)?[\w.-]+@[\w.-]+:`)
	gitType = pattern.New(`^type\s*=\s*"git"`)
	gitTo   = pattern.New(`^url\s*=\s*"([^"]+)"`)
)

// gitSources finds dependencies that come from a git repository, in the manifest and in the lock: the build needs git for them, and
// the user's SSH agent for those that are fetched by ssh.
func gitSources(p *project) {
	files := slices.Clone(p.py.Manifests)
	if p.py.Requirements != "" {
		files = append(files, p.py.DevManifests...)
	}
	for _, file := range files {
		lines := p.t.Lines(file)
		for i, line := range lines {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			url := gitURL.FindString(line)
			if m := gitLock.FindStringSubmatch(line); url == "" && m != nil {
				url = m[1]
			}
			if url == "" && gitType.MatchString(line) && i+1 < len(lines) {
				if m := gitTo.FindStringSubmatch(lines[i+1]); m != nil {
					url = m[1]
				}
			}
			if url != "" {
				fromGit(p, url, p.t.At(file, i+1))
			}
		}
	}
}

// fromGit records one such dependency.
func fromGit(p *project, url string, at detect.Evidence) {
	name := "git+"
	if gitSSH.MatchString(url) {
		name = "git+ssh"
		if !p.py.SSH.Known() {
			p.py.SSH = detect.NewFact(true, at)
		}
	}
	if _, ok := p.deps.byName[name]; !ok {
		p.deps.byName[name] = dep{name: name, because: at}
	}
}
