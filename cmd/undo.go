package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/pack"
)

// undoCommand gives the shell command that takes changes back exactly. The old files are copied aside before anything is
// written: git is never asked for them, because a repository's own settings can make git run programs. Where they cannot be
// copied there is no command but "", and a note.
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

// copying copies the old files aside and gives the command that copies them back. They go into the user's cache; where that
// lies in the repository or cannot be written, into the user's own directory below that for temporary files. In both, only
// the newest copies stay. Where neither is outside of the repository, there is no way back, and that is said.
func copying(env Env, dir string, changes []change.Change) string {
	var places []string
	cache, err := pack.CacheDir(env.Getenv("MSGEN_CACHE_DIR"))
	if err == nil {
		places = append(places, filepath.Join(absolute(cache), "undo"))
	}
	for _, place := range append(places, filepath.Join(os.TempDir(), fmt.Sprintf("msgen-undo-%d", os.Geteuid()))) {
		if within(dir, place) {
			err = fmt.Errorf("%s is inside the repository", place)
			continue
		}
		var aside string
		if aside, err = change.SetAside(place, changes); err == nil {
			return "cp -R " + choice.QuoteWord(aside+"/.") + " " + choice.QuoteWord(dir+"/")
		}
	}
	fmt.Fprintf(env.Err, "note: the old files could not be copied, so there is no undo: %v\n", err)
	return ""
}
