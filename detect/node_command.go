package detect

import (
	"slices"
	"strings"
)

// command is one simple command of a script: variables set in front of it, and its words.
type command struct {
	env  []EnvVar
	args []string
}

var assignment = lazy(`^[A-Za-z_][A-Za-z0-9_]*=`)

// parseScript splits a package.json script into the commands that && joins. It gives nil where the script needs a
// shell: pipes, redirections, substitutions, alternatives, background jobs.
func parseScript(script string) []command {
	words, ok := shellWords(script)
	if !ok {
		return nil
	}
	var out []command
	start := 0
	for i := 0; i <= len(words); i++ {
		if i < len(words) && words[i] != "\x00&&" {
			continue
		}
		if i == start {
			return nil
		}
		out = append(out, newCommand(words[start:i]))
		start = i + 1
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
			c.env = append(c.env, EnvVar{name, value})
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

// shellWords splits as a shell would, without expanding; the operator && becomes the word "\x00&&". It fails where a
// shell would do more than split.
func shellWords(s string) (words []string, ok bool) {
	var b strings.Builder
	in := false
	flush := func() {
		if in {
			words = append(words, b.String())
			b.Reset()
			in = false
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			flush()
		case c == '\'' || c == '"':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return nil, false
			}
			part := s[i+1 : i+1+end]
			if c == '"' && strings.ContainsAny(part, "$`\\") {
				return nil, false
			}
			b.WriteString(part)
			in, i = true, i+1+end
		case c == '&' && strings.HasPrefix(s[i:], "&&"):
			flush()
			words = append(words, "\x00&&")
			i++
		case strings.IndexByte("&|;<>()$`\\\x00", c) >= 0:
			return nil, false
		default:
			b.WriteByte(c)
			in = true
		}
	}
	flush()
	return words, len(words) > 0
}

// runsScript gives the script that a command calls through a package manager, with the words that it passes on:
// "npm run build -- --prod", "yarn build", "npm start".
func (p *nodePackage) runsScript(args []string) (name string, rest []string, ok bool) {
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
