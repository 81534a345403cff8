package detect

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// goModule is one go.mod, or a directory of Go files without one.
type goModule struct {
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
	version   Fact[string]
	outside   *Evidence // a replace that leads out of the repository
	beyond    string    // where it leads
}

// name is what the service is called: the last part of the module's path that is no major version, or the directory.
func (m *goModule) name() string {
	p := m.path
	if p == "" {
		p = m.dir
	}
	base := path.Base(p)
	if goMajor.MatchString(base) && strings.Contains(p, "/") {
		base = path.Base(path.Dir(p))
	}
	if base == "." || base == "/" {
		return "app"
	}
	return base
}

var goMajor = lazy(`^v[0-9]+$`)

// manager is Go's own.
func (m *goModule) manager() Fact[string] {
	if m.file == nil {
		return Fact[string]{}
	}
	return fact("go", Evidence{Path: m.modPath})
}

// goModules reads every go.mod, with the go.work that covers it; without any, the directory of the shallowest program.
func goModules(t *tree) ([]*goModule, error) {
	uses, err := goWorks(t)
	if err != nil {
		return nil, err
	}
	var out []*goModule
	for _, p := range t.named("go.mod") {
		if goAside(path.Dir(p)) {
			continue
		}
		m, err := readGoMod(t, p, uses)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		if m := goLoose(t); m != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// goAside reports whether a directory holds what is beside the project: test data, examples.
func goAside(dir string) bool {
	for _, part := range strings.Split(dir, "/") {
		if part == "testdata" || len(part) > 1 && (part[0] == '_' || part[0] == '.') {
			return true
		}
	}
	return false
}

func readGoMod(t *tree, file string, works map[string]*goWork) (*goModule, error) {
	text, err := t.text(file)
	if err != nil {
		return nil, err
	}
	f, err := modfile.Parse(file, []byte(text), nil)
	if err != nil {
		return nil, goModError(file, err)
	}
	if f.Module == nil {
		return nil, &Error{Path: file, Msg: "has no module line"}
	}
	m := &goModule{dir: path.Dir(file), path: f.Module.Mod.Path, file: f, modPath: file}
	m.context = m.dir
	if w := works[m.dir]; w != nil {
		m.work, m.context, m.members = w.path, path.Dir(w.path), w.dirs
	}
	if err := m.replaced(t); err != nil {
		return nil, err
	}
	m.downloads(t)
	m.version = goVersion(t, m, works[m.dir])
	return m, nil
}

// goModError gives a parse error of x/mod its line.
func goModError(file string, err error) error {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		e := list[0]
		msg := fmt.Sprint(e.Err)
		if e.Verb != "" {
			msg = e.Verb + " " + e.ModPath + ": " + msg
		}
		return &Error{Path: file, Line: e.Pos.Line, Msg: msg}
	}
	return &Error{Path: file, Msg: err.Error()}
}

// replaced takes in the modules that stand in directories of the repository, and widens the context until it holds them.
func (m *goModule) replaced(t *tree) error {
	for _, r := range m.file.Replace {
		if r.New.Version != "" || !modfile.IsDirectoryPath(r.New.Path) {
			continue
		}
		at := t.at(m.modPath, r.Syntax.Start.Line)
		dir := path.Join(m.dir, r.New.Path)
		if path.IsAbs(r.New.Path) || dir == ".." || strings.HasPrefix(dir, "../") {
			m.outside, m.beyond = &at, dir
			continue
		}
		if !t.has(path.Join(dir, "go.mod")) {
			return &Error{Path: at.Path, Line: at.Line, Msg: fmt.Sprintf("replaces a module with %s, but there is no go.mod", r.New.Path)}
		}
		m.members = append(m.members, dir)
		for m.context != "." && dir != m.context && !strings.HasPrefix(dir, m.context+"/") {
			m.context = path.Dir(m.context)
		}
	}
	return nil
}

// above says which directory holds the module and what it is replaced by, where a relative path leads there.
func (m *goModule) above() string {
	up := strings.Repeat("../", strings.Count(m.beyond+"/", "../"))
	if up == "" {
		return ""
	}
	return "; or run msgen in " + strings.TrimSuffix(up, "/") + ", which holds both"
}

// downloads lists what a download of the modules reads, and counts the modules.
func (m *goModule) downloads(t *tree) {
	dirs := append([]string{m.dir}, m.members...)
	sort.Strings(dirs)
	if m.work != "" {
		m.manifests = append(m.manifests, m.work)
		if p := t.first(path.Dir(m.work), "go.work.sum"); p != "" {
			m.manifests = append(m.manifests, p)
		}
	}
	m.sums = true
	for i, d := range dirs {
		if i > 0 && dirs[i-1] == d {
			continue
		}
		m.manifests = append(m.manifests, path.Join(d, "go.mod"))
		if p := t.first(d, "go.sum"); p != "" {
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
	if t.hasDir(path.Join(root, "vendor")) && t.exists(path.Join(root, "vendor/modules.txt")) {
		m.vendor = path.Join(root, "vendor")
	}
}

// fetched counts the modules that are not directories of the repository, those of the members included.
func (m *goModule) fetched(t *tree) int {
	local, names := map[string]bool{}, map[string]bool{}
	files := []*modfile.File{m.file}
	for _, d := range m.members {
		local[goModulePath(t, d)] = true
		p := path.Join(d, "go.mod")
		text, err := t.text(p)
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

// goWithin reports whether a slash-separated path is dir or below it.
func goWithin(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") || dir == "." }

// exists asks the disk whether there is a file at the path: for the directories that the walk does not enter.
func (t *tree) exists(p string) bool {
	info, err := fs.Stat(t.fsys, p)
	return err == nil && info.Mode().IsRegular()
}

// goWork is one go.work.
type goWork struct {
	path string
	file *modfile.WorkFile
	dirs []string
}

// goWorks gives, for every directory of a workspace, its go.work.
func goWorks(t *tree) (map[string]*goWork, error) {
	out := map[string]*goWork{}
	for _, p := range t.named("go.work") {
		text, err := t.text(p)
		if err != nil {
			return nil, err
		}
		f, err := modfile.ParseWork(p, []byte(text), nil)
		if err != nil {
			return nil, goModError(p, err)
		}
		w := &goWork{path: p, file: f}
		for _, u := range f.Use {
			dir := path.Join(path.Dir(p), u.Path)
			if !t.has(path.Join(dir, "go.mod")) {
				return nil, &Error{Path: p, Line: u.Syntax.Start.Line, Msg: fmt.Sprintf("uses %s, but there is no go.mod", u.Path)}
			}
			w.dirs = append(w.dirs, dir)
			if out[dir] == nil {
				out[dir] = w
			}
		}
	}
	return out, nil
}

// goLoose is a directory with a program and no go.mod anywhere.
func goLoose(t *tree) *goModule {
	best := ""
	for _, p := range t.under(".", ".go") {
		if strings.HasSuffix(p, "_test.go") || goAside(path.Dir(p)) || best != "" && !shallower(p, best) {
			continue
		}
		if text, err := t.text(p); err == nil && lineLike(text, "package", goMainClause) >= 0 {
			best = p
		}
	}
	if best == "" {
		return nil
	}
	m := &goModule{dir: path.Dir(best), context: path.Dir(best), sums: true}
	m.version = goVersion(t, m, nil)
	return m
}

var goMainClause = lazy(`^package\s+main\b`)

// goMinor takes "1.25.1", "go1.25" or "1.26rc1" apart; ok is false for everything else.
func goMinor(v string) (minor int, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(strings.TrimSpace(v), "go"), ".", 3)
	if len(parts) < 2 || parts[0] != "1" {
		return 0, false
	}
	digits := strings.TrimRight(strings.SplitN(parts[1], "rc", 2)[0], "beta0123456789")
	if digits != "" {
		return 0, false
	}
	minor, err := strconv.Atoi(lazy(`^[0-9]+`).FindString(parts[1]))
	return minor, err == nil
}
