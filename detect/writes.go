package detect

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

var (
	Fleeting  = pattern.New(`(?i)(?:^|[/._-])(?:cache|te?mp)(?:$|[/._-])`)
	SystemDir = pattern.New(`^/(?:$|(?:dev|proc|sys|etc|usr|bin|sbin|lib|boot|root|run/secrets)(?:/|$))`)
)

// Outermost drops directories that lie in others which are written as well.
func Outermost(sorted []Write) []Write {
	var out []Write
	for _, w := range sorted {
		inner := false
		for i, o := range out {
			if w.Dir != o.Dir && (strings.HasPrefix(w.Dir, o.Dir+"/") || o.Dir == "." && !path.IsAbs(w.Dir)) {
				out[i].Keep, inner = o.Keep || w.Keep, true
			}
		}
		if !inner {
			out = append(out, w)
		}
	}
	return out
}
