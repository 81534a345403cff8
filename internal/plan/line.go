package plan

import (
	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// bestLine picks among the release lines, newest first, that are admitted: the default, else the newest that is maintained, else the
// newest that has ended. Its number is empty when none is admitted.
func bestLine(lines []catalog.Version, admits func(string) bool) (best catalog.Version) {
	for _, l := range lines {
		switch {
		case !admits(l.Number):
		case l.Default:
			return l
		case best.Number == "" || best.Ended && !l.Ended:
			best = l
		}
	}
	return best
}

// ended says that a release line gets no fixes any more, and what to take in its place.
func (s *service) ended(runtime string, l catalog.Version, instead string, because []detect.Evidence) {
	if l.Ended {
		s.note(because, instead, "%s %s reached its end of life on %s and no longer gets security fixes; the image uses it because the repository requires it", runtime, l.Number, l.EOL)
	}
}
