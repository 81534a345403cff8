package cmd

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// maxUndo is the number of updates whose old files are kept.
const maxUndo = 10

// undoCommand gives the shell command that takes changes back exactly. The old files are copied into the user's cache before
// anything is written. Git is not asked for them: it runs what a repository's configuration names. Where the copy fails there
// is no command, and "" says so.
func undoCommand(env Env, root *os.Root, changes []change.Change) string {
	var made []string
	had := false
	for _, c := range changes {
		switch c.Kind {
		case change.Create:
			made = append(made, c.Path)
		case change.Update, change.Delete:
			had = true
		}
	}
	var commands []string
	if had {
		back := copying(env, root.Name(), changes)
		if back == "" {
			return ""
		}
		commands = append(commands, back)
	}
	if len(made) > 0 {
		commands = append(commands, "rm -- "+choice.QuoteWords(below(env, root.Name(), made)))
	}
	return strings.Join(commands, " && ")
}

// below gives names as they are called from the working directory.
func below(env Env, dir string, names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if all[i] = full; filepath.IsAbs(env.Dir) {
			if rel, err := filepath.Rel(env.Dir, full); err == nil {
				all[i] = filepath.ToSlash(rel)
			}
		}
	}
	return all
}

// copying copies the old files aside and gives the command that copies them back. Only the newest copies are kept.
func copying(env Env, dir string, changes []change.Change) string {
	aside, err := undoFolder(env)
	if err != nil {
		return ""
	}
	root, err := os.OpenRoot(aside)
	if err != nil {
		return ""
	}
	defer root.Close()
	var copies []change.File
	for _, c := range changes {
		if c.Old != nil {
			copies = append(copies, change.File{Path: path.Clean(c.Path), Data: c.Old, Exact: true})
		}
	}
	kept, err := change.Compute(root.FS(), copies)
	if err != nil || change.Apply(root, kept) != nil {
		return ""
	}
	return "cp -R " + choice.QuoteWord(aside+"/.") + " " + choice.QuoteWord(dir+"/")
}

// undoFolder makes a folder for the old files of one update, below undo in the cache, and removes all but the newest ones.
func undoFolder(env Env) (string, error) {
	cache, err := pack.CacheDir(env.Getenv("MSGEN_CACHE_DIR"))
	if err != nil {
		return "", err
	}
	all := filepath.Join(cache, "undo")
	if err := os.MkdirAll(all, 0o700); err != nil {
		return "", err
	}
	aside, err := os.MkdirTemp(all, "")
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(all)
	if err != nil {
		return aside, nil
	}
	age := func(e os.DirEntry) time.Time {
		info, err := e.Info()
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return age(b).Compare(age(a)) })
	for _, e := range entries[min(maxUndo, len(entries)):] {
		if old := filepath.Join(all, e.Name()); old != aside {
			_ = os.RemoveAll(old) // it is only a copy, and the next update tries again
		}
	}
	return aside, nil
}
