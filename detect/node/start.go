package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// startCommand is what a start command comes to.
type startCommand struct {
	kind    startKind
	args    []string // the command for the container
	bin     string   // the package program that args begins with, where its script is not known
	env     []detect.EnvVar
	entry   string // the script that it runs, relative to the package's directory; it may come of the build
	served  string // the directory that a file server serves
	port    int    // said on the command line
	dev     string // the devDependency that the command needs at run time
	runtime string // bun, else ""
	because []detect.Evidence
	notes   []detect.Note
}

// declared gives the start command that the repository declares: Procfile, then scripts.start and its likes.
func declared(s *service) startCommand {
	if st := procfile(s); st.kind != startNone {
		return st
	}
	var ignored []detect.Note
	for _, name := range []string{"start:prod", "start:production", "start", "serve", "server", "prod", "production"} {
		n := s.pkg.script(name)
		if n == nil || (name == "start:prod" || name == "start:production") && plainStart(s) {
			continue
		}
		st := s.judgeAll(s.pkg.expand(name), detect.EvidenceOf(n))
		if all := together(s, n); len(all) > 1 {
			st = s.oneOf(all)
		}
		if name != "start" && st.kind != startProgram && st.kind != startFiles {
			continue
		}
		if st.kind == startNone && n.Text() != "" {
			st = shellStart(s, n, st)
		}
		if st.kind != startNone {
			return st
		}
		ignored = append(ignored, st.notes...)
	}
	return startCommand{notes: ignored}
}

// plainStart reports whether scripts.start is a program for production itself, so that start:prod is no better.
func plainStart(s *service) bool {
	line := s.pkg.script("start").Text()
	for _, sign := range []string{"--watch", "nodemon", "ts-node", "tsx", "nest start", " dev"} {
		if strings.Contains(line, sign) {
			return false
		}
	}
	return s.judgeAll(s.pkg.expand("start"), detect.Evidence{}).kind == startProgram
}

// shellStart speaks of a start script that needs a shell.
func shellStart(s *service, n *formats.Node, st startCommand) startCommand {
	switch {
	case strings.Contains(n.Text(), "cd ") || strings.Contains(n.Text(), "workspace") || strings.Contains(n.Text(), "--filter"):
		return startCommand{kind: startOther, because: []detect.Evidence{detect.EvidenceOf(n)}}
	case s.pkg.expand("start") == nil:
		st.notes = append(st.notes, needsShell(n.Text(), detect.EvidenceOf(n)))
	}
	return st
}

// needsShell says that a command is not what the image runs.
func needsShell(command string, at detect.Evidence) detect.Note {
	return detect.Note{Text: "the start script is ignored, because it needs a shell: " + detect.Clip(command),
		Add: "a start script that is one command, as in \"node server.js\"", Because: []detect.Evidence{at}}
}

// procfile reads the web process, else the only other one.
func procfile(s *service) startCommand {
	p := s.t.First(s.pkg.dir, "Procfile")
	if p == "" {
		return startCommand{}
	}
	var all []process
	var web *process
	for i, line := range s.t.Lines(p) {
		name, script, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !ok || strings.HasPrefix(name, "#") {
			continue
		}
		one := processOf(s, name, strings.TrimSpace(script), s.t.At(p, i+1))
		all = append(all, one)
		if name == "web" {
			web = &one
		}
	}
	if web == nil {
		all = slices.DeleteFunc(all, func(o process) bool { return o.name == "release" })
		if len(all) == 0 {
			return startCommand{}
		}
		return s.oneOf(all)
	}
	st := web.start
	for _, o := range all {
		if o.name != "web" && o.start.kind != startNone {
			_, command, _ := strings.Cut(o.at.Text, ":")
			st.notes = append(st.notes, otherProcess(o.name, strings.TrimSpace(command), o.at))
		}
	}
	return st
}

// judgeAll judges the last of a chain of commands; those before it belong to the build or to the deployment.
func (s *service) judgeAll(chain []command, because detect.Evidence) startCommand {
	if len(chain) == 0 {
		return startCommand{}
	}
	var notes []detect.Note
	for scripts := 0; ; scripts++ {
		last := chain[len(chain)-1]
		line, at, ok := s.t.StartScript(s.pkg.dir, last.args)
		if !ok && detect.IsShell(last.args) || scripts > maxCalls {
			return startCommand{notes: []detect.Note{needsShell(strings.Join(last.args, " "), because)}}
		}
		if !ok {
			break
		}
		own := s.commandsOf(line, at)
		if len(own) == 0 {
			return startCommand{notes: []detect.Note{needsShell(strings.Join(last.args, " "), at)}}
		}
		own[len(own)-1].env = append(last.env, own[len(own)-1].env...)
		chain, because = append(chain[:len(chain)-1:len(chain)-1], own...), at
	}
	if dir := chain[0].args; len(chain) == 2 && len(dir) == 2 && dir[0] == "cd" {
		if c, ok := s.below(dir[1], chain[1]); ok {
			notes = append(notes, detect.Note{Text: "the start script changes to " + dir[1] + " first; the image starts the program from the directory of package.json",
				Add: "a start script without cd", Because: []detect.Evidence{because}})
			chain = []command{c}
		}
	}
	built := s.buildChain()
	for _, c := range chain[:len(chain)-1] {
		if slices.ContainsFunc(built, func(b command) bool { return slices.Equal(b.args, c.args) }) {
			continue
		}
		drop, what := preparing(c.args)
		if !drop && len(c.args) > 0 && c.args[0] == "cd" {
			return startCommand{kind: startOther, because: []detect.Evidence{because}}
		}
		if what != "" || !drop {
			if what == "" {
				what = "runs another command"
			}
			notes = append(notes, detect.Note{Text: "the start script " + what + " before the program starts (" + detect.Clip(strings.Join(c.args, " ")) + "); the image only starts the program",
				Add: "a step of the deployment that runs it", Because: []detect.Evidence{because}})
		}
	}
	st := judge(s, chain[len(chain)-1])
	st.because = []detect.Evidence{because}
	st.notes = append(st.notes, notes...)
	return st
}

// below gives a command that runs a script of a directory of the package as one that is run from the package's own; a
// directory with a manifest has a service of its own.
func (s *service) below(dir string, c command) (command, bool) {
	at := path.Join(s.pkg.dir, dir)
	if !detect.Inside(at, s.pkg.dir) || !hasSource(s.t, at) {
		return command{}, false
	}
	for in := at; in != s.pkg.dir; in = path.Dir(in) {
		if s.packages[in] != nil {
			return command{}, false
		}
	}
	for i, word := range c.args[:min(2, len(c.args))] {
		if p := path.Join(at, word); s.t.Has(p) && (i > 0 || s.nodeScript(p)) {
			args := slices.Clone(c.args)
			args[i] = "./" + path.Join(dir, word)
			return command{env: c.env, args: args}, true
		}
	}
	return command{}, false
}

// nodeScript reports a file that Node runs, by its ending or by its first line.
func (s *service) nodeScript(p string) bool {
	if detect.HasSuffix(p, []string{".js", ".mjs", ".cjs"}) {
		return true
	}
	lines := s.t.Lines(p)
	return path.Ext(p) == "" && len(lines) > 0 && strings.HasPrefix(lines[0], "#!") && strings.Contains(lines[0], "node")
}

// judge says what one command is.
func judge(s *service, c command) startCommand {
	args := c.args
	if len(args) == 0 {
		return startCommand{}
	}
	st := startCommand{env: c.env, port: portFlag(args)}
	if args[0] == "nest" && len(args) > 1 && args[1] == "start" {
		return startCommand{} // what it runs is the framework's default
	}
	if key, row, ok := lookFor(tables().Bins, args); ok {
		st.kind = startProgram
		st.args = append([]string{"node", s.module(row.Pkg, binScript(s, row.Pkg, row.Script))}, args[1:]...)
		if key == "fastify start" { // else it listens on the container's own loopback alone
			st.env = append(st.env[:len(st.env):len(st.env)], detect.EnvVar{Name: "FASTIFY_ADDRESS", Value: "0.0.0.0"})
			st.entry = plugin(args[2:])
		}
		if s.pkg.prod(row.Pkg) == nil && s.pkg.prod(strings.Fields(key)[0]) == nil {
			st.dev = row.Pkg
		}
		return st
	}
	if _, dir, ok := lookFor(tables().FileServers, args); ok {
		st.kind, st.served = startFiles, servedDir(args, dir)
		return st
	}
	if typed, ok := tables().Runners[args[0]]; ok && !(args[0] == "bun" && len(args) == 1) {
		return runner(s, c, typed)
	}
	if slices.Contains(tables().Develop, args[0]) || len(args) > 1 && slices.Contains(tables().Develop, args[0]+" "+args[1]) {
		st.kind = startDevelop
		return st
	}
	if slices.Contains(tables().Elsewhere, args[0]) {
		st.kind = startOther
		return st
	}
	if script := s.nodeScript(path.Join(s.pkg.dir, args[0])); script || strings.HasPrefix(args[0], "./") || strings.HasPrefix(args[0], "node_modules/") {
		if script {
			return runner(s, command{env: c.env, args: append([]string{"node"}, args...)}, false)
		}
		return st
	}
	return unknownBin(s, c)
}

// plugin is the script that fastify-cli is given, the last word of its command.
func plugin(args []string) string {
	if last := args[max(0, len(args)-1):]; detect.HasSuffix(strings.Join(last, ""), scriptExts) {
		return path.Clean(last[0])
	}
	return ""
}

// binScript is a program's script inside its package; React Router renamed its own.
func binScript(s *service, pkg, script string) string {
	if pkg == "@react-router/serve" && !s.newer(pkg, 8) {
		return "bin.js"
	}
	return script
}

// unknownBin takes a command that may be a program of some package.
func unknownBin(s *service, c command) startCommand {
	st := startCommand{kind: startProgram, args: c.args, bin: c.args[0], env: c.env, port: portFlag(c.args)}
	if strings.ContainsAny(c.args[0], "/.") || len(s.allDeps()) == 0 {
		return startCommand{kind: startOther}
	}
	if s.pkg.prod(c.args[0]) == nil && s.pkg.dep(c.args[0]) != nil {
		st.dev = c.args[0]
	}
	return st
}

// servedDir finds the directory among the words of a file server's command.
func servedDir(args []string, def string) string {
	for i := 1; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "-p" || a == "--port" || a == "-l" || a == "--listen" || a == "-d" || a == "--directory" || a == "-a" || a == "--host" || a == "--outDir":
			if a == "-d" || a == "--directory" || a == "--outDir" {
				return path.Clean(args[min(i+1, len(args)-1)])
			}
			i++
		case strings.HasPrefix(a, "-") || a == "preview" || a == "serve":
		default:
			return path.Clean(a)
		}
	}
	return def
}

// portFlag reads -p, --port and -l of a command.
func portFlag(args []string) int {
	for i, a := range args {
		name, value, joined := strings.Cut(a, "=")
		if name != "-p" && name != "--port" && name != "-l" && name != "--listen" && name != "-P" {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		value = value[strings.LastIndex(value, ":")+1:]
		if p, ok := detect.PortNumber(value); ok {
			return p
		}
	}
	return 0
}

// module gives the path of a file of an installed package, relative to the service's directory. npm and yarn put the
// packages of a workspace at its root unless the lock file says otherwise; pnpm links them beside each member.
func (s *service) module(pkg, file string) string {
	p := path.Join("node_modules", pkg, file)
	if s.space == nil || s.space.root == s.pkg.dir || s.managerName() == "pnpm" {
		return p
	}
	if lock := s.t.First(s.space.root, "package-lock.json", "npm-shrinkwrap.json"); lock != "" {
		own := `"` + path.Join(detect.Relative(s.space.root, s.pkg.dir), "node_modules", pkg) + `": {`
		if text, err := s.t.Text(lock); err == nil && strings.Contains(text, own) {
			return p
		}
	}
	return detect.Relative(s.pkg.dir, s.space.root) + "/" + p
}
