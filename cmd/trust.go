package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/pack"
)

// addTrust adds a source to a file of settings, which it makes where there is none.
func addTrust(file string, source pack.Source) error {
	dir, name := filepath.Split(file)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := root.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := pack.AddTrust(file, data, source)
	if err != nil {
		return err
	}
	changes, err := change.Compute(root.FS(), []change.File{{Path: name, Data: text, Exact: true}})
	if err != nil {
		return err
	}
	return change.Apply(root, changes)
}

// printPack prints what a person wants to know before trusting a pack: what it is, who signed it, what it changes.
func printPack(w io.Writer, p *pack.Pack, got pack.Resolved, signer string) {
	if signer == "" {
		signer = "nobody known"
	}
	w = harmless{w}
	fmt.Fprintf(w, "%s: %s\n", p.Title(), p.Description)
	for _, line := range [][2]string{{"from", got.Resolved}, {"files", got.Tree}, {"signed by", signer}, {"extends", p.Extends},
		{"stacks", strings.Join(p.Manifest.Stacks, ", ")}} {
		if line[1] != "" {
			fmt.Fprintf(w, "  %-10s %s\n", line[0], line[1])
		}
	}
	for _, line := range packChanges(p) {
		fmt.Fprintf(w, "  %s\n", line)
	}
}
