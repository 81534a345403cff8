package detect

import (
	"path"
	"strings"
)

// module gives the dotted name by which a file is imported, and sets where imports start when that is not the project's
// directory: in src/, and where files import their neighbours by bare name.
func (p *pyProject) module(file string) string {
	root := p.importRoot(file)
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
func (p *pyProject) importRoot(file string) string {
	dir := path.Dir(file)
	if dir == p.dir {
		return dir
	}
	if src := path.Join(p.dir, "src"); pyUnder(dir, src) && dir != src {
		if !p.importsFrom(file, "src") {
			return src
		}
		return p.dir
	}
	if p.importsNeighbour(file) {
		return dir
	}
	if p.t.has(path.Join(dir, "__init__.py")) || p.importsFrom(file, strings.Split(p.rel(dir), "/")[0]) || p.relative(file) {
		return p.dir
	}
	return dir
}

// pyUnder reports whether a path is a directory or stands below it.
func pyUnder(p, dir string) bool { return dir == "." || p == dir || strings.HasPrefix(p, dir+"/") }

// importsFrom reports whether a file imports something below a package.
func (p *pyProject) importsFrom(file, pkg string) bool { return p.source(file).importsModule(pkg) > 0 }

// relative reports whether a file imports relative to its own package.
func (p *pyProject) relative(file string) bool {
	for name := range p.source(file).imports() {
		if strings.HasPrefix(name, ".") {
			return true
		}
	}
	return false
}

// importsNeighbour reports whether a file imports a file or package beside it by its bare name, which is none at the top.
func (p *pyProject) importsNeighbour(file string) bool {
	dir := path.Dir(file)
	for name := range p.source(file).imports() {
		head, _, _ := strings.Cut(name, ".")
		if head == "" || head == path.Base(dir) {
			continue
		}
		beside := p.t.has(path.Join(dir, head+".py")) || p.t.hasDir(path.Join(dir, head))
		top := p.t.has(path.Join(p.dir, head+".py")) || p.t.hasDir(path.Join(p.dir, head))
		if beside && !top {
			return true
		}
	}
	return false
}

// ownEntry starts a framework that comes with its own server or serves by itself.
func (p *pyProject) ownEntry() bool {
	f := p.row()
	if f.name == "" {
		return false
	}
	file := p.marked(f)
	if file == "" {
		return false
	}
	row := pyServerNamed(f.fallback)
	if row == nil || row.kinds[0] != f.kind || len(f.made) > 0 {
		if f.name == "dash" && p.dashServer(f, file) {
			return true
		}
		if len(f.made) > 0 && f.fallback != "" {
			return false
		}
		p.runFile(f, file)
		return true
	}
	s := p.source(file)
	p.py.App = fact(p.rel(file), p.at(s, s.importsModule(f.module)))
	p.py.Server = fact(row.name, p.stack.Framework.Because...)
	p.py.Env = append(p.py.Env, f.env...)
	p.setPort(f, file)
	p.setStart()
	return true
}

var pyDashServer = lazy(`^(server|application)\s*=\s*\w+\.server\b`)

// dashServer gives the Flask object behind a Dash program to a WSGI server, where the program names it and one is declared.
func (p *pyProject) dashServer(f pyFramework, file string) bool {
	s := p.source(file)
	line, m := s.find(pyDashServer)
	server := p.server("wsgi")
	if line == 0 || !server.Known() {
		return false
	}
	p.py.Interface, p.py.Server = "wsgi", server
	p.py.App = fact(p.module(file)+":"+m[1], p.at(s, line))
	p.setPort(f, file)
	p.setStart()
	return true
}

// runFile starts a file that serves by itself, or that just runs.
func (p *pyProject) runFile(f pyFramework, file string) {
	s := p.source(file)
	at := Evidence{Path: file}
	if line, _ := s.find(pyMainGuard); line > 0 {
		at = p.at(s, line)
	}
	p.py.App, p.py.Server = fact(p.rel(file), at), fact("python", at)
	p.py.Env = append(p.py.Env, f.env...)
	p.setPort(f, file)
	p.setStart()
}

// commandEntry starts a command that the project itself defines ([project.scripts]).
func (p *pyProject) commandEntry() bool {
	if p.declaredScript() {
		return true
	}
	var found []*node
	for _, table := range []*node{p.pyproject.at("project", "scripts"), p.pyproject.at("tool", "poetry", "scripts")} {
		for _, name := range table.keys() {
			if n := table.at(name); n.kind == isText {
				found = append(found, n)
			}
		}
	}
	if len(found) == 0 || !p.isPackage() && p.mainFile() != "" {
		return false
	}
	names := p.scriptNames()
	pick := 0
	for i, name := range names {
		if name == p.stack.Name || name == "start" || name == "serve" {
			pick = i
			break
		}
	}
	if len(names) > 1 && names[pick] != p.stack.Name && names[pick] != "start" && names[pick] != "serve" {
		q := Question{Key: "main", Text: "which of these commands does the image run?"}
		for i, name := range names {
			q.Candidates = append(q.Candidates, Candidate{Value: name, Because: []Evidence{found[i].evidence()}})
		}
		p.stack.Questions = append(p.stack.Questions, q)
	}
	p.py.App, p.py.Server = fact(names[pick], found[pick].evidence()), fact("command", found[pick].evidence())
	p.py.Packaged = fact(true, found[pick].evidence())
	p.setPort(p.row(), p.scriptFile(found[pick].text()))
	p.setStart()
	return true
}

// scriptFile gives the file behind "pkg.mod:func", "" when it is not in the repository.
func (p *pyProject) scriptFile(target string) string {
	mod, _, _ := strings.Cut(target, ":")
	rel := strings.ReplaceAll(mod, ".", "/")
	for _, base := range []string{"", "src"} {
		for _, end := range []string{".py", "/__init__.py"} {
			if file := path.Join(p.dir, base, rel+end); p.t.has(file) {
				return file
			}
		}
	}
	return ""
}

// scriptNames gives the names of the commands that the project defines, in the order of the file.
func (p *pyProject) scriptNames() []string {
	var out []string
	for _, table := range []*node{p.pyproject.at("project", "scripts"), p.pyproject.at("tool", "poetry", "scripts")} {
		for _, name := range table.keys() {
			if table.at(name).kind == isText {
				out = append(out, name)
			}
		}
	}
	return out
}

// isPackage reports whether the project is built as a package of its own.
func (p *pyProject) isPackage() bool {
	if p.pyproject.at("tool", "uv", "package").text() == "false" || p.pyproject.at("tool", "poetry", "package-mode").text() == "false" ||
		p.pyproject.at("tool", "pdm", "distribution").text() == "false" {
		return false
	}
	return p.pyproject.at("build-system") != nil || p.pyproject.at("tool", "uv", "package").truth()
}

// moduleEntry runs a package that has a __main__.py.
func (p *pyProject) moduleEntry() bool {
	if p.mainFile() != "" {
		return false
	}
	for _, place := range p.places() {
		file := path.Join(p.dir, place, "__main__.py")
		if place == "" || !p.t.has(file) {
			continue
		}
		name := strings.TrimSuffix(p.module(file), ".__main__")
		if name == "__main__" {
			continue
		}
		p.py.App, p.py.Server = fact(name, Evidence{Path: file}), fact("module", Evidence{Path: file})
		p.setPort(p.row(), file)
		p.setStart()
		return true
	}
	return false
}

// mainFile gives the file at the top of the project, or in src, that has the name of a program.
func (p *pyProject) mainFile() string {
	for _, place := range []string{"", "src", "app", "server", "backend"} {
		for _, name := range pyNames {
			if file := path.Join(p.dir, place, name+".py"); !strings.HasPrefix(name, "__") && p.t.has(file) && !p.onlyParts(place, file) {
				return file
			}
		}
	}
	return ""
}

// onlyParts reports whether a file below the top only holds parts: a module of a package that is not run.
func (p *pyProject) onlyParts(place, file string) bool {
	return place != "" && !p.source(file).has(pyMainGuard) && p.t.has(path.Join(p.dir, place, "__init__.py"))
}

// scriptEntry runs a file: main.py and the like, else the only one that can be run.
func (p *pyProject) scriptEntry() bool {
	file := p.mainFile()
	if file == "" {
		var guarded, all []string
		for _, f := range p.otherFiles(nil) {
			all = append(all, f)
			if p.source(f).has(pyMainGuard) {
				guarded = append(guarded, f)
			}
		}
		switch server := p.serves(); {
		case server != "":
			file = server
		case len(guarded) == 1:
			file = guarded[0]
		case len(guarded) > 1:
			return p.askFile(guarded)
		case len(all) == 1:
			file = all[0]
		default:
			below := p.runnable()
			if len(below) != 1 {
				return len(below) > 1 && p.askFile(below)
			}
			file = below[0]
		}
	}
	p.runFile(p.row(), file)
	return true
}

// askFile asks which of several files is the program.
func (p *pyProject) askFile(files []string) bool {
	q := Question{Key: "main", Text: "which of these files does the image run?"}
	for _, f := range files {
		s := p.source(f)
		line, _ := s.find(pyMainGuard)
		q.Candidates = append(q.Candidates, Candidate{Value: p.rel(f), Because: []Evidence{p.at(s, line)}})
	}
	p.stack.Questions = append(p.stack.Questions, q)
	p.runFile(p.row(), files[0])
	return true
}
