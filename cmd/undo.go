package cmd

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/choice"
)

// undoCommand gives the shell command that takes changes back exactly. Where git holds the old files as they are on disk,
// git restores them; otherwise they are copied aside, into a directory for temporary files, before anything is written.
// Without either there is no command, and "" says so.
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
		back := restoring(env, root.Name(), changes)
		if back == "" {
			back = copying(root.Name(), changes)
		}
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

// restoring gives the git command that restores files, "" where git does not hold them as they are.
func restoring(env Env, dir string, changes []change.Change) string {
	var names []string
	for _, c := range changes {
		if c.Kind != change.Update && c.Kind != change.Delete {
			continue
		}
		// What a checkout would write, which is not what is on disk where line ends are turned on the way.
		text, err := exec.Command("git", "-C", dir, "cat-file", "--filters", ":./"+c.Path).Output()
		if err != nil || !bytes.Equal(text, c.Old) {
			return ""
		}
		names = append(names, c.Path)
	}
	dirty, err := exec.Command("git", append([]string{"-C", dir, "status", "--porcelain", "--untracked-files=no", "--"}, names...)...).Output()
	if err != nil || len(dirty) > 0 {
		return ""
	}
	words := []string{"git"}
	if filepath.Clean(dir) != filepath.Clean(env.Dir) {
		words = append(words, "-C", below(env, dir, []string{"."})[0])
	}
	return choice.QuoteWords(append(append(words, "restore", "--"), names...))
}

// copying copies the old files aside and gives the command that copies them back.
func copying(dir string, changes []change.Change) string {
	aside, err := os.MkdirTemp("", "msgen-undo-")
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
