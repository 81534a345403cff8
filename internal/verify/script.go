package verify

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/msgen/msgen/internal/shell"
)

// call is one simple command of a shell script.
type call struct {
	// env are the assignments in front of it, words the command and its arguments with the quotes taken off.
	env, words []string
}

// name is the program without its directory; "" when the call only assigns.
func (c call) name() string {
	if len(c.words) == 0 {
		return ""
	}
	return path.Base(c.words[0])
}

// verb is the first argument that is no option.
func (c call) verb() string {
	for _, w := range c.words[min(1, len(c.words)):] {
		if !strings.HasPrefix(w, "-") {
			return w
		}
	}
	return ""
}

// has reports whether one of the words is an argument, also as the name in --name=value.
func (c call) has(words ...string) bool {
	return slices.ContainsFunc(c.words[min(1, len(c.words)):], func(w string) bool {
		name, _, _ := strings.Cut(w, "=")
		return slices.Contains(words, w) || strings.HasPrefix(w, "-") && slices.Contains(words, name)
	})
}

// operands are the arguments that are no options.
func (c call) operands() []string {
	var found []string
	for _, w := range c.words[min(1, len(c.words)):] {
		if !strings.HasPrefix(w, "-") {
			found = append(found, w)
		}
	}
	return found
}

// text gives the call as one line.
func (c call) text() string { return strings.Join(slices.Concat(c.env, c.words), " ") }

// script is the shell text of a RUN: its line and its heredocs; for the exec form the arguments, quoted.
func script(run instructions.ShellDependantCmdLine) string {
	if !run.PrependShell {
		var quoted []string
		for _, w := range run.CmdLine {
			quoted = append(quoted, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
		}
		return strings.Join(quoted, " ")
	}
	text := strings.Join(run.CmdLine, " ")
	if len(run.Files) > 0 && strings.HasPrefix(strings.TrimSpace(text), "<<") {
		text = ""
	}
	for _, f := range run.Files {
		if text == "" || strings.HasPrefix(strings.TrimSpace(text), "sh") || strings.HasPrefix(strings.TrimSpace(text), "bash") {
			text += "\n" + f.Data
		}
	}
	return text
}

// calls gives the simple commands of a shell script, without the words that only start another command.
func calls(script string) []call {
	var found []call
	for _, made := range shell.Calls(script) {
		c := call{made.Env, made.Words}
		for len(c.words) > 0 && (steers(c.words[0]) || assigns(c.words[0])) {
			if assigns(c.words[0]) {
				c.env = append(c.env, c.words[0])
			}
			c.words = c.words[1:]
		}
		if len(c.words) > 0 || len(c.env) > 0 {
			found = append(found, c)
		}
	}
	return found
}

// steers reports a word that stands in front of a command without changing what it does.
func steers(word string) bool {
	return slices.Contains([]string{"exec", "sudo", "env", "time", "command", "nohup"}, word)
}

// assigns reports NAME=value.
func assigns(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.IndexFunc(name, notName) < 0
}

func notName(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}
