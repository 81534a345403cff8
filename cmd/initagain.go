package cmd

import (
	"slices"

	"github.com/msgen/msgen/internal/choice"
	"github.com/msgen/msgen/internal/flow"
)

// again gives the commands that give the same result without a question.
func (r *initRun) again() []string {
	var lines []string
	var flags [][]string
	part := r.talk.only != nil
	for _, s := range r.result.Services {
		if r.adopted(s) {
			part = true
		}
		flags = append(flags, given(s))
	}
	if !part && !slices.ContainsFunc(flags, func(f []string) bool { return !slices.Equal(f, flags[0]) }) {
		var all []string
		if len(flags) > 0 {
			all = flags[0]
		}
		return []string{r.againFor(r.o.service, []string{"init", "--yes"}, all)}
	}
	for i, s := range r.result.Services {
		command := []string{"init", "--yes"}
		if r.adopted(s) {
			command = []string{"adopt"}
		}
		lines = append(lines, r.againFor(s.Stack.Name, command, flags[i]))
	}
	return lines
}

// againFor gives the command for one service, or with "" for all.
func (r *initRun) againFor(service string, command, given []string) string {
	words := append([]string{"msgen"}, command...)
	if service != "" {
		words = append(words, "--service", service)
	}
	if command[0] == "init" {
		if r.o.force || len(r.talk.replace) > 0 {
			words = append(words, "--force")
		}
		if r.o.stack != "" {
			words = append(words, "--stack", r.o.stack)
		}
		for _, p := range r.o.pack {
			words = append(words, "--pack", p)
		}
	}
	words = append(words, given...)
	if r.o.outputDir != "" {
		words = append(words, "--output-dir", r.o.outputDir)
	}
	if r.shown != "." {
		words = append(words, operand(r.shown))
	}
	return shellLine(words)
}

// given gives the flags for what a person chose.
func given(s flow.Service) []string {
	var words []string
	for _, t := range s.Choices.Texts() {
		if t.Given {
			words = append(words, t.Key.Flag, t.Value)
		}
	}
	for _, t := range s.Said {
		if t.Given {
			words = append(words, t.Key.Flag, t.Key.Name+"="+t.Value)
		}
	}
	return words
}

// shellLine joins words as a person would type them.
func shellLine(words []string) string { return choice.QuoteWords(words) }
