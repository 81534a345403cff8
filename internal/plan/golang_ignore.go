package plan

import (
	"path"
	"slices"
	"sort"
)

// goOutermost sorts paths and drops those that lie in another one.
func goOutermost(paths []string) []string {
	paths = slices.Clone(paths)
	sort.Strings(paths)
	var out []string
	for _, p := range paths {
		p = path.Clean(p)
		if p != "." && !goCovered(out, p) {
			out = append(out, p)
		}
	}
	return out
}
