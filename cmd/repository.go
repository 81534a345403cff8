package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/internal/change"
)

// openRoot opens the directory that a command works on: its argument, else the working directory. Nothing outside it can
// be read or written through what it gives.
func openRoot(env Env, args []string) (*os.Root, error) {
	dir, shown := env.Dir, "."
	if len(args) > 0 {
		shown = args[0]
		dir = env.full(shown)
	}
	root, err := os.OpenRoot(dir)
	if err == nil {
		return root, nil
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
		err = errors.New("is a file, not a directory")
	}
	return nil, fmt.Errorf("%s: %w", shown, err)
}

// openNew opens a directory, which it makes where it is not there.
func openNew(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// apply writes files below a directory, all or none, and gives what became of each; an interrupt waits for it.
func apply(env Env, root *os.Root, files []change.File) ([]change.Change, error) {
	changes, err := change.Compute(root.FS(), files)
	if err != nil {
		return nil, err
	}
	env.writing.Lock()
	defer env.writing.Unlock()
	return changes, change.Apply(root, changes)
}

// oneDir accepts at most one argument.
func oneDir(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return &usageError{c.CommandPath(), fmt.Errorf("takes one directory, not %d", len(args))}
	}
	return nil
}
