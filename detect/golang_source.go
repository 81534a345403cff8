package detect

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path"
	"sort"
	"strconv"
	"strings"
)

// goSource is the sources of one module, read as far as somebody asks.
type goSource struct {
	t      *tree
	m      *goModule
	dirs   []string // directories with Go files, sorted
	mains  []string // those of them that hold a program, sorted
	fset   *token.FileSet
	pkgs   map[string][]*goFile
	roots  map[string]string // path of a local module -> its directory
	within map[string]bool   // these directories
	fronts map[string]bool   // directories with a package.json in or below them
	facts  map[string]*goFacts
}

// goFile is one source file that is compiled for Linux, its header read.
type goFile struct {
	path, dir, pkg, text string
	imports              []goImport
	names                map[string]string // what the file calls a package -> its path
	syntax               *ast.File         // of the whole file, once it was asked for
}

type goImport struct {
	path string
	at   Evidence
}

func newGoSource(t *tree, m *goModule) *goSource {
	s := &goSource{t: t, m: m, fset: token.NewFileSet(), pkgs: map[string][]*goFile{}, roots: map[string]string{}, within: map[string]bool{m.dir: true}, fronts: map[string]bool{}, facts: map[string]*goFacts{}}
	if m.path != "" {
		s.roots[m.path] = m.dir
	}
	for _, d := range m.members {
		if p := goModulePath(t, d); p != "" {
			s.roots[p], s.within[d] = d, true
		}
	}
	for _, p := range t.named("package.json") {
		for d := path.Dir(p); !s.fronts[d]; d = path.Dir(d) {
			s.fronts[d] = true
		}
	}
	modules := map[string]bool{m.dir: true}
	for _, p := range t.named("go.mod") {
		modules[path.Dir(p)] = true
	}
	seen := map[string]bool{}
	for _, p := range t.under(m.dir, ".go") {
		d := path.Dir(p)
		if !seen[d] && !goAside(d) && goNearest(modules, d) == m.dir {
			s.dirs = append(s.dirs, d)
		}
		seen[d] = true
	}
	return s
}

var goModuleLine = lazy(`(?m)^module\s+"?([^\s"]+)`)

func goModulePath(t *tree, dir string) string {
	text, err := t.text(path.Join(dir, "go.mod"))
	if err != nil {
		return ""
	}
	if found := goModuleLine.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// files gives the files of a directory that are compiled for Linux, tests and helpers of `go generate` left out.
func (s *goSource) files(dir string) []*goFile {
	if files, ok := s.pkgs[dir]; ok {
		return files
	}
	var out []*goFile
	for _, name := range s.t.dirs[dir] {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") {
			continue
		}
		if f := s.read(dir, name); f != nil {
			out = append(out, f)
		}
	}
	s.pkgs[dir] = out
	return out
}

// read parses the header of a file; nil when it is not compiled for Linux or is no Go.
func (s *goSource) read(dir, name string) *goFile {
	p := path.Join(dir, name)
	text, err := s.t.text(p)
	if err != nil || !goBuilds(name, text) {
		return nil
	}
	head, _ := parser.ParseFile(s.fset, p, text, parser.ImportsOnly)
	if head == nil || head.Name == nil {
		return nil
	}
	f := &goFile{path: p, dir: dir, pkg: head.Name.Name, text: text, names: map[string]string{}}
	for _, i := range head.Imports {
		ip, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		f.imports = append(f.imports, goImport{ip, s.t.at(p, s.fset.Position(i.Pos()).Line)})
		name := goPackageName(ip)
		if i.Name != nil {
			name = i.Name.Name
		}
		f.names[name] = ip
	}
	return f
}

// goPackageName guesses the name of a package from its path: "chi" for ".../chi/v5", "yaml" for "gopkg.in/yaml.v3".
func goPackageName(ip string) string {
	base := path.Base(ip)
	if goMajor.MatchString(base) && strings.Contains(ip, "/") {
		base = path.Base(path.Dir(ip))
	}
	if i := strings.Index(base, ".v"); i > 0 {
		base = base[:i]
	}
	return strings.TrimPrefix(base, "go-")
}

// goBuilds reports whether the compiler takes a file for linux/amd64 with cgo, by its name and its //go:build line.
func goBuilds(name, text string) bool {
	parts := strings.Split(strings.TrimSuffix(name, ".go"), "_")
	for i, part := range parts[1:] {
		if i < len(parts)-3 {
			continue
		}
		if goSystems[part] && part != "linux" || goMachines[part] && part != "amd64" {
			return false
		}
	}
	head := text
	if i := lineLike(text, "package", goClause); i >= 0 {
		head = text[:i]
	}
	for _, line := range strings.Split(head, "\n") {
		line = strings.TrimSpace(line)
		if !constraint.IsGoBuild(line) {
			continue
		}
		if expr, err := constraint.Parse(line); err == nil && !expr.Eval(goTag) {
			return false
		}
	}
	return true
}

var goClause = lazy(`^package\s+\w+`)

// lineLike gives the offset of the first line that begins with a word and is like an expression, which is tried nowhere
// else; -1 when there is none.
func lineLike(text, word string, e *expression) int {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		if i += from; (i == 0 || text[i-1] == '\n') && e.MatchString(text[i:]) {
			return i
		}
		from = i + len(word)
	}
}

func goTag(tag string) bool {
	return tag == "linux" || tag == "amd64" || tag == "unix" || tag == "cgo" || tag == "gc" || strings.HasPrefix(tag, "go1.")
}

var goSystems = goSet("aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows")

var goMachines = goSet("386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm")

// goSet gives the words of a text as a set.
func goSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// local gives the directory of a package of the repository; "" for a package from elsewhere.
func (s *goSource) local(ip string) string {
	for root := ip; root != "." && root != "/"; root = path.Dir(root) {
		if dir, ok := s.roots[root]; ok {
			return path.Join(dir, strings.TrimPrefix(ip, root))
		}
	}
	return ""
}

// closure gives the directories of a program's own packages, itself first, and the first import of each foreign package.
func (s *goSource) closure(dir string) (dirs []string, foreign []goImport) {
	seen, known := map[string]bool{dir: true}, map[string]bool{}
	queue := []string{dir}
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		dirs = append(dirs, d)
		for _, f := range s.files(d) {
			for _, i := range f.imports {
				if l := s.local(i.path); l != "" {
					if !seen[l] {
						seen[l] = true
						queue = append(queue, l)
					}
				} else if !known[i.path] {
					known[i.path] = true
					foreign = append(foreign, i)
				}
			}
		}
	}
	return dirs, foreign
}

// parsed gives the whole syntax of a file; nil where it cannot be read.
func (s *goSource) parsed(f *goFile) *ast.File {
	if f.syntax == nil {
		f.syntax, _ = parser.ParseFile(s.fset, f.path, f.text, parser.SkipObjectResolution)
	}
	return f.syntax
}

// at gives the evidence of a place in the syntax.
func (s *goSource) at(f *goFile, p token.Pos) Evidence {
	return s.t.at(f.path, s.fset.Position(p).Line)
}

// tests reports whether the module has any.
func (s *goSource) tests() bool {
	for _, d := range s.dirs {
		for _, n := range s.t.dirs[d] {
			if strings.HasSuffix(n, "_test.go") {
				return true
			}
		}
	}
	return false
}

// packages gives the directories and files that hold all packages of the module, with their test data and embedded files.
func (s *goSource) packages() []string {
	var all []string
	for _, d := range s.dirs {
		all = append(all, s.piece(d, nil)...)
		all = append(all, goEmbedded(s, d)...)
	}
	if d := path.Join(s.m.dir, "testdata"); s.t.hasDir(d) {
		all = append(all, d)
	}
	return goMerged(all)
}

// goMerged sorts paths and drops those that lie in another one.
func goMerged(paths []string) []string {
	sort.Strings(paths)
	kept := map[string]bool{}
	var out []string
	for _, p := range paths {
		if goNearest(kept, p) == "" {
			kept[p] = true
			out = append(out, p)
		}
	}
	return out
}

// goNearest gives a path or the innermost one above it that is in the set; "" for none.
func goNearest(set map[string]bool, p string) string {
	for !set[p] {
		if p == "." || p == "/" {
			return ""
		}
		p = path.Dir(p)
	}
	return p
}
