package node

import (
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// denoSource is a line of a program that only Deno can run.
var denoSource = pattern.New(`\bDeno\.\w|\bfrom\s+["'](?:jsr:|npm:|https://)`)

// runsOnDeno reports whether a package is a program of Deno: its start script runs Deno, or there is none and a deno.json that
// starts it. Scripts of package.json alone are those of Node.
func (s *service) runsOnDeno() bool {
	if start := s.pkg.script("start"); start != nil {
		return strings.HasPrefix(strings.TrimSpace(start.Text()), "deno ")
	}
	p := s.t.First(s.pkg.dir, "deno.json", "deno.jsonc")
	if p == "" {
		return false
	}
	doc, err := s.t.JSON(p, true)
	return err == nil && (doc.At("tasks", "start") != nil || s.pkg.script("build") == nil)
}

// denoScripts reports whether one of the scripts at the root can be run by Deno alone.
func (r *packageSet) denoScripts() bool {
	for _, name := range []string{"main", "server", "index", "app", "mod"} {
		for _, ext := range scriptExts {
			for _, line := range r.t.Lines(name + ext) {
				if !isComment(line) && denoSource.MatchString(line) {
					return true
				}
			}
		}
	}
	return false
}
