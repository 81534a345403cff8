package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	gitAddress = pattern.New(`^(?:git\+|git:|git@|ssh:|github:|gitlab:|bitbucket:|gist:)|^https?://.+\.git(?:#.*)?$|^[A-Za-z0-9][\w.-]*/[\w.-]+(?:#.*)?$`)
	sshAddress = pattern.New(`^(?:git\+ssh:|ssh:|git@)`)
	gitLocked  = pattern.New(`["' ]git\+(?:ssh|https?)://|^\s*type: git\b`)
)

// gitDependencies finds what an install fetches from git repositories. An address in the lock file alone is one of another
// package's dependencies; npm writes git+ssh there for public repositories too, and tries https first.
func gitDependencies(s *service) {
	for _, p := range s.hooked() {
		for _, group := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
			deps := p.doc.At(group)
			for _, name := range deps.Keys() {
				switch n := deps.At(name); {
				case sshAddress.MatchString(n.Text()):
					s.n.SSH = append(s.n.SSH, detect.EvidenceOf(n))
					fallthrough
				case gitAddress.MatchString(n.Text()):
					s.n.Git = append(s.n.Git, detect.EvidenceOf(n))
				}
			}
		}
	}
	if len(s.n.Git) > 0 || strings.HasSuffix(s.n.Lock, ".lockb") {
		return
	}
	for i, line := range s.t.Lines(s.n.Lock) {
		if gitLocked.MatchString(line) {
			s.n.Git = append(s.n.Git, s.t.At(s.n.Lock, i+1))
			return
		}
	}
}
