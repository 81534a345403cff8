package golang

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"golang.org/x/mod/modfile"
)

// module is one go.mod, or a directory of Go files without one.
type module struct {
	dir, path string
	file      *modfile.File // nil without a go.mod
	modPath   string        // of go.mod
	work      string
	members   []string // directories of the modules that are built along: the workspace's, and replaced ones
	context   string
	manifests []string
	sums      bool
	vendor    string
	count     int
	version   detect.Fact[string]
	outside   *detect.Evidence // a replace that leads out of the repository
	beyond    string           // where it leads
}

// name is what the service is called: the last part of the module's path that is no major version, or the directory.
func (m *module) name() string {
	p := m.path
	if p == "" {
		p = m.dir
	}
	base := path.Base(p)
	if major.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	if base == "." || base == "/" {
		return "app"
	}
	return base
}

var major = pattern.New(`^v[0-9]+$`)

// manager is Go's own.
func (m *module) manager() detect.Fact[string] {
	if m.file == nil {
		return detect.Fact[string]{}
	}
	return detect.NewFact("go", detect.Evidence{Path: m.modPath})
}

// modules reads every go.mod, with the go.work that covers it; without any, the directory of the shallowest program.
func modules(t *detect.Tree) ([]*module, error) {
	uses, err := works(t)
	if err != nil {
		return nil, err
	}
	var out []*module
	for _, p := range t.Named("go.mod") {
		if aside(path.Dir(p)) {
			continue
		}
		m, err := readMod(t, p, uses)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		if m := loose(t); m != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// aside reports whether a directory holds what is beside the project: test data, examples.
func aside(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if part == "testdata" || len(part) > 1 && (part[0] == '_' || part[0] == '.') {
			return true
		}
	}
	return false
}

func readMod(t *detect.Tree, file string, works map[string]*work) (*module, error) {
	text, err := t.Text(file)
	if err != nil {
		return nil, err
	}
	f, err := modfile.Parse(file, []byte(text), nil)
	if err != nil {
		return nil, modError(file, err)
	}
	if f.Module == nil {
		return nil, &formats.Error{Path: file, Msg: "has no module line"}
	}
	m := &module{dir: path.Dir(file), path: f.Module.Mod.Path, file: f, modPath: file}
	m.context = m.dir
	if w := works[m.dir]; w != nil {
		m.work, m.context, m.members = w.path, path.Dir(w.path), w.dirs
	}
	if err := m.replaced(t); err != nil {
		return nil, err
	}
	m.downloads(t)
	m.version = wantedVersion(t, m, works[m.dir])
	return m, nil
}

// modError gives a parse error of x/mod its line.
func modError(file string, err error) error {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		e := list[0]
		msg := fmt.Sprint(e.Err)
		if e.Verb != "" {
			msg = e.Verb + " " + e.ModPath + ": " + msg
		}
		return &formats.Error{Path: file, Line: e.Pos.Line, Msg: msg}
	}
	return &formats.Error{Path: file, Msg: err.Error()}
}

// replaced takes in the modules that stand in directories of the repository, and widens the context until it holds them.
func (m *module) replaced(t *detect.Tree) error {
	for _, r := range m.file.Replace {
		if r.New.Version != "" || !modfile.IsDirectoryPath(r.New.Path) {
			continue
		}
		at := t.At(m.modPath, r.Syntax.Start.Line)
		dir := path.Join(m.dir, r.New.Path)
		if path.IsAbs(r.New.Path) || dir == ".." || strings.HasPrefix(dir, "../") {
			m.outside, m.beyond = &at, dir
			continue
		}
		if !t.Has(path.Join(dir, "go.mod")) {
			return &formats.Error{Path: at.Path, Line: at.Line, Msg: fmt.Sprintf("replaces a module with %s, but there is no go.mod", r.New.Path)}
		}
		m.members = append(m.members, dir)
		for m.context != "." && dir != m.context && !strings.HasPrefix(dir, m.context+"/") {
			m.context = path.Dir(m.context)
		}
	}
	return nil
}

// above says which directory holds the module and what it is replaced by, where a relative path leads there.
func (m *module) above() string {
	up := strings.Repeat("../", strings.Count(m.beyond+"/", "../"))
	if up == "" {
		return ""
	}
	return "; or run msgen in " + strings.TrimSuffix(up, "/") + ", which holds both"
}

// downloads lists what a download of the modules reads, and counts the modules.
func (m *module) downloads(t *detect.Tree) {
	dirs := append([]string{m.dir}, m.members...)
	sort.Strings(dirs)
	if m.work != "" {
		m.manifests = append(m.manifests, m.work)
		if p := t.First(path.Dir(m.work), "go.work.sum"); p != "" {
			m.manifests = append(m.manifests, p)
		}
	}
	m.sums = true
	for i, d := range dirs {
		if i > 0 && dirs[i-1] == d {
			continue
		}
		m.manifests = append(m.manifests, path.Join(d, "go.mod"))
		if p := t.First(d, "go.sum"); p != "" {
			m.manifests = append(m.manifests, p)
		} else if d == m.dir && m.work == "" && m.fetched(t) > 0 {
			m.sums = false
		}
	}
	m.count = m.fetched(t)
	root := m.dir
	if m.work != "" {
		root = path.Dir(m.work)
	}
	if t.HasDir(path.Join(root, "vendor")) && exists(t, path.Join(root, "vendor/modules.txt")) {
		m.vendor = path.Join(root, "vendor")
	}
}

// fetched counts the modules that are not directories of the repository, those of the members included.
func (m *module) fetched(t *detect.Tree) int {
	local, names := map[string]bool{}, map[string]bool{}
	files := []*modfile.File{m.file}
	for _, d := range m.members {
		local[modulePath(t, d)] = true
		p := path.Join(d, "go.mod")
		text, err := t.Text(p)
		if err != nil {
			continue
		}
		if f, err := modfile.ParseLax(p, []byte(text), nil); err == nil {
			files = append(files, f)
		}
	}
	for _, r := range m.file.Replace {
		local[r.Old.Path] = local[r.Old.Path] || r.New.Version == ""
	}
	for _, f := range files {
		for _, r := range f.Require {
			if !local[r.Mod.Path] {
				names[r.Mod.Path] = true
			}
		}
	}
	return len(names)
}

// exists asks the disk whether there is a file at the path: for the directories that the walk does not enter.
func exists(t *detect.Tree, p string) bool {
	info, err := fs.Stat(t.FS, p)
	return err == nil && info.Mode().IsRegular()
}

// work is one go.work.
type work struct {
	path string
	file *modfile.WorkFile
	dirs []string
}

// works gives, for every directory of a workspace, its go.work.
func works(t *detect.Tree) (map[string]*work, error) {
	out := map[string]*work{}
	for _, p := range t.Named("go.work") {
		text, err := t.Text(p)
		if err != nil {
			return nil, err
		}
		f, err := modfile.ParseWork(p, []byte(text), nil)
		if err != nil {
			return nil, modError(p, err)
		}
		w := &work{path: p, file: f}
		for _, u := range f.Use {
			dir := path.Join(path.Dir(p), u.Path)
			if !t.Has(path.Join(dir, "go.mod")) {
				return nil, &formats.Error{Path: p, Line: u.Syntax.Start.Line, Msg: fmt.Sprintf("uses %s, but there is no go.mod", u.Path)}
			}
			w.dirs = append(w.dirs, dir)
			if out[dir] == nil {
				out[dir] = w
			}
		}
	}
	return out, nil
}

// loose is a directory with a program and no go.mod anywhere.
func loose(t *detect.Tree) *module {
	best := ""
	for _, p := range t.Under(".", ".go") {
		if strings.HasSuffix(p, "_test.go") || aside(path.Dir(p)) || best != "" && !detect.Shallower(p, best) {
			continue
		}
		if text, err := t.Text(p); err == nil && lineLike(text, "package", mainClause) >= 0 {
			best = p
		}
	}
	if best == "" || path.Dir(best) != "." && t.First(".", tables().OtherManifests...) != "" {
		return nil
	}
	m := &module{dir: path.Dir(best), context: path.Dir(best), sums: true}
	m.version = wantedVersion(t, m, nil)
	return m
}

var mainClause = pattern.New(`^package\s+main\b`)

// minor takes "1.25.1", "go1.25" or "1.26rc1" apart; ok is false for everything else.
func minor(v string) (minor int, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(strings.TrimSpace(v), "go"), ".", 3)
	if len(parts) < 2 || parts[0] != "1" {
		return 0, false
	}
	digits := strings.TrimRight(strings.SplitN(parts[1], "rc", 2)[0], "beta0123456789")
	if digits != "" {
		return 0, false
	}
	minor, err := strconv.Atoi(pattern.New(`^[0-9]+`).FindString(parts[1]))
	return minor, err == nil
}
