package node

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// A process is one of several programs that a repository starts together.
type process struct {
	name  string
	start startCommand
	at    detect.Evidence
}

// otherProcess says that a program is there that the image does not run, and how it gets an image or when it runs.
func otherProcess(name, command string, at detect.Evidence) detect.Note {
	if name == "release" {
		return detect.Note{Text: "run the release step before each start of a new version: " + command, Because: []detect.Evidence{at}}
	}
	return detect.Note{Text: "the process " + name + " does not run in this image", Add: "--port 0 --start '" + command + "' for an image of its own", Because: []detect.Evidence{at}}
}

// together gives the processes that a script starts at the same time: by concurrently, npm-run-all, run-p or &. It gives nil
// for every other script.
func together(s *service, n *formats.Node) []process {
	var names, commands []string
	words, _ := shellWords(n.Text())
	words = newCommand(words).args
	switch {
	case len(words) > 1 && (words[0] == "concurrently" || words[0] == "conc"):
		commands = operands(words[1:], "-n", "--names", "-c", "--prefix-colors", "-p", "--prefix", "-s", "--success", "-m", "--max-processes", "--restart-tries", "--restart-after", "-l", "--prefix-length", "--handle-input")
	case len(words) > 1 && (words[0] == "run-p" || words[0] == "npm-run-all" && (slices.Contains(words, "-p") || slices.Contains(words, "--parallel"))):
		names = operands(words[1:], "--max-parallel", "--npm-path")
	default:
		commands = background(n.Text())
	}
	for _, c := range commands {
		if script, ok := strings.CutPrefix(c, "npm:"); ok {
			names = append(names, script)
		}
	}
	var all []process
	for _, name := range names {
		for _, script := range s.pkg.doc.At("scripts").Keys() {
			if ok, _ := path.Match(strings.ReplaceAll(name, "**", "*"), script); ok {
				at := s.pkg.script(script)
				all = append(all, process{script, s.judgeAll(s.pkg.expand(script), detect.EvidenceOf(at)), detect.EvidenceOf(at)})
			}
		}
	}
	for _, c := range commands {
		if !strings.HasPrefix(c, "npm:") {
			all = append(all, processOf(s, c, c, detect.EvidenceOf(n)))
		}
	}
	return all
}

// operands gives the words that are no flags; those of the flags that take a value are given.
func operands(words []string, valued ...string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		switch {
		case slices.Contains(valued, words[i]):
			i++
		case !strings.HasPrefix(words[i], "-"):
			out = append(out, words[i])
		}
	}
	return out
}

// background gives the commands of a line that & joins, nil where none runs in the background.
func background(line string) []string {
	if strings.ContainsAny(line, "\"'`") {
		return nil
	}
	var out []string
	for _, part := range strings.Split(strings.ReplaceAll(strings.ReplaceAll(line, "2>&1", ""), "&&", "\x00"), "&") {
		part = strings.ReplaceAll(part, "\x00", "&&")
		part = strings.TrimSuffix(strings.TrimSpace(part), "wait")
		if part = strings.TrimSuffix(strings.TrimSpace(part), "&&"); strings.TrimSpace(part) != "" {
			out = append(out, strings.TrimSpace(part))
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// processOf judges a command line.
func processOf(s *service, name, line string, at detect.Evidence) process {
	return process{name, s.judgeAll(s.commandsOf(line, at), at), at}
}

// portUse finds the variable of the port in a command line, with the number that stands for its absence.
var portUse = pattern.New(`\$(?:PORT\b|\{PORT(?::?-(\d+))?\})`)

// commandsOf gives the commands of a line that stands outside package.json, with the scripts that it calls put in their place.
func (s *service) commandsOf(line string, at detect.Evidence) []command {
	for _, m := range portUse.FindAllStringSubmatch(line, -1) {
		line = strings.Replace(line, m[0], cmp.Or(m[1], "PORT"), 1)
	}
	e := s.pkg.newExpansion(maxScript)
	var all []command
	for _, c := range parseScript(line) {
		all = append(all, e.replace(c, 0)...)
	}
	e.close(at)
	return all
}

// oneOf takes the process that listens for what the image runs, and names the others. Where several do, or none, it asks.
func (s *service) oneOf(all []process) startCommand {
	programs := slices.DeleteFunc(slices.Clone(all), func(p process) bool { return p.start.kind != startProgram && p.start.kind != startFiles })
	if len(programs) == 0 {
		for _, p := range all {
			if p.start.kind == startDevelop {
				return startCommand{kind: startDevelop, because: p.start.because}
			}
		}
		return startCommand{kind: startOther, because: all[0].start.because}
	}
	best := slices.DeleteFunc(slices.Clone(programs), func(p process) bool { return !serves(s, p.start) })
	if len(best) == 0 {
		best = slices.DeleteFunc(slices.Clone(programs), func(p process) bool { return helping.MatchString(p.name) || helping.MatchString(p.start.entry) })
	}
	if len(best) == 0 {
		best = programs
	}
	st := best[0].start
	if len(best) > 1 {
		q := detect.Question{Key: "start", Text: "which of these programs does the image run?"}
		for _, p := range best {
			q.Candidates = append(q.Candidates, detect.Candidate{Value: strings.Join(p.start.args, " "), Because: []detect.Evidence{p.at}})
		}
		s.stack.Questions = append(s.stack.Questions, q)
	}
	for _, p := range programs {
		if fmt.Sprint(p.start.args) != fmt.Sprint(st.args) {
			st.notes = append(st.notes, otherProcess(p.name, strings.Join(p.start.args, " "), p.at))
		}
	}
	return st
}

// helping are names of programs that work beside a server.
var helping = pattern.New(`(?i)worker|queue|consumer|cron|schedul|jobs?\b|clock|beat`)

// serves reports whether a start command runs a server: one of a package, or a script that opens a port.
func serves(s *service, st startCommand) bool {
	return st.kind == startProgram && (st.entry == "" && st.bin == "" || s.listens(s.sourceOf(st.entry)))
}

// beside names the programs of other scripts: start:worker, worker:prod.
func beside(s *service) {
	for _, name := range s.pkg.doc.At("scripts").Keys() {
		n := s.pkg.script(name)
		if !besideName.MatchString(name) || besideNot.MatchString(name) || slices.ContainsFunc(s.stack.Notes, func(o detect.Note) bool { return len(o.Because) > 0 && o.Because[0] == detect.EvidenceOf(n) }) {
			continue
		}
		st := s.judgeAll(s.pkg.expand(name), detect.EvidenceOf(n))
		if st.kind == startProgram && st.entry != "" && st.dev == "" && st.entry != s.start.entry && (s.sourceOf(st.entry) != "") {
			s.note(otherProcess(name, strings.Join(st.args, " "), detect.EvidenceOf(n)))
		}
	}
}

var (
	besideName = pattern.New(`^(?:start|serve|run)[:-]|(?i)worker|queue|consumer|cron|schedul|\bbot\b`)
	besideNot  = pattern.New(`(?i)dev|watch|debug|test|local|docker|build|inspect`)
)

var (
	pm2Script = pattern.New(`["']?\bscript["']?\s*:\s*["'` + "`" + `]([^"'` + "`" + `]+)`)
	pm2Name   = pattern.New(`["']?\bname["']?\s*:\s*["'` + "`" + `]([^"'` + "`" + `]+)`)
	pm2Args   = pattern.New(`["']?\bargs["']?\s*:\s*\[?\s*["'` + "`" + `]([^"'` + "`" + `]+)`)
)

// ecosystem reads the applications of a pm2 file.
func ecosystem(s *service, file string) []process {
	p := path.Join(s.pkg.dir, file)
	lines := s.t.Lines(p)
	text := strings.Join(lines, "\n")
	var all []process
	found := pm2Script.FindAllStringSubmatchIndex(text, -1)
	from := func(i int) int { return max(0, strings.LastIndex(text[:found[i][0]+1], "{")) }
	for i, m := range found {
		end := len(text)
		if i+1 < len(found) {
			end = from(i + 1)
		}
		app, script := text[from(i):end], text[m[2]:m[3]]
		name, line := script, script
		if n := pm2Name.FindStringSubmatch(app); n != nil {
			name = n[1]
		}
		if detect.HasSuffix(script, scriptExts) {
			line = "node " + script
		}
		if a := pm2Args.FindStringSubmatch(app); a != nil {
			line += " " + a[1]
		}
		all = append(all, processOf(s, name, line, s.t.At(p, strings.Count(text[:m[0]], "\n")+1)))
	}
	return all
}
