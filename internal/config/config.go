// Package config is .msgen.yaml, the user's own file: the answers that are wished for, only what differs from what msgen
// finds by itself. msgen writes it once; later it changes the bytes of one value and leaves all others as they are.
//
// The file is YAML without its riddles: one document, and no anchors, aliases, merge keys, tags or directives. Each of them
// is refused with its line, for a value that stands elsewhere cannot be changed where it is used.
package config

import (
	"fmt"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/document"
)

// Name is the file's name, in the root of the repository.
const Name = ".msgen.yaml"

// APIVersion is the form of the file that this msgen reads and writes.
const APIVersion = "msgen/v1"

// Who moves the digests of images: the values of pins.
const (
	PinsBot   = "bot"
	PinsMsgen = "msgen"
)

// File is what .msgen.yaml says. The zero File says nothing.
type File struct {
	// Only are the services to write for; all when there are none.
	Only []string
	// OutputDir is the folder for the files, slash-separated and below the repository; "" is beside the sources.
	OutputDir string
	// Pins is PinsBot, PinsMsgen, or "" when the file does not say: then it is the bot.
	Pins string
	// Packs are the team's layers, in the order in which they are laid: a folder, "git+https://…", "oci://…".
	Packs []string
	// Exceptions are breaches of a rule that the repository lives with for a while.
	Exceptions []Exception
	// Services are those that have their own answers, in the order of the file.
	Services []Service

	answers []answer
	root    *node
}

// Exception lets a breach of a rule pass until a day.
type Exception struct {
	// Rule is the rule's name, Reason says to a reader why it may be breached.
	Rule, Reason string
	// Until is the last day, as 2026-12-31.
	Until string
	// Line is where it begins in the file, from 1.
	Line int
}

// Service is a key below services.
type Service struct {
	Name string
	// Line is where it begins in the file, from 1.
	Line int

	answers []answer
}

// answer is one value below answers, as the text that a flag would take.
type answer struct {
	key, value string
	line       int
}

// Error is something in the file that msgen cannot read.
type Error = document.Error

// fail makes an error at a line.
func fail(line int, format string, args ...any) error {
	return &Error{Path: Name, Line: line, Err: fmt.Errorf(format, args...)}
}

// Wishes are the answers for a service: those for all, and above them its own. Each names its line.
func (f *File) Wishes(service string) choice.Wishes {
	w := choice.Wishes{}
	add := func(answers []answer) {
		for _, a := range answers {
			w[a.key] = choice.Wish{Value: a.value, Source: choice.File, From: at(a.line)}
		}
	}
	add(f.answers)
	for _, s := range f.Services {
		if s.Name == service {
			add(s.answers)
		}
	}
	return w
}

// at names a line of the file: ".msgen.yaml:3".
func at(line int) string { return fmt.Sprintf("%s:%d", Name, line) }

// Line gives the line of a key, or of an item of a list by its text: Line("only", "api"). It is 0 for what the file does not hold.
func (f *File) Line(path ...string) int {
	n, line := f.root, 0
	for _, p := range path {
		if n == nil {
			return 0
		}
		n, line = below(n, p)
	}
	return line
}
