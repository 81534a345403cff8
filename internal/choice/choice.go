// Package choice says what the user wants: one Choices for each service, every value with its source.
package choice

import (
	"fmt"

	"github.com/msgen/msgen/detect"
)

// Source says where a choice came from.
type Source string

// The sources, strongest first.
const (
	Flag        Source = "flag"
	Environment Source = "environment"
	Answer      Source = "answer"
	File        Source = "file"
	Detected    Source = "detected"
	Pack        Source = "pack"
	Default     Source = "default"
)

// Choice is a value and where it came from.
type Choice[T any] struct {
	Value  T      `json:"value"`
	Source Source `json:"source"`
	// From names the flag, the variable, the line: "--port", "MSGEN_PORT", "package.json:12".
	From string `json:"from,omitempty"`
	// Because is the evidence behind a detected value.
	Because []detect.Evidence `json:"because,omitempty"`
}

// Given reports whether a person said so, rather than the repository or msgen.
func (c Choice[T]) Given() bool {
	return c.Source == Flag || c.Source == Environment || c.Source == Answer || c.Source == File
}

// Choices are what is wanted of one service.
type Choices struct {
	// Service is the name of the stack.
	Service string `json:"service"`
	// Base is auto, scratch, distroless, alpine or slim.
	Base Choice[string] `json:"base"`
	// Targets always ends in prod: "test", "dev", "debug", "prod".
	Targets Choice[[]string] `json:"targets"`
	// Port is what the program listens on; 0 for a program that does not.
	Port Choice[int] `json:"port"`
	// Version is the release of the runtime as declared or wished, still a constraint: ">=22", "3.12".
	Version Choice[string] `json:"version"`
	// Start is the command of the container, as arguments.
	Start Choice[[]string] `json:"start"`
	// Main answers the question "main" (which of several programs), where the stack asks it.
	Main Choice[string] `json:"main"`
}

// Wants reports whether a target was asked for.
func (c Choices) Wants(target string) bool {
	for _, t := range c.Targets.Value {
		if t == target {
			return true
		}
	}
	return false
}

// String gives the value and its source, as people read it: `8080 (server.js:12)`.
func (c Choice[T]) String() string {
	switch {
	case c.From != "":
		return fmt.Sprintf("%v (%s)", c.Value, c.From)
	case len(c.Because) > 0:
		return fmt.Sprintf("%v (%s)", c.Value, c.Because[0])
	}
	return fmt.Sprintf("%v (%s)", c.Value, c.Source)
}
