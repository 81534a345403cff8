package node

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/shell"
)

// command is one simple command of a script: variables set in front of it, and its words.
type command struct {
	env  []detect.EnvVar
	args []string
}

var assignment = pattern.New(`^[A-Za-z_][A-Za-z0-9_]*=`)

// parseScript splits a package.json script into the commands that && joins. It gives nil where the script needs a
// shell: pipes, redirections, substitutions, alternatives, background jobs.
func parseScript(script string) []command {
	commands, err := shell.Commands(script, nil)
	if err != nil {
		return nil
	}
	var out []command
	for _, c := range commands {
		own := newCommand(c.Words)
		var env []detect.EnvVar
		for _, v := range c.Env {
			env = append(env, detect.EnvVar{Name: v.Name, Value: v.Value})
		}
		own.env = append(env, own.env...)
		out = append(out, own)
	}
	return out
}

// newCommand takes the assignments in front of a command apart, and the tools whose only work is to set variables.
func newCommand(words []string) command {
	var c command
	for len(words) > 0 {
		w := words[0]
		switch {
		case assignment.MatchString(w):
			name, value, _ := strings.Cut(w, "=")
			c.env = append(c.env, detect.EnvVar{Name: name, Value: value})
		case w == "cross-env" || w == "cross-env-shell" || w == "env" || w == "exec" || w == "command" || w == "npx" || w == "bunx" || w == "pnpx":
		case w == "dotenv" || w == "dotenvx" || w == "env-cmd" || w == "dotenv-cli":
			words = afterLoader(words)
			continue
		case strings.HasPrefix(w, "-") && len(c.args) == 0:
		default:
			c.args = words
			return c
		}
		words = words[1:]
	}
	return c
}

// afterLoader gives the words behind a tool that loads a file of variables: that file is not in the image.
func afterLoader(words []string) []string {
	for i, w := range words {
		if w == "--" {
			return words[i+1:]
		}
	}
	words = words[1:]
	for len(words) > 0 && (strings.HasPrefix(words[0], "-") || words[0] == "run" || strings.Contains(words[0], ".env")) {
		words = words[1:]
	}
	return words
}

// shellWords splits one command as a shell would; it fails where a shell would do more than split.
func shellWords(s string) (words []string, ok bool) {
	commands, err := shell.Commands(s, nil)
	if err != nil || len(commands) != 1 {
		return nil, false
	}
	for _, v := range commands[0].Env {
		words = append(words, v.Name+"="+v.Value)
	}
	return append(words, commands[0].Words...), true
}

// runsScript gives the script that a command calls through a package manager, with the words that it passes on:
// "npm run build -- --prod", "yarn build", "npm start".
func (p *packageJSON) runsScript(args []string) (name string, rest []string, ok bool) {
	if len(args) < 2 || !slices.Contains([]string{"npm", "yarn", "pnpm", "bun"}, args[0]) {
		return "", nil, false
	}
	for _, a := range args { // another package's script
		if a == "-w" || a == "-F" || a == "-C" || strings.HasPrefix(a, "--workspace") || strings.HasPrefix(a, "--filter") || strings.HasPrefix(a, "--prefix") || strings.HasPrefix(a, "--cwd") || strings.HasPrefix(a, "--dir") {
			return "", nil, false
		}
	}
	i := 1
	for i < len(args) && (args[i] == "-s" || args[i] == "--silent" || args[i] == "run-script" || args[i] == "run" || args[i] == "--if-present") {
		i++
	}
	if i == len(args) || p.script(args[i]) == nil {
		return "", nil, false
	}
	rest = args[i+1:]
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	return args[i], rest, true
}
