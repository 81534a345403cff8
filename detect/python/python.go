package python

import (
	"cmp"
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// project is a directory with a Python program, while it is being read.
type project struct {
	t         *detect.Tree
	dir       string
	deps      deps
	pyproject *formats.Node
	pipfile   *formats.Node
	sources   map[string]*source
	stack     *detect.Stack
	// declared reports that the repository says what is started.
	declared bool
	// file is the one in which the program starts, as far as that is known.
	file string
	// gunicorn is the file with gunicorn's settings, once somebody has asked; "" for none.
	gunicorn *string
	// used tells of directories whether the program imports them, once somebody has asked.
	used map[string]bool
	py   *detect.Python
}

// Read finds the Python services of the tree.
func Read(t *detect.Tree) ([]detect.Stack, error) {
	var stacks []detect.Stack
	for _, dir := range dirs(t) {
		s, err := readProject(t, dir)
		if err != nil {
			return nil, err
		}
		if s != nil {
			stacks = append(stacks, *s)
		}
	}
	return single(t, stacks), nil
}

// readProject reads one directory; nil when nothing there can be started and it is not the repository's only hope.
func readProject(t *detect.Tree, dir string) (*detect.Stack, error) {
	p := &project{t: t, dir: dir, sources: map[string]*source{}, used: map[string]bool{}, py: &detect.Python{}}
	p.stack = &detect.Stack{Dir: dir, Context: dir, Stack: "python", Language: "Python", Python: p.py}
	if err := manifests(p); err != nil {
		return nil, err
	}
	describe(p)
	p.stack.Version = version(p)
	undeclared(p)
	findFramework(p)
	entry(p)
	besideDjango(p)
	findMetadata(p)
	workspace(p)
	siblings(p)
	stale(p)
	finish(p)
	return p.stack, nil
}

// finish fills in what follows from the entry.
func finish(p *project) {
	p.py.Native = findNative(p)
	p.py.Cxx = findCxx(p)
	newestRelease(p)
	removedOf(p)
	findCompanions(p)
	p.py.Secrets = secrets(p)
	p.py.Test = test(p)
	files(p)
	release(p)
	if !p.stack.Start.Known() {
		return
	}
	subcommand(p)
	listens(p)
	unpublished(p)
	health(p)
	signals(p)
	runEnv(p)
	findShell(p)
	findManagers(p)
	browser(p)
	writes(p)
	if row := serverNamed(p.py.Server.Value); row != nil && row.Dep != "" {
		p.py.ServerVersion = p.deps.version(row.Dep)
	}
	configured(p)
	others(p)
	besideWorker(p)
}

// describe takes name, description, license and source from the manifest.
func describe(p *project) {
	s := p.stack
	s.Name = path.Base(p.dir)
	if p.dir == "." {
		s.Name = "app"
	}
	for _, table := range []*formats.Node{p.pyproject.At("project"), p.pyproject.At("tool", "poetry")} {
		if table == nil {
			continue
		}
		s.Name = cmp.Or(table.At("name").Text(), s.Name)
		s.Description = plainDescription(table.At("description").Text())
		s.License = cmp.Or(table.At("license").Text(), table.At("license", "text").Text())
		for _, key := range []string{"repository", "Repository", "source", "Source", "homepage", "Homepage"} {
			s.Source = cmp.Or(s.Source, table.At("urls", key).Text(), table.At(key).Text())
		}
		break
	}
	if len(s.License) > 60 || strings.ContainsAny(s.License, "\n") {
		s.License = ""
	}
}

// plainDescription leaves out what `uv init` writes for want of a description.
func plainDescription(text string) string {
	if text == "Add your description here" {
		return ""
	}
	return text
}

// note adds a note to the stack.
func (p *project) note(text, add string, because ...detect.Evidence) {
	p.stack.Notes = append(p.stack.Notes, detect.Note{Text: text, Add: add, Because: because})
}

// source reads a Python file once.
func (p *project) source(file string) *source {
	if s, ok := p.sources[file]; ok {
		return s
	}
	s := parseSource(file, p.t.Lines(file))
	p.sources[file] = s
	return s
}

// rel makes a path relative to the project's directory.
func (p *project) rel(file string) string {
	if p.dir == "." {
		return file
	}
	return strings.TrimPrefix(file, p.dir+"/")
}
