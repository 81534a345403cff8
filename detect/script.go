package detect

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/shell"
)

// shebang is the first line of a shell script.
var shebang = pattern.New(`^#!.*\b(?:ba|da|z)?sh\b`)

// IsShell reports whether a command starts a shell.
func IsShell(words []string) bool {
	return len(words) > 0 && slices.Contains([]string{"sh", "bash", "dash", "/bin/sh", "/bin/bash"}, words[0])
}

// StartScript reads the shell script of the repository that a command runs (./start.sh, sh bin/start) as one line of
// commands, and gives where the last of them stands. The line is "" where the script does more than run commands one after
// the other; the evidence is then its first line.
func (t *Tree) StartScript(dir string, words []string) (line string, at Evidence, ok bool) {
	if IsShell(words) {
		for words = words[1:]; len(words) > 0 && strings.HasPrefix(words[0], "-") && words[0] != "-c"; words = words[1:] {
		}
		ok = true
	}
	if len(words) == 0 || !t.Has(path.Join(dir, words[0])) {
		return "", Evidence{}, false
	}
	p := path.Join(dir, words[0])
	text, err := t.Text(p)
	if err != nil || !ok && path.Ext(p) != ".sh" && !shebang.MatchString(strings.SplitN(text, "\n", 2)[0]) {
		return "", Evidence{}, false
	}
	line, number := shell.Script(text)
	return line, t.At(p, max(number, 1)), true
}
