package plan

import (
	"path"
	"slices"
)

// goAirVersion is the release of air in the dev target.
const goAirVersion = "v1.67.4"

// goCovered reports whether a path lies in one of the others.
func goCovered(in []string, p string) bool {
	for q := p; ; q = path.Dir(q) {
		if slices.Contains(in, q) {
			return true
		}
		if q == "." || q == "/" {
			return false
		}
	}
}
