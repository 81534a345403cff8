package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// module gives the dotted name by which a file is imported, and sets where imports start when that is not the project's
// directory: in src/, and where files import their neighbours by bare name.
func (p *project) module(file string) string {
	root := importRoot(p, file)
	if root != p.dir {
		p.py.Root = root
	}
	rel := strings.TrimPrefix(file, root+"/")
	if root == "." {
		rel = file
	}
	rel = strings.TrimSuffix(strings.TrimSuffix(rel, ".py"), "/__init__")
	return strings.ReplaceAll(rel, "/", ".")
}

// importRoot gives the directory that imports start from for a program that starts in a file.
func importRoot(p *project, file string) string {
	dir := path.Dir(file)
	if dir == p.dir {
		return dir
	}
	if d := p.py.Django; d != nil && detect.Inside(file, path.Dir(d.Manage)) {
		return path.Dir(d.Manage)
	}
	if src := path.Join(p.dir, "src"); detect.Inside(dir, src) && dir != src {
		if !importsFrom(p, file, "src") {
			return src
		}
		return p.dir
	}
	if importsNeighbour(p, file) {
		return dir
	}
	if p.t.Has(path.Join(dir, "__init__.py")) || importsFrom(p, file, strings.Split(p.rel(dir), "/")[0]) || relative(p, file) {
		return p.dir
	}
	return dir
}

// importsFrom reports whether a file imports something below a package.
func importsFrom(p *project, file, pkg string) bool { return p.source(file).importsModule(pkg) > 0 }

// relative reports whether a file imports relative to its own package.
func relative(p *project, file string) bool {
	for name := range p.source(file).imports() {
		if strings.HasPrefix(name, ".") {
			return true
		}
	}
	return false
}

// importsNeighbour reports whether a file imports a file or package beside it by its bare name, which is none at the top.
func importsNeighbour(p *project, file string) bool {
	dir := path.Dir(file)
	for name := range p.source(file).imports() {
		head, _, _ := strings.Cut(name, ".")
		if head == "" || head == path.Base(dir) || head+".py" == path.Base(file) { // celery.py imports the package celery
			continue
		}
		beside := p.t.Has(path.Join(dir, head+".py")) || p.t.HasDir(path.Join(dir, head))
		top := p.t.Has(path.Join(p.dir, head+".py")) || p.t.HasDir(path.Join(p.dir, head))
		if beside && !top {
			return true
		}
	}
	return false
}

// ownEntry starts a framework that comes with its own server or serves by itself.
func (p *project) ownEntry() bool {
	f := p.row()
	if f.Name == "" {
		return false
	}
	file := marked(p, f)
	if file == "" {
		return false
	}
	row := serverNamed(f.Fallback)
	if row == nil || row.Kinds[0] != f.Kind || len(f.Made) > 0 {
		if f.Name == "dash" && servesDash(p, f, file) {
			return true
		}
		if len(f.Made) > 0 && f.Fallback != "" {
			return false
		}
		runFile(p, f, file)
		if f.Name == "dash" {
			developmentServer(p, f, "gunicorn, and `server = app.server` to the program")
		}
		return true
	}
	s := p.source(file)
	p.py.App = detect.NewFact(p.rel(file), p.at(s, s.importsModule(f.Module)))
	p.py.Server = detect.NewFact(row.Name, p.stack.Framework.Because...)
	p.py.Env = append(p.py.Env, f.Env...)
	p.setPort(f, file)
	p.setStart()
	return true
}

var dashServer = pattern.New(`^(server|application)\s*=\s*\w+\.server\b`)

// servesDash gives the Flask object behind a Dash program to a WSGI server, where the program names it and one is declared.
func servesDash(p *project, f framework, file string) bool {
	s := p.source(file)
	line, m := s.find(dashServer)
	server := p.server("wsgi")
	if line == 0 || !server.Known() {
		return false
	}
	p.py.Interface, p.py.Server = "wsgi", server
	p.py.App = detect.NewFact(p.module(file)+":"+m[1], p.at(s, line))
	p.setPort(f, file)
	p.setStart()
	return true
}

// runFile starts a file that serves by itself, or that just runs.
func runFile(p *project, f framework, file string) {
	s := p.source(file)
	at := detect.Evidence{Path: file}
	if line, _ := s.find(mainGuard); line > 0 {
		at = p.at(s, line)
	}
	p.py.App, p.py.Server = detect.NewFact(p.rel(file), at), detect.NewFact("python", at)
	if root := importRoot(p, file); root != path.Dir(file) && (relative(p, file) || importsFrom(p, file, strings.Split(strings.TrimPrefix(file, root+"/"), "/")[0])) {
		p.py.App, p.py.Server = detect.NewFact(p.module(file), at), detect.NewFact("module", at) // as a file it does not find its own package
	}
	p.py.Env = append(p.py.Env, f.Env...)
	p.setPort(f, file)
	p.setStart()
}

// commandEntry starts a command that the project itself defines.
func (p *project) commandEntry() bool {
	if declaredScript(p) {
		return true
	}
	found := commands(p)
	if len(found) == 0 || !p.isPackage() && !p.py.Packaged.Known() && mainFile(p) != "" {
		return false
	}
	sure := func(name string) bool { return name == p.stack.Name || name == "start" || name == "serve" }
	pick := max(0, slices.IndexFunc(found, func(c ownCommand) bool { return sure(c.name) }))
	if len(found) > 1 && !sure(found[pick].name) {
		q := detect.Question{Key: "main", Text: "which of these commands does the image run?"}
		for _, c := range found {
			q.Candidates = append(q.Candidates, detect.Candidate{Value: c.name, Because: []detect.Evidence{c.at}})
		}
		p.stack.Questions = append(p.stack.Questions, q)
	}
	at := found[pick].at
	p.py.App, p.py.Server = detect.NewFact(found[pick].name, at), detect.NewFact("command", at)
	p.py.Packaged = detect.NewFact(true, at)
	p.setPort(p.row(), scriptFile(p, found[pick].target))
	p.setStart()
	return true
}

// scriptFile gives the file behind "pkg.mod:func", "" when it is not in the repository.
func scriptFile(p *project, target string) string {
	mod, _, _ := strings.Cut(target, ":")
	rel := strings.ReplaceAll(mod, ".", "/")
	for _, base := range []string{"", "src", "src/py", "python"} {
		for _, end := range []string{".py", "/__init__.py"} {
			if file := path.Join(p.dir, base, rel+end); p.t.Has(file) {
				return file
			}
		}
	}
	return ""
}

// ownCommand is a command that the project defines, and the function behind it: "pkg.mod:func".
type ownCommand struct {
	name, target string
	at           detect.Evidence
}

var setupCommand = pattern.New(`(?:^\s+|["'])([\w.-]+)\s*=\s*([\w.]+:[\w.]+)`)

// commands gives the commands that the project defines, in the order of the file; those of a setup.py or setup.cfg as far as they are
// written out.
func commands(p *project) (out []ownCommand) {
	for _, table := range []*formats.Node{p.pyproject.At("project", "scripts"), p.pyproject.At("tool", "poetry", "scripts")} {
		for _, name := range table.Keys() {
			if n := table.At(name); n.Kind == formats.Text {
				out = append(out, ownCommand{name, n.Text(), detect.EvidenceOf(n)})
			}
		}
	}
	for _, file := range []string{"setup.cfg", "setup.py"} {
		if len(out) > 0 || !p.py.Packaged.Known() {
			break
		}
		file, inside := path.Join(p.dir, file), false
		for i, line := range p.t.Lines(file) {
			inside = inside && strings.TrimLeft(line, " \t") != line || strings.Contains(line, "console_scripts")
			if !inside {
				continue
			}
			for _, m := range setupCommand.FindAllStringSubmatch(line, -1) {
				out = append(out, ownCommand{m[1], m[2], p.t.At(file, i+1)})
			}
			before, _, closed := strings.Cut(line, "]")
			inside = !closed || strings.HasSuffix(strings.TrimRight(before, "'\""), "console_scripts")
		}
	}
	return out
}

// isPackage reports whether the project is built as a package of its own.
func (p *project) isPackage() bool {
	if p.pyproject.At("tool", "uv", "package").Text() == "false" || p.pyproject.At("tool", "poetry", "package-mode").Text() == "false" ||
		p.pyproject.At("tool", "pdm", "distribution").Text() == "false" {
		return false
	}
	return p.pyproject.At("build-system") != nil || p.pyproject.At("tool", "uv", "package").True()
}

// moduleEntry runs a package that has a __main__.py.
func (p *project) moduleEntry() bool {
	if mainFile(p) != "" {
		return false
	}
	for _, place := range p.entryPlaces() {
		file := path.Join(p.dir, place, "__main__.py")
		if place == "" || !p.t.Has(file) {
			continue
		}
		name := strings.TrimSuffix(p.module(file), ".__main__")
		if name == "__main__" {
			continue
		}
		p.py.App, p.py.Server = detect.NewFact(name, detect.Evidence{Path: file}), detect.NewFact("module", detect.Evidence{Path: file})
		p.setPort(p.row(), file)
		p.setStart()
		return true
	}
	return false
}

// mainFile gives the file at the top of the project, or in src, that has the name of a program.
func mainFile(p *project) string {
	for _, place := range []string{"", "src", "app", "server", "backend"} {
		for _, name := range tables().EntryNames {
			if file := path.Join(p.dir, place, name+".py"); !strings.HasPrefix(name, "__") && p.t.Has(file) && !onlyParts(p, place, file) {
				return file
			}
		}
	}
	return ""
}

// onlyParts reports whether a file below the top only holds parts: a module of a package that is not run.
func onlyParts(p *project, place, file string) bool {
	return place != "" && !p.source(file).has(mainGuard) && p.t.Has(path.Join(p.dir, place, "__init__.py"))
}

// scriptEntry runs a file: main.py and the like, else the only one that can be run.
func (p *project) scriptEntry() bool {
	file := mainFile(p)
	if file == "" {
		var guarded, all []string
		for _, f := range p.otherFiles(nil) {
			all = append(all, f)
			if p.source(f).has(mainGuard) {
				guarded = append(guarded, f)
			}
		}
		switch server := serves(p); {
		case server != "":
			file = server
		case len(guarded) == 1:
			file = guarded[0]
		case len(guarded) > 1:
			return askFile(p, guarded)
		case len(all) == 1:
			file = all[0]
		default:
			below := runnable(p)
			if len(below) != 1 {
				return len(below) > 1 && askFile(p, below)
			}
			file = below[0]
		}
	}
	runFile(p, p.row(), file)
	return true
}

// askFile asks which of several files is the program.
func askFile(p *project, files []string) bool {
	q := detect.Question{Key: "main", Text: "which of these files does the image run?"}
	for _, f := range files {
		s := p.source(f)
		line, _ := s.find(mainGuard)
		q.Candidates = append(q.Candidates, detect.Candidate{Value: p.rel(f), Because: []detect.Evidence{p.at(s, line)}})
	}
	p.stack.Questions = append(p.stack.Questions, q)
	runFile(p, p.row(), files[0])
	return true
}
