package node

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// The bounds of what one script of package.json may stand for. A few lines of scripts that call each other can stand for
// more commands than any machine holds.
const (
	maxCalls  = 8        // scripts that call scripts
	maxScript = 64 << 10 // bytes of all scripts and words that one script stands for
)

// expansion puts the scripts that a script calls in the place of the calls.
type expansion struct {
	*packageJSON
	left int // how many bytes more it may stand for
}

// newExpansion begins one that may stand for so many bytes.
func (p *packageJSON) newExpansion(most int) *expansion { return &expansion{p, most} }

// close tells the package where the bound was met, if it was.
func (e *expansion) close(at detect.Evidence) {
	if e.left < 0 {
		e.endless = []detect.Evidence{at}
	}
}

// expand gives the commands behind a script, with the scripts that it calls put in their place and pre- and
// post-scripts around it. It gives nil where only a shell or the manager can run it.
func (p *packageJSON) expand(name string) []command {
	if c, ok := p.expanded[name]; ok {
		return cloneCommands(c)
	}
	e := p.newExpansion(max(maxScript, 2*len(p.script(name).Text())))
	c := e.script(name, 0)
	e.close(detect.EvidenceOf(p.script(name)))
	if p.expanded == nil {
		p.expanded = map[string][]command{}
	}
	p.expanded[name] = c
	return cloneCommands(c)
}

// cloneCommands copies the commands, so that whoever changes theirs changes no one else's.
func cloneCommands(from []command) []command {
	to := slices.Clone(from)
	for i := range to {
		to[i].env, to[i].args = slices.Clone(to[i].env), slices.Clone(to[i].args)
	}
	return to
}

// spend counts the bytes of words, and reports whether there are too many by now.
func (e *expansion) spend(words ...string) bool {
	for _, w := range words {
		e.left -= len(w) + 1
	}
	return e.left < 0
}

// script gives the commands of a script and of the scripts around it.
func (e *expansion) script(name string, depth int) []command {
	n := e.packageJSON.script(name)
	if n == nil || depth > maxCalls || e.spend(n.Text()) {
		return nil
	}
	own := parseScript(n.Text())
	if own == nil {
		return nil
	}
	var out []command
	for _, hook := range []string{"pre" + name, "", "post" + name} {
		switch {
		case hook == "":
			for _, c := range own {
				more := e.replace(e.forLinux(c, name), depth)
				if more == nil {
					return nil
				}
				out = append(out, more...)
			}
		case e.packageJSON.script(hook) != nil:
			more := e.script(hook, depth+1)
			if more == nil {
				return nil
			}
			out = append(out, more...)
		}
	}
	return out
}

// forLinux puts the script that run-script-os runs on Linux in the place of its call.
func (e *expansion) forLinux(c command, name string) command {
	if len(c.args) == 0 || c.args[0] != "run-script-os" && c.args[0] != "run-os" {
		return c
	}
	for _, system := range []string{"linux", "nix", "darwin:linux", "linux:darwin", "linux:win32", "default"} {
		if e.packageJSON.script(name+":"+system) != nil {
			return command{env: c.env, args: append([]string{"npm", "run", name + ":" + system}, c.args[1:]...)}
		}
	}
	return c
}

// replace puts the commands of a script in the place of the command that calls it.
func (e *expansion) replace(c command, depth int) []command {
	if len(c.args) > 1 && (c.args[0] == "run-s" || c.args[0] == "npm-run-all" && !slices.Contains(c.args, "-p") && !slices.Contains(c.args, "--parallel")) {
		return e.sequence(c, depth)
	}
	name, rest, ok := e.runsScript(c.args)
	if !ok {
		return []command{c}
	}
	more := e.script(name, depth+1)
	if more == nil || e.spend(rest...) {
		return nil
	}
	last := &more[len(more)-1]
	last.args = append(append([]string{}, last.args...), rest...)
	for i := range more {
		for _, v := range c.env {
			if e.spend(v.Name, v.Value) {
				return nil
			}
		}
		more[i].env = append(append([]detect.EnvVar{}, c.env...), more[i].env...)
	}
	return more
}

// sequence gives the commands of the scripts that a command runs one after another.
func (e *expansion) sequence(c command, depth int) []command {
	var out []command
	for _, name := range c.args[1:] {
		if strings.HasPrefix(name, "-") {
			continue
		}
		more := e.script(name, depth+1)
		if more == nil {
			return nil
		}
		out = append(out, more...)
	}
	return out
}
