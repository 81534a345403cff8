package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/msgen/msgen/internal/bounded"
	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/pack"
)

// addTrust adds a source to a file of settings, which it makes where there is none.
func addTrust(file string, source pack.Source) error {
	return changeSettings(file, func(data []byte) ([]byte, error) { return pack.AddTrust(file, data, source) })
}

// dropTrust takes a source out of a file of settings, and tells whether it was there.
func dropTrust(file string, source pack.Source) (there bool, err error) {
	err = changeSettings(file, func(data []byte) (text []byte, err error) {
		text, there, err = pack.RemoveTrust(file, data, source)
		return text, err
	})
	return there, err
}

// changeSettings changes a file of settings, which it makes where there is none.
func changeSettings(file string, edit func([]byte) ([]byte, error)) error {
	dir, name := filepath.Split(file)
	root, err := openNew(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := bounded.ReadFile(root.FS(), name, maxSettings)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := edit(data)
	if err != nil || text == nil {
		return err
	}
	changes, err := change.Compute(root.FS(), []change.File{{Path: name, Data: text, Exact: true, Looked: true, Seen: data}})
	if err != nil {
		return err
	}
	return change.Apply(root, changes)
}

// printPack prints what a person wants to know before trusting a pack: what it is, who signed it, what it changes.
func printPack(w io.Writer, p *pack.Pack, got pack.Resolved, by signedBy) {
	fmt.Fprintf(w, "%s: %s\n", p.Title(), p.Description)
	for _, line := range [][2]string{{"from", got.Resolved}, {"files", got.Tree}, {"signed by", by.String()}, {"extends", p.Extends},
		{"stacks", strings.Join(p.Manifest.Stacks, ", ")}} {
		if line[1] != "" {
			fmt.Fprintf(w, "  %-10s %s\n", line[0], line[1])
		}
	}
	for _, line := range packChanges(p) {
		fmt.Fprintf(w, "  %s\n", line)
	}
}
