package detect

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// room reports whether one more file can be listed. Where there are too many, the directory with the most files that holds no
// manifest is passed over: it is data, and must not hide the manifests beside it. Manifests are listed in any case.
func (w *walker) room(p string) bool {
	if w.within(p) {
		return false
	}
	for !w.full && len(w.Files) >= w.max {
		dir, count := w.fullest()
		if count < max(w.max/20, 1) { // no directory stands out
			w.full = true
			w.pass(p, fmt.Sprintf("comes after the first %d files", w.max))
			break
		}
		w.drop(dir)
		if w.within(p) {
			return false
		}
	}
	return len(w.Files) < w.max || slices.Contains(tables().Telling, path.Base(p)) && len(w.Files) < 2*w.max
}

// within reports whether a path lies in a directory that is passed over because it holds too many files.
func (w *walker) within(p string) bool {
	for dir := range w.left {
		if strings.HasPrefix(p, dir+"/") {
			return true
		}
	}
	return false
}

// fullest gives the directory without a manifest that has the most files, and how many: of two directories in each other the
// outer one, unless most of its files are in the inner one.
func (w *walker) fullest() (dir string, count int) {
	below, manifest := map[string]int{}, map[string]bool{}
	for d, names := range w.FilesIn {
		has := slices.ContainsFunc(names, func(n string) bool { return slices.Contains(tables().Telling, n) })
		for ; d != "."; d = path.Dir(d) {
			below[d] += len(names)
			manifest[d] = manifest[d] || has
		}
	}
	manifest["."] = true
	paths := slices.Sorted(maps.Keys(below))
	for _, d := range paths {
		if !manifest[d] && manifest[path.Dir(d)] && below[d] > count {
			dir, count = d, below[d]
		}
	}
	for _, d := range paths { // a directory comes before those in it
		if path.Dir(d) == dir && 2*below[d] > count {
			dir, count = d, below[d]
		}
	}
	return dir, count
}

// drop takes a directory out of the index again.
func (w *walker) drop(dir string) {
	w.pass(dir, fmt.Sprintf("contains most of more than %d files", w.max))
	w.left[dir] = true
	w.Files, w.shut = slices.DeleteFunc(w.Files, w.within), append(slices.DeleteFunc(w.shut, w.within), dir)
	dropped := func(d string) bool { return d == dir || w.within(d) }
	maps.DeleteFunc(w.FilesIn, func(d string, _ []string) bool { return dropped(d) })
	maps.DeleteFunc(w.DirsIn, func(d string, _ []string) bool { return dropped(d) })
	maps.DeleteFunc(w.Links, func(p string, _ bool) bool { return w.within(p) })
	maps.DeleteFunc(w.odd, func(p, _ string) bool { return w.within(p) })
}
