package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// entryNames are where a program begins when nothing says so.
var entryNames = []string{"server", "app", "index", "main"}

var scriptExts = []string{".js", ".mjs", ".cjs", ".ts", ".mts"}

// program decides whether a package without files to serve is a program, and finds its start command where no script
// gives one.
func program(s *service) bool {
	if s.start.kind == startProgram {
		return true
	}
	if s.start.kind == startFiles && served(s) {
		return true
	}
	listens := s.row != nil && s.row.Server
	member := s.space != nil && s.space.root != s.pkg.dir
	if !listens && (member || library(s)) {
		return false
	}
	if !listens && s.start.kind == startOther {
		return false
	}
	if !listens && tooling(s) {
		return false
	}
	candidates := entries(s)
	if member {
		candidates = listeningOf(s, candidates)
	} else if s.space != nil && len(s.space.members) > 0 && !listens && (len(candidates) == 0 || !candidates[0].strong) {
		return false // the root of a workspace is a program only where its manifest says so
	}
	if len(candidates) == 0 {
		return false
	}
	if more := topListeners(s); s.start.kind == startNone && len(listeningOf(s, candidates)) == 0 && len(more) > 0 {
		candidates = more
	}
	if s.start.kind != startProgram && platform(s, candidates) {
		return true
	}
	if s.start.kind != startFiles && silent(s, candidates) {
		return true
	}
	choose(s, candidates)
	return true
}

// silent refuses an application whose framework has to be told to listen, which none of its sources does: it is written for a platform
// that calls it, or for Bun, which serves what a module exports.
func silent(s *service, candidates []entry) bool {
	if s.row == nil || !s.row.Server || s.row.Shape != "" || len(s.row.Start)+len(s.row.Build) > 0 || s.n.Runtime == "bun" || candidates[0].strong || findEntry(candidates, "bin/www") != nil {
		return false
	}
	for _, p := range s.t.Sources(s.pkg.dir, scriptExts...) {
		if s.listens(p) {
			return false
		}
	}
	s.refuse("it only exports its application: none of its source files listen on a port", "a script that listens on a port, and a start script that runs it", s.stack.Framework.Because...)
	return true
}

// topListeners gives the scripts beside the manifest that listen, whatever they are called.
func topListeners(s *service) []entry {
	var out []entry
	for _, name := range s.t.FilesIn[s.pkg.dir] {
		p := path.Join(s.pkg.dir, name)
		if detect.HasSuffix(name, scriptExts) && !notRunFile.MatchString(name) && !strings.Contains(name, ".config.") && s.listens(p) {
			out = append(out, entry{file: name, because: detect.Evidence{Path: p}})
		}
	}
	return out
}

// served takes a start script that serves a directory for the site that it is.
func served(s *service) bool {
	if s.start.served == "" || s.start.served == "." && s.t.First(s.pkg.dir, "index.html") == "" {
		return false
	}
	st := &detect.Static{Output: detect.NewFact(path.Join(s.pkg.dir, s.start.served), s.start.because...)}
	if strings.Contains(s.start.because[0].Text, "-s") || strings.Contains(s.start.because[0].Text, "--single") {
		st.Fallback = "index.html"
	}
	s.n.Static = st
	return true
}

// library reports whether a package is made to be used by others.
func library(s *service) bool {
	doc := s.pkg.doc
	if doc.At("private").True() || s.pkg.script("start") != nil {
		return false
	}
	for _, sign := range []string{"exports", "types", "typings", "publishConfig", "peerDependencies", "unpkg", "jsdelivr"} {
		if doc.At(sign) != nil {
			return true
		}
	}
	return len(doc.At("files").Texts()) > 0 && doc.At("bin") == nil
}

// tooling reports whether a package only holds development tools, with no program of its own.
func tooling(s *service) bool {
	return len(s.pkg.doc.At("dependencies").Keys()) == 0 && len(s.pkg.doc.At("devDependencies").Keys()) > 0 && len(entries(s)) == 0
}

// choose takes the first strong entry, or the only one that listens, or the first; when several listen, it asks.
func choose(s *service, candidates []entry) {
	listening := listeningOf(s, candidates)
	best := candidates[0]
	if len(listening) > 0 && !best.strong {
		best = listening[0]
	}
	if www := findEntry(candidates, "bin/www"); www != nil && !best.strong {
		best = *www
	}
	ignored := s.start.notes
	adopt(s, best)
	if !best.strong && len(listening) > 1 && best.file != "bin/www" {
		q := detect.Question{Key: "start", Text: "which of these scripts does the image run?"}
		for _, e := range listening {
			q.Candidates = append(q.Candidates, detect.Candidate{Value: strings.Join(commandFor(s, e.file), " "), Because: []detect.Evidence{e.because}})
		}
		s.stack.Questions = append(s.stack.Questions, q)
	}
	if s.start.notes = append(ignored, s.start.notes...); len(ignored) > 0 {
		return
	}
	s.note(detect.Note{Text: "no start script says what to run, so the image runs " + s.start.args[len(s.start.args)-1], Add: "a start script in package.json", Because: []detect.Evidence{best.because}})
}

func findEntry(candidates []entry, file string) *entry {
	for i := range candidates {
		if candidates[i].file == file {
			return &candidates[i]
		}
	}
	return nil
}

// adopt makes an entry the start command.
func adopt(s *service, e entry) {
	if s.n.Runtime == "bun" {
		s.start = startCommand{kind: startProgram, runtime: "bun", args: []string{"bun", e.file}, entry: e.file, because: []detect.Evidence{e.because}}
		return
	}
	s.start = commandOf(s, e.file)
	s.start.because = []detect.Evidence{e.because}
}

func commandOf(s *service, file string) startCommand {
	return programOf(s, startCommand{kind: startProgram}, "node", false, nil, file, nil)
}

func commandFor(s *service, file string) []string {
	if s.n.Runtime == "bun" {
		return []string{"bun", file}
	}
	return commandOf(s, file).args
}

// scriptFile resolves what node is told to run to a file: a directory to its main, a name without its ending.
func scriptFile(s *service, file string) string {
	file = path.Clean(file)
	p := path.Join(s.pkg.dir, file)
	if s.t.Has(p) {
		return file
	}
	for _, ext := range scriptExts {
		if s.t.Has(p + ext) {
			return file + ext
		}
	}
	if file == "." {
		if main := s.pkg.doc.At("main").Text(); main != "" && path.Clean(main) != "." {
			return scriptFile(s, main)
		}
	}
	for _, ext := range scriptExts {
		if s.t.Has(path.Join(p, "index"+ext)) {
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
func (r *packageSet) bare() *service {
	for _, other := range []string{"go.mod", "pyproject.toml", "requirements.txt", "pom.xml", "build.gradle", "build.gradle.kts", "Cargo.toml", "Gemfile", "composer.json", "mix.exs", "deno.json", "deno.jsonc", "deno.lock", "manage.py", "Pipfile"} {
		if r.t.Has(other) {
			return nil
		}
	}
	root := r.packages["."]
	if root != nil {
		return r.nothing(root)
	}
	if r.t.Has("index.html") || r.denoScripts() {
		return nil // scripts of a page, or for another runtime
	}
	pkg := &packageJSON{dir: ".", path: "package.json", doc: &formats.Node{Kind: formats.Table, Path: "package.json"}}
	s := r.newService(pkg)
	s.n.Runtime = "node"
	candidates := entries(s)
	if len(candidates) == 0 {
		return nil
	}
	r.packages["."] = pkg
	choose(s, candidates)
	finish(s)
	s.n.Manifests = nil
	if name, at := foreign(s); name != "" {
		s.refuse("there is no package.json, and the program loads "+name+", whose version is unknown", "`npm init` and `npm install "+name+"`, and commit package.json and its lock file", at)
		return s
	}
	s.note(detect.Note{Text: "there is no package.json, so the image runs the script without installing packages", Add: "a package.json with a start script", Because: s.start.because})
	return s
}

// nothing says what a package at the root is that is no service, where the repository holds no other.
func (r *packageSet) nothing(pkg *packageJSON) *service {
	s := r.newService(pkg)
	e := detect.Evidence{Path: pkg.path}
	switch {
	case pkg.script("start") == nil && len(s.allDeps()) == 0 && pkg.doc.At("main") == nil && pkg.doc.At("scripts") == nil:
		return nil
	case s.runsOnDeno(), pkg.script("build") == nil && page(s):
		return nil // a program of Deno, or tools of a page that is served as it stands
	case library(s):
		s.refuse("this is a library: it has no program that an image can run", "a start script, if there is a program", e)
	case pkg.script("start") != nil:
		s.refuse("the start script runs something that msgen does not know: "+detect.Clip(pkg.script("start").Text()), "--start, with the command that the image runs", detect.EvidenceOf(pkg.script("start")))
	default:
		s.refuse("package.json names no program: it has no start script, no existing main, and no known framework", "a start script", e)
	}
	s.manager()
	s.version()
	language(s)
	s.build()
	s.manifests()
	s.findNatives()
	declares(s)
	s.programFiles() // what --start may run
	s.scan()
	return s
}
