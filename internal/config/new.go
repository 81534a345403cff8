package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/choice"
)

// header stands above the first line of a new file. Editors read the address of the schema from it.
const header = `# yaml-language-server: $schema=` + SchemaURL + `
# The answers of this repository's Dockerfiles; msgen writes only what differs from what it finds. ` + "`msgen schema config` describes it." + `
`

// SchemaURL is where the JSON Schema of the file is published.
const SchemaURL = "https://raw.githubusercontent.com/msgen/msgen/main/docs/schema/config.json"

// Given is what a new file says. What is empty is not written.
type Given struct {
	Only            []string
	More            bool // Only names programs that no file takes without naming them
	OutputDir, Pins string
	Packs           []string
	// Answers are for all services, each as the text that its flag takes; Services are the answers of single ones.
	Answers  map[string]string
	Services map[string]map[string]string
}

// New writes the file for the first time: the header, the form, and what is given, keys in the order of choice.Keys and
// services by name. It fails for what no file can hold, as a text that is not UTF-8.
func New(g Given) ([]byte, error) {
	var b strings.Builder
	b.WriteString(header)
	b.WriteString("apiVersion: " + APIVersion + "\n")
	for _, e := range []struct {
		key   string
		value Value
		given bool
	}{
		{"only", List(g.Only...), len(g.Only) > 0},
		{"outputDir", Text(g.OutputDir), g.OutputDir != ""},
		{"pins", Text(g.Pins), g.Pins != ""},
		{"packs", List(g.Packs...), len(g.Packs) > 0},
	} {
		if e.given {
			fmt.Fprintf(&b, "%s: %s\n", e.key, e.value)
		}
	}
	writeAnswers(&b, "", g.Answers)
	services := slices.Sorted(maps.Keys(g.Services))
	services = slices.DeleteFunc(services, func(s string) bool { return len(g.Services[s]) == 0 })
	if len(services) > 0 {
		b.WriteString("services:\n")
	}
	for _, s := range services {
		fmt.Fprintf(&b, "  %s:\n", Text(s))
		writeAnswers(&b, "    ", g.Services[s])
	}
	data := []byte(b.String())
	_, err := read(data)
	return data, err
}

// writeAnswers writes the key answers, indented, and what is below it.
func writeAnswers(b *strings.Builder, indent string, answers map[string]string) {
	if len(answers) == 0 {
		return
	}
	b.WriteString(indent + "answers:\n")
	for _, k := range inOrder(answers) {
		fmt.Fprintf(b, "%s  %s: %s\n", indent, Text(k), ValueOf(k, answers[k]))
	}
}

// inOrder gives the keys as choice.Keys has them, then all others by name.
func inOrder(answers map[string]string) []string {
	var keys []string
	for _, k := range choice.Keys() {
		if _, ok := answers[k.Name]; ok {
			keys = append(keys, k.Name)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		if _, ok := choice.KeyOf(k); !ok {
			keys = append(keys, k)
		}
	}
	return keys
}
