package golang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// source is the sources of one module, read as far as somebody asks.
type source struct {
	t      *detect.Tree
	m      *module
	dirs   []string // directories with Go files, sorted
	mains  []string // those of them that hold a program, sorted
	fset   *token.FileSet
	pkgs   map[string][]*file
	roots  map[string]string // path of a local module -> its directory
	within map[string]bool   // these directories
	fronts map[string]bool   // directories with a package.json in or below them
	facts  map[string]*facts

	closures map[string]closure  // of the programs
	settings map[string][]string // files of settings that the sources of a directory name
}

// file is one source file that is compiled for Linux, its header read.
type file struct {
	path, dir, pkg, text string
	imports              []importSpec
	names                map[string]string // what the file calls a package -> its path
	telling, needy       bool              // whether tells, and holds a word of needy
	syntax               *ast.File         // of the whole file, once it was asked for
}

type importSpec struct {
	path string
	line int
	at   detect.Evidence // of those that closure gives
}

func newSource(t *detect.Tree, m *module) *source {
	s := &source{t: t, m: m, fset: token.NewFileSet(), pkgs: map[string][]*file{}, roots: map[string]string{}, within: map[string]bool{m.dir: true}, fronts: map[string]bool{}, facts: map[string]*facts{}, closures: map[string]closure{}, settings: map[string][]string{}}
	if m.path != "" {
		s.roots[m.path] = m.dir
	}
	for _, d := range m.members {
		if p := modulePath(t, d); p != "" {
			s.roots[p], s.within[d] = d, true
		}
	}
	for _, p := range t.Named("package.json") {
		for d := path.Dir(p); !s.fronts[d]; d = path.Dir(d) {
			s.fronts[d] = true
		}
	}
	modules := map[string]bool{m.dir: true}
	for _, p := range t.Named("go.mod") {
		modules[path.Dir(p)] = true
	}
	seen := map[string]bool{}
	for _, p := range t.Under(m.dir, ".go") {
		d := path.Dir(p)
		if !seen[d] && !aside(d) && nearest(modules, d) == m.dir {
			s.dirs = append(s.dirs, d)
		}
		seen[d] = true
	}
	return s
}

var moduleLine = pattern.New(`(?m)^module\s+"?([^\s"]+)`)

func modulePath(t *detect.Tree, dir string) string {
	text, err := t.Text(path.Join(dir, "go.mod"))
	if err != nil {
		return ""
	}
	if found := moduleLine.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// local gives the directory of a package of the repository; "" for a package from elsewhere.
func (s *source) local(ip string) string {
	for root := ip; root != "." && root != "/"; root = path.Dir(root) {
		if dir, ok := s.roots[root]; ok {
			return path.Join(dir, strings.TrimPrefix(ip, root))
		}
	}
	return ""
}

// closure is what a program is made of.
type closure struct {
	dirs    []string     // of its own packages, itself first
	foreign []importSpec // the first import of each package from elsewhere
}

// closure gives the directories of a program's own packages, itself first, and the first import of each foreign package.
func (s *source) closure(dir string) (dirs []string, foreign []importSpec) {
	if c, ok := s.closures[dir]; ok {
		return c.dirs, c.foreign
	}
	var c closure
	local, known := map[string]string{}, map[string]bool{dir: true}
	for level := []string{dir}; len(level) > 0; {
		load(s, level)
		c.dirs = append(c.dirs, level...)
		var next []string
		for _, d := range level {
			for _, f := range s.pkgs[d] {
				for _, i := range f.imports {
					l, asked := local[i.path]
					if !asked {
						l = s.local(i.path)
						local[i.path] = l
						if l == "" {
							i.at = s.t.At(f.path, i.line)
							c.foreign = append(c.foreign, i)
						}
					}
					if l != "" && !known[l] {
						known[l] = true
						s.t.Generated(l, s.t.At(f.path, i.line))
						next = append(next, l)
					}
				}
			}
		}
		level = next
	}
	s.closures[dir] = c
	return c.dirs, c.foreign
}

// parsed gives the whole syntax of a file; nil where it cannot be read.
func (s *source) parsed(f *file) *ast.File {
	if f.syntax == nil {
		f.syntax, _ = parser.ParseFile(s.fset, f.path, f.text, parser.SkipObjectResolution)
	}
	return f.syntax
}

// at gives the evidence of a place in the syntax.
func (s *source) at(f *file, p token.Pos) detect.Evidence {
	return s.t.At(f.path, s.fset.Position(p).Line)
}

// tests reports whether the module has any.
func tests(s *source) bool {
	for _, d := range s.dirs {
		for _, n := range s.t.FilesIn[d] {
			if strings.HasSuffix(n, "_test.go") {
				return true
			}
		}
	}
	return false
}

// packages gives the directories and files that hold all packages of the module, with their test data and embedded files.
func packages(s *source) []string {
	var all []string
	for _, d := range s.dirs {
		all = append(all, pieceOf(s, d, nil)...)
		all = append(all, embedded(s, d)...)
	}
	if d := path.Join(s.m.dir, "testdata"); s.t.HasDir(d) {
		all = append(all, d)
	}
	return merged(all)
}

// merged sorts paths and drops those that lie in another one.
func merged(paths []string) []string {
	sort.Strings(paths)
	kept := map[string]bool{}
	var out []string
	for _, p := range paths {
		if nearest(kept, p) == "" {
			kept[p] = true
			out = append(out, p)
		}
	}
	return out
}

// nearest gives a path or the innermost one above it that is in the set; "" for none.
func nearest(set map[string]bool, p string) string {
	for !set[p] {
		if p == "." || p == "/" {
			return ""
		}
		p = path.Dir(p)
	}
	return p
}
