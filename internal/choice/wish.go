package choice

import (
	"fmt"
	"sort"
	"strings"
)

// Key names a choice, and how each way of giving it spells it.
type Key struct {
	// Name is the key in .msgen.yaml and in Questions.
	Name string
	// Flag and Variable are the other spellings: "--port", "MSGEN_PORT".
	Flag, Variable string
	// Help says what it is, for --help and for a list of missing answers.
	Help string
}

// Keys lists all choices.
func Keys() []Key {
	return []Key{
		{"base", "--base", "MSGEN_BASE", "base image of the final stage: auto, scratch, distroless, alpine, or slim"},
		{"targets", "--target", "MSGEN_TARGET", "build targets to write: test, dev, debug (prod is always included); repeat the flag or separate with commas"},
		{"port", "--port", "MSGEN_PORT", "port that the program listens on, or 0 if it does not listen"},
		{"version", "--runtime-version", "MSGEN_RUNTIME_VERSION", "version of the language runtime, such as 24 or 3.13"},
		{"start", "--start", "MSGEN_START", "command that the container runs"},
		{"main", "--main", "MSGEN_MAIN", "which program the image runs, if there are several"},
	}
}

// KeyOf gives the key of a name, and whether there is one.
func KeyOf(name string) (Key, bool) {
	for _, k := range Keys() {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}

// Wish is a value that somebody gave, as text.
type Wish struct {
	Value  string
	Source Source
	// From names the flag, variable or line.
	From string
}

// Wishes are what was given before anything is asked, by the name of the key.
type Wishes map[string]Wish

// Missing is a choice that nobody made and msgen must not make.
type Missing struct {
	// Service is the stack that wants it.
	Service string
	// Key is the choice; Text asks for it.
	Key  Key
	Text string
	// Candidates are the answers that would fit, best first.
	Candidates []string
}

// MissingError says which answers are missing and how each could be given.
type MissingError struct{ Answers []Missing }

// Error lists all missing answers.
func (e *MissingError) Error() string {
	var lines []string
	for _, m := range e.Answers {
		line := fmt.Sprintf("%s: %s", m.Service, m.Text)
		if len(m.Candidates) > 0 {
			line += " (" + strings.Join(m.Candidates, ", ") + ")"
		}
		lines = append(lines, line)
	}
	return "an answer is missing: " + strings.Join(lines, "; ")
}

// Hints gives one line for each missing answer: the flag, the variable and the key that would give it.
func (e *MissingError) Hints() []string {
	seen := map[string]bool{}
	var lines []string
	for _, m := range e.Answers {
		value := "VALUE"
		if len(m.Candidates) > 0 {
			value = QuoteWord(m.Candidates[0])
		}
		line := fmt.Sprintf("pass %s %s, set %s, or set %s under answers in .msgen.yaml", m.Key.Flag, value, m.Key.Variable, m.Key.Name)
		if m.Key.Variable == "" { // the question of a pack
			line = fmt.Sprintf("pass %s %s=%s, or set %s under answers in .msgen.yaml", m.Key.Flag, m.Key.Name, value, m.Key.Name)
		}
		if len(e.Answers) > 1 {
			line += " (with --service " + m.Service + ")"
		}
		if !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	sort.Strings(lines)
	return lines
}

// QuoteWord quotes a word for a shell where it has to be.
func QuoteWord(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\n\r\"'$\\|&;<>()*?[]#~`!{}") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'"
}
