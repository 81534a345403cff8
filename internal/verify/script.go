package verify

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
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

// calls splits a shell script into its simple commands. It knows quotes, comments, operators and the words that only
// steer; it is no shell, and what it does not understand stays in a word.
func calls(script string) []call {
	var found []call
	for _, words := range commands(script) {
		c := call{words: words}
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
	switch word {
	case "if", "then", "elif", "else", "do", "while", "until", "!", "{", "}", "(", ")", "exec", "sudo", "env", "time", "command", "nohup":
		return true
	}
	return false
}

// assigns reports NAME=value.
func assigns(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.IndexFunc(name, notName) < 0
}

func notName(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// commands cuts a script at the operators and each piece into words.
func commands(script string) [][]string {
	s := &splitter{text: script}
	for s.at < len(s.text) {
		s.step()
	}
	s.endCommand()
	return s.done
}

// splitter walks through a script.
type splitter struct {
	text   string
	at     int
	word   strings.Builder
	inWord bool
	words  []string
	done   [][]string
}

func (s *splitter) endWord() {
	if s.inWord {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.inWord = false
}

func (s *splitter) endCommand() {
	s.endWord()
	if len(s.words) > 0 {
		s.done = append(s.done, s.words)
	}
	s.words = nil
}

// step reads one character, or one quoted piece.
func (s *splitter) step() {
	c := s.text[s.at]
	s.at++
	switch {
	case c == '\\' && s.at < len(s.text):
		if s.text[s.at] != '\n' {
			s.put(s.text[s.at : s.at+1])
		}
		s.at++
	case c == '\'' || c == '"' || c == '`':
		s.quoted(c)
	case c == '$' && strings.HasPrefix(s.text[s.at:], "("):
		s.substitution()
	case c == '#' && !s.inWord:
		s.at += lineLength(s.text[s.at:])
	case c == ' ' || c == '\t' || c == '\r':
		s.endWord()
	case strings.IndexByte("\n;&|()", c) >= 0 && !s.redirects(c):
		s.endCommand()
	default:
		s.word.WriteByte(c)
		s.inWord = true
	}
}

func (s *splitter) put(text string) {
	s.word.WriteString(text)
	s.inWord = true
}

// redirects reports the & of 2>&1 and &>file, which ends no command.
func (s *splitter) redirects(c byte) bool {
	return c == '&' && (strings.HasSuffix(s.word.String(), ">") || strings.HasPrefix(s.text[s.at:], ">"))
}

func (s *splitter) quoted(quote byte) {
	s.inWord = true
	for s.at < len(s.text) && s.text[s.at] != quote {
		if quote == '"' && s.text[s.at] == '\\' && s.at+1 < len(s.text) {
			s.at++
		}
		s.word.WriteByte(s.text[s.at])
		s.at++
	}
	s.at++
}

// substitution takes $(…) as a part of the word.
func (s *splitter) substitution() {
	depth, start := 0, s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '(':
			depth++
		case ')':
			depth--
		}
		s.at++
		if depth == 0 {
			break
		}
	}
	s.put("$" + s.text[start:s.at])
}

func lineLength(text string) int {
	if n := strings.IndexByte(text, '\n'); n >= 0 {
		return n
	}
	return len(text)
}
