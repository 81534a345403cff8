package detect

import "strings"

var (
	gitAddress = lazy(`^(?:git\+|git:|git@|ssh:|github:|gitlab:|bitbucket:|gist:)|^https?://.+\.git(?:#.*)?$|^[A-Za-z0-9][\w.-]*/[\w.-]+(?:#.*)?$`)
	sshAddress = lazy(`^(?:git\+ssh:|ssh:|git@)`)
	gitLocked  = lazy(`["' ]git\+(?:ssh|https?)://|^\s*type: git\b`)
)

// gitDependencies finds what an install fetches from git repositories. An address in the lock file alone is one of another
// package's dependencies; npm writes git+ssh there for public repositories too, and tries https first.
func (s *nodeService) gitDependencies() {
	for _, p := range s.hooked() {
		for _, group := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
			deps := p.doc.at(group)
			for _, name := range deps.keys() {
				switch n := deps.at(name); {
				case sshAddress.MatchString(n.text()):
					s.n.SSH = append(s.n.SSH, n.evidence())
					fallthrough
				case gitAddress.MatchString(n.text()):
					s.n.Git = append(s.n.Git, n.evidence())
				}
			}
		}
	}
	if len(s.n.Git) > 0 || strings.HasSuffix(s.n.Lock, ".lockb") {
		return
	}
	for i, line := range s.t.lines(s.n.Lock) {
		if gitLocked.MatchString(line) {
			s.n.Git = append(s.n.Git, s.t.at(s.n.Lock, i+1))
			return
		}
	}
}
