package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
)

// Proof is what came of the files of an earlier rendering, edited by hand, in an update to the request's packs.
type Proof struct {
	// Edits says how many edits were made, Changed how many files the update changed beside them.
	Edits, Changed int
	// Problems are conflicts and edits that were lost; none when the proof holds.
	Problems []string
}

// Prove edits the files of an earlier rendering as people do, and updates them by a request. Moves are files of the packs
// that moved or went since. Nothing is written. The error is a request that cannot be rendered.
func Prove(req Request, old map[string][]byte, moves []pack.Move) (Proof, error) {
	var proof Proof
	edited, edits := editAll(old)
	files, err := contents(req.Repo)
	if err != nil {
		return proof, err
	}
	maps.Copy(files, edited)
	req.Repo = pack.Memory(files)
	known := &lock.Lock{}
	for _, path := range slices.Sorted(maps.Keys(old)) {
		known.Files = append(known.Files, lock.File{Path: path, Base: old[path]})
	}
	u, err := Regenerate(UpdateRequest{Request: req, Lock: known, Moves: moves, Conflict: ConflictMarkers})
	if err != nil {
		return proof, err
	}
	for _, f := range u.Files {
		proof.judge(f, edits[f.Path])
	}
	return proof, nil
}

// judge looks whether a file is without a conflict and all edits are in it.
func (p *Proof) judge(f FileUpdate, edits []change.HandEdit) {
	p.Edits += len(edits)
	switch {
	case f.Fate == Orphan:
		return // the file is no longer written, and what was edited in it stays
	case f.Fate.Blocks():
		p.Problems = append(p.Problems, conflictOf(f))
		return
	case f.Base != nil && !lock.Same(f.Base, f.Theirs):
		p.Changed++
	}
	for _, e := range edits {
		if !strings.Contains(string(f.Text), e.Sign) {
			p.Problems = append(p.Problems, fmt.Sprintf("%s: %s, a manual edit, is lost in an update", f.Path, e.Name))
		}
	}
}

// conflictOf says what both sides changed.
func conflictOf(f FileUpdate) string {
	text := fmt.Sprintf("%s: an update conflicts with manual edits", f.Path)
	for _, n := range f.Notes {
		text += "\n" + n
	}
	for _, c := range f.Conflicts {
		text += "\nby hand:\n" + indented(c.Yours) + "\nfrom the pack:\n" + indented(c.Theirs)
	}
	return text
}

// indented sets a text off.
func indented(text string) string {
	return "  | " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  | ")
}

// editAll makes the standard edits in each Dockerfile, and adds a pattern to each ignore file.
func editAll(files map[string][]byte) (edited map[string][]byte, edits map[string][]change.HandEdit) {
	edited, edits = map[string][]byte{}, map[string][]change.HandEdit{}
	for path, text := range files {
		switch form(path) {
		case change.Instructions:
			edited[path], edits[path] = change.EditByHand(text, change.HandEdits()...)
		case change.Patterns:
			const pattern = "hand-edited-pattern"
			edited[path] = append(slices.Clone(text), pattern+"\n"...)
			edits[path] = []change.HandEdit{{Name: "a pattern", Sign: pattern}}
		default:
			edited[path] = text
		}
	}
	return edited, edits
}

// contents reads all files of a small repository.
func contents(repo fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(repo, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = bounded.ReadFile(repo, name, bounded.Text)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return files, err
}
