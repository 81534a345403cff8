package detect

import (
	"path"
	"sort"
	"strings"
)

// entryNames are where a program begins when nothing says so.
var entryNames = []string{"server", "app", "index", "main"}

var scriptExts = []string{".js", ".mjs", ".cjs", ".ts", ".mts"}

// program decides whether a package without files to serve is a program, and finds its start command where no script
// gives one.
func (s *nodeService) program() bool {
	if s.start.kind == startProgram {
		return true
	}
	if s.start.kind == startFiles && s.served() {
		return true
	}
	listens := s.row != nil && s.row.server
	member := s.space != nil && s.space.root != s.pkg.dir
	if !listens && (member || s.library()) {
		return false
	}
	if !listens && s.start.kind == startOther {
		return false
	}
	if !listens && s.tooling() {
		return false
	}
	candidates := s.entries()
	if member {
		candidates = s.listening(candidates)
	} else if s.space != nil && len(s.space.members) > 0 && !listens && (len(candidates) == 0 || !candidates[0].strong) {
		return false // the root of a workspace is a program only where its manifest says so
	}
	if len(candidates) == 0 {
		return false
	}
	if more := s.topListeners(); s.start.kind == startNone && len(s.listening(candidates)) == 0 && len(more) > 0 {
		candidates = more
	}
	if s.start.kind == startNone && s.platform(candidates) {
		return true
	}
	s.choose(candidates)
	return true
}

// topListeners gives the scripts beside the manifest that listen, whatever they are called.
func (s *nodeService) topListeners() []nodeEntry {
	var out []nodeEntry
	for _, name := range s.t.dirs[s.pkg.dir] {
		p := path.Join(s.pkg.dir, name)
		if hasSuffix(name, scriptExts) && !notRunFile.MatchString(name) && !strings.Contains(name, ".config.") && s.listens(p) {
			out = append(out, nodeEntry{file: name, because: Evidence{Path: p}})
		}
	}
	return out
}

// served takes a start script that serves a directory for the site that it is.
func (s *nodeService) served() bool {
	if s.start.served == "" || s.start.served == "." && s.t.first(s.pkg.dir, "index.html") == "" {
		return false
	}
	st := &Static{Output: fact(path.Join(s.pkg.dir, s.start.served), s.start.because...)}
	if strings.Contains(s.start.because[0].Text, "-s") || strings.Contains(s.start.because[0].Text, "--single") {
		st.Fallback = "index.html"
	}
	s.n.Static = st
	return true
}

// library reports whether a package is made to be used by others.
func (s *nodeService) library() bool {
	doc := s.pkg.doc
	if doc.at("private").truth() || s.pkg.script("start") != nil {
		return false
	}
	for _, sign := range []string{"exports", "types", "typings", "publishConfig", "peerDependencies", "unpkg", "jsdelivr"} {
		if doc.at(sign) != nil {
			return true
		}
	}
	return len(doc.at("files").texts()) > 0 && doc.at("bin") == nil
}

// tooling reports whether a package only holds development tools, with no program of its own.
func (s *nodeService) tooling() bool {
	return len(s.pkg.doc.at("dependencies").keys()) == 0 && len(s.pkg.doc.at("devDependencies").keys()) > 0 && len(s.entries()) == 0
}

// entry candidate: a script with the evidence for it.
type nodeEntry struct {
	file    string // relative to the package
	because Evidence
	strong  bool
}

// entries finds the scripts that could be the program, best first.
func (s *nodeService) entries() []nodeEntry {
	var out []nodeEntry
	add := func(file string, e Evidence, strong bool) {
		for _, o := range out {
			if o.file == file {
				return
			}
		}
		out = append(out, nodeEntry{file, e, strong})
	}
	for _, name := range []string{"main", "module"} {
		n := s.pkg.doc.at(name)
		if n.text() == "" || path.Ext(n.text()) != "" && !hasSuffix(n.text(), scriptExts) && !s.t.hasSource(path.Join(s.pkg.dir, n.text())) {
			continue
		}
		if file := s.scriptFile(n.text()); s.t.has(path.Join(s.pkg.dir, file)) || s.sourceOf(file) != "" && s.compiled(relative(s.pkg.dir, s.sourceOf(file))) == file {
			add(file, n.evidence(), true)
		}
	}
	if bin := s.pkg.doc.at("bin"); bin != nil && len(out) == 0 {
		for _, n := range append(bin.list(), fieldValues(bin)...) {
			if file := s.scriptFile(n.text()); s.sourceOf(file) != "" {
				add(file, n.evidence(), true)
			}
		}
	}
	for _, dir := range []string{"", "src", "bin", "server", "app", "lib", "src/server"} {
		names := entryNames
		if dir == "bin" {
			names = []string{"www", "server"}
		}
		for _, name := range names {
			for _, ext := range append([]string{""}, scriptExts...) {
				if p := path.Join(s.pkg.dir, dir, name+ext); (ext != "" || dir == "bin") && s.t.has(p) && !s.t.links[p] {
					add(path.Join(dir, name+ext), Evidence{Path: p}, false)
				}
			}
		}
	}
	return out
}

func fieldValues(n *node) []*node {
	var out []*node
	if n != nil {
		for _, f := range n.fields {
			out = append(out, f.value)
		}
	}
	return out
}

// listening keeps the entries whose source listens.
func (s *nodeService) listening(in []nodeEntry) []nodeEntry {
	var out []nodeEntry
	for _, e := range in {
		if s.listens(s.sourceOf(e.file)) {
			out = append(out, e)
		}
	}
	return out
}

// listens reports whether a source opens a port.
func (s *nodeService) listens(p string) bool {
	if p == "" {
		return false
	}
	for _, line := range s.t.lines(p) {
		if strings.Contains(line, ".listen(") || strings.Contains(line, "serve(") || strings.Contains(line, "createServer(") {
			return true
		}
	}
	return false
}

// choose takes the first strong entry, or the only one that listens, or the first; when several listen, it asks.
func (s *nodeService) choose(candidates []nodeEntry) {
	listening := s.listening(candidates)
	best := candidates[0]
	if len(listening) > 0 && !best.strong {
		best = listening[0]
	}
	if www := findEntry(candidates, "bin/www"); www != nil && !best.strong {
		best = *www
	}
	s.adopt(best)
	if !best.strong && len(listening) > 1 && best.file != "bin/www" {
		q := Question{Key: "start", Text: "which of these scripts does the image run?"}
		for _, e := range listening {
			q.Candidates = append(q.Candidates, Candidate{Value: strings.Join(s.commandFor(e.file), " "), Because: []Evidence{e.because}})
		}
		s.stack.Questions = append(s.stack.Questions, q)
	}
	s.note(Note{Text: "no start script says what to run; " + s.start.args[len(s.start.args)-1] + " is taken", Add: "a start script in package.json", Because: []Evidence{best.because}})
}

func findEntry(candidates []nodeEntry, file string) *nodeEntry {
	for i := range candidates {
		if candidates[i].file == file {
			return &candidates[i]
		}
	}
	return nil
}

// adopt makes an entry the start command.
func (s *nodeService) adopt(e nodeEntry) {
	if s.n.Runtime == "bun" {
		s.start = nodeStart{kind: startProgram, runtime: "bun", args: []string{"bun", e.file}, entry: e.file, because: []Evidence{e.because}}
		return
	}
	s.start = s.commandOf(e.file)
	s.start.because = []Evidence{e.because}
}

func (s *nodeService) commandOf(file string) nodeStart {
	return s.programOf(nodeStart{kind: startProgram}, "node", false, nil, file, nil)
}

func (s *nodeService) commandFor(file string) []string {
	if s.n.Runtime == "bun" {
		return []string{"bun", file}
	}
	return s.commandOf(file).args
}

// scriptFile resolves what node is told to run to a file: a directory to its main, a name without its ending.
func (s *nodeService) scriptFile(file string) string {
	file = path.Clean(file)
	p := path.Join(s.pkg.dir, file)
	if s.t.has(p) {
		return file
	}
	for _, ext := range scriptExts {
		if s.t.has(p + ext) {
			return file + ext
		}
	}
	if file == "." {
		if main := s.pkg.doc.at("main").text(); main != "" && path.Clean(main) != "." {
			return s.scriptFile(main)
		}
	}
	for _, ext := range scriptExts {
		if s.t.has(path.Join(p, "index"+ext)) {
			return path.Join(file, "index"+ext)
		}
	}
	if path.Ext(file) == "" && file != "." && s.sourceOf(file+".js") != "" {
		return file + ".js"
	}
	if file == "." {
		return "index.js"
	}
	return file
}

// bare takes a directory without any manifest that holds a script: index.js and nothing else.
func (r *nodeRepo) bare() *nodeService {
	for _, other := range []string{"go.mod", "pyproject.toml", "requirements.txt", "pom.xml", "build.gradle", "build.gradle.kts", "Cargo.toml", "Gemfile", "composer.json", "mix.exs", "deno.json", "deno.jsonc", "deno.lock", "manage.py", "Pipfile"} {
		if r.t.has(other) {
			return nil
		}
	}
	root := r.packages["."]
	if root != nil {
		return r.nothing(root)
	}
	if r.t.has("index.html") || r.denoScripts() {
		return nil // scripts of a page, or for another runtime
	}
	pkg := &nodePackage{dir: ".", path: "package.json", doc: &node{kind: isTable, path: "package.json"}}
	s := r.newService(pkg)
	s.n.Runtime = "node"
	candidates := s.entries()
	if len(candidates) == 0 {
		return nil
	}
	r.packages["."] = pkg
	s.choose(candidates)
	s.finish()
	s.n.Manifests = nil
	if name, at := s.foreign(); name != "" {
		s.refuse("there is no package.json, and the program loads "+name+", whose version nothing names", "`npm init` and `npm install "+name+"`, and commit package.json and its lock file", at)
		return s
	}
	s.note(Note{Text: "there is no package.json: the script is run as it stands, without any package", Add: "a package.json with a start script", Because: s.start.because})
	return s
}

// nothing says what a package at the root is that is no service, where the repository holds no other.
func (r *nodeRepo) nothing(pkg *nodePackage) *nodeService {
	s := r.newService(pkg)
	e := Evidence{Path: pkg.path}
	switch {
	case pkg.script("start") == nil && len(s.allDeps()) == 0 && pkg.doc.at("main") == nil && pkg.doc.at("scripts") == nil:
		return nil
	case s.runsOnDeno(), pkg.script("build") == nil && s.page():
		return nil // a program of Deno, or tools of a page that is served as it stands
	case s.library():
		s.refuse("it is a library: it has no program that an image could run", "a start script, where there is one", e)
	case pkg.script("start") != nil:
		s.refuse("what its start script runs is not known: "+clip(pkg.script("start").text()), "--start, with the command that the image runs", pkg.script("start").evidence())
	default:
		s.refuse("its package.json names no program: no start script, no main that exists, no known framework", "a start script", e)
	}
	s.manager()
	s.version()
	s.language()
	s.build()
	s.manifests()
	s.natives()
	s.declares()
	s.programFiles() // what --start may run
	s.scan()
	return s
}

// sortedSet gives the keys of a set, sorted.
func sortedSet(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
