package detect

import "strings"

// denoSource is a line of a program that only Deno can run.
var denoSource = lazy(`\bDeno\.\w|\bfrom\s+["'](?:jsr:|npm:|https://)`)

// runsOnDeno reports whether a package is a program of Deno: its start script runs Deno, or there is none and a deno.json that
// starts it. Scripts of package.json alone are those of Node.
func (s *nodeService) runsOnDeno() bool {
	if start := s.pkg.script("start"); start != nil {
		return strings.HasPrefix(strings.TrimSpace(start.text()), "deno ")
	}
	p := s.t.first(s.pkg.dir, "deno.json", "deno.jsonc")
	if p == "" {
		return false
	}
	doc, err := s.t.json(p, true)
	return err == nil && (doc.at("tasks", "start") != nil || s.pkg.script("build") == nil)
}

// denoScripts reports whether one of the scripts at the root can be run by Deno alone.
func (r *nodeRepo) denoScripts() bool {
	for _, name := range []string{"main", "server", "index", "app", "mod"} {
		for _, ext := range scriptExts {
			for _, line := range r.t.lines(name + ext) {
				if !isComment(line) && denoSource.MatchString(line) {
					return true
				}
			}
		}
	}
	return false
}
