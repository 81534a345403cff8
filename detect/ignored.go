package detect

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/worktree"
)

// leftOut notes that git ignores a file which would have said something.
func (w *walker) leftOut(p string, by *worktree.Place) {
	if slices.Contains(tables().Telling, path.Base(p)) {
		w.Notes = append(w.Notes, Note{Text: fmt.Sprintf("git ignores %s, so a clean clone has no such file, and the build does not use it", Evidence{Path: p}), Because: []Evidence{{Path: by.Path, Line: by.Line}}})
	}
}

// ignored gives what ignores a directory, whether it is there or not; nil where nothing does.
func (t *Tree) ignored(dir string) *worktree.Place {
	folder, there := t.folders[dir]
	if there || dir == "." || !fs.ValidPath(dir) {
		return nil
	}
	up := path.Dir(dir)
	for folder, there = t.folders[up]; !there; folder, there = t.folders[up] {
		up = path.Dir(up)
	}
	rest := strings.TrimPrefix(dir, up+"/")
	for name := range strings.SplitSeq(rest, "/") {
		var by *worktree.Place
		if folder, by = folder.Enter(name); by != nil {
			return by
		}
	}
	return nil
}

// Generated keeps a directory of sources that a program needs and git ignores: somebody generates it before the build. It
// counts the same on a machine that has it and in a clean clone.
func (t *Tree) Generated(dir string, needed Evidence) {
	if t.Made[dir] || t.HasDir(dir) {
		return
	}
	if by := t.ignored(dir); by != nil {
		t.Made[dir] = true
		t.Notes = append(t.Notes, Note{Text: fmt.Sprintf("git ignores %s, which the program needs: generate it before you build the image", Evidence{Path: dir}),
			Because: []Evidence{needed, {Path: by.Path, Line: by.Line}}})
	}
}
