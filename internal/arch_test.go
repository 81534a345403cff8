// Package internal_test keeps the architecture: who may import whom, and what no file may do.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const module = "github.com/msgen/msgen/"

// room is what a package may import: of ours, and of others (by prefix). The standard library is free, but for what the
// table of keepers gives to one room alone.
type room struct{ ours, others []string }

// rooms is the table of the architecture.
func rooms() map[string]room {
	return map[string]room{
		"templates":         {},
		"detect":            {[]string{"internal/bounded", "internal/formats", "internal/pattern", "internal/schema", "internal/secret", "internal/shell", "internal/worktree"}, []string{"github.com/go-enry/go-enry/v2/data"}},
		"detect/golang":     {[]string{"detect", "internal/formats", "internal/pattern"}, []string{"golang.org/x/mod"}},
		"detect/node":       {[]string{"detect", "internal/formats", "internal/pattern", "internal/versions", "internal/secret", "internal/shell"}, nil},
		"detect/python":     {[]string{"detect", "internal/formats", "internal/pattern", "internal/versions", "internal/shell"}, nil},
		"detect/java":       {[]string{"detect", "internal/formats", "internal/pattern", "internal/secret", "internal/versions"}, nil},
		"detect/rust":       {[]string{"detect", "internal/formats", "internal/pattern"}, nil},
		"detect/languages":  {[]string{"detect", "detect/golang", "detect/java", "detect/node", "detect/python", "detect/rust"}, nil},
		"internal/formats":  {nil, []string{"github.com/goccy/go-yaml", "github.com/pelletier/go-toml/v2"}},
		"internal/pattern":  {nil, nil},
		"internal/versions": {},
		"internal/hint":     {},
		"internal/bounded":  {},
		"internal/shell":    {nil, []string{"mvdan.cc/sh/v3/syntax"}},
		"internal/schema":   {},
		"internal/worktree": {[]string{"internal/bounded"}, nil},
		"internal/secret":   {},
		"internal/catalog":  {nil, []string{"github.com/goccy/go-yaml"}},
		"internal/change":   {[]string{"internal/bounded", "internal/hint"}, []string{"github.com/aymanbagabas/go-udiff", "github.com/moby/buildkit/frontend/dockerfile"}},
		"internal/verify":   {[]string{"internal/bounded", "internal/catalog", "internal/formats", "internal/secret", "internal/shell", "internal/versions"}, []string{"github.com/moby/buildkit/frontend/dockerfile", "github.com/moby/patternmatcher"}},
		"internal/choice":   {[]string{"internal/shell", "detect", "internal/catalog", "internal/hint", "internal/secret"}, []string{"github.com/goccy/go-yaml"}},
		"internal/wizard":   {[]string{"internal/choice"}, []string{"github.com/AlecAivazis/survey/v2"}},
		"internal/plan":     {[]string{"detect", "detect/python", "internal/choice", "internal/catalog", "internal/formats", "internal/secret", "internal/versions"}, nil},
		"internal/lock":     {[]string{"internal/document", "internal/hint"}, nil},
		"internal/document": {[]string{"internal/formats", "internal/hint"}, []string{"github.com/goccy/go-yaml"}},
		"internal/config":   {[]string{"internal/choice", "internal/document", "internal/hint"}, []string{"github.com/goccy/go-yaml"}},
		"internal/pack": {[]string{"detect", "internal/bounded", "internal/catalog", "internal/config", "internal/document", "internal/hint"}, []string{"github.com/goccy/go-yaml", "github.com/santhosh-tekuri/jsonschema/v6",
			"oras.land/oras-go/v2", "github.com/jedisct1/go-minisign", "golang.org/x/crypto/blake2b", "golang.org/x/mod"}},
		"internal/quote":  {nil, []string{"github.com/Masterminds/sprig/v3"}},
		"internal/apart":  {},
		"internal/render": {[]string{"internal/apart", "internal/plan", "internal/quote", "internal/hint"}, nil},
		"internal/flow": {[]string{"internal/bounded", "detect", "detect/languages", "templates", "internal/hint", "internal/catalog", "internal/change", "internal/verify", "internal/choice",
			"internal/plan", "internal/pack", "internal/apart", "internal/render", "internal/lock", "internal/config"}, nil},
		"cmd": {[]string{"internal/bounded", "detect", "templates", "internal/flow", "internal/wizard", "internal/choice", "internal/change", "internal/plan", "internal/pack",
			"internal/lock", "internal/config", "internal/schema", "internal/verify", "internal/catalog", "internal/hint", "internal/worktree"}, []string{"github.com/spf13/cobra", "github.com/spf13/pflag"}},
		"cmd/msgen": {[]string{"cmd"}, nil},
		// What only the tests and the Makefile use.
		"internal/story": {nil, []string{"github.com/rogpeppe/go-internal/txtar"}},
		"internal/e2e":   {},
		"internal/tally": {},
	}
}

// source is a parsed Go file that is no test.
type source struct {
	dir, path string
	file      *ast.File
}

// sources parses all files of the module; tests are free to import what they need.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != ".." || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
		rel := strings.TrimPrefix(filepath.ToSlash(p), "../")
		all = append(all, source{path.Dir(rel), rel, f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestImports holds every package to its row of the table and prints the guilty path.
func TestImports(t *testing.T) {
	table := rooms()
	for _, s := range sources(t) {
		r, ok := table[s.dir]
		if !ok {
			t.Errorf("%s: the package %s has no row in the table of rooms", s.path, s.dir)
			continue
		}
		for _, i := range s.file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !r.allows(name) {
				t.Errorf("%s: %s may not import %s", s.path, s.dir, name)
			}
		}
	}
}

// allows reports whether the room may import a package.
func (r room) allows(name string) bool {
	if ours, ok := strings.CutPrefix(name, module); ok {
		return slices.Contains(r.ours, ours)
	}
	if !strings.Contains(strings.Split(name, "/")[0], ".") {
		return true
	}
	return slices.ContainsFunc(r.others, func(prefix string) bool { return name == prefix || strings.HasPrefix(name, prefix+"/") })
}

// keepers are calls that one place alone may make.
func keepers() map[*regexp.Regexp][]string {
	return map[*regexp.Regexp][]string{
		regexp.MustCompile(`\bos\.Exit\b`):              {"cmd/msgen/main.go", "internal/tally/"},
		regexp.MustCompile(`\b(panic|log\.Fatal\w*)\(`): {},
		regexp.MustCompile(`\btime\.Now\(`):             {"cmd/env.go", "internal/tally/"},
		regexp.MustCompile(`\b(os|root)\.(WriteFile|Create|Rename|Remove|RemoveAll|Symlink)\(`): {"internal/change/", "internal/story/",
			// The user's cache of packs, and the bare repository of one reading below the system's folder for temporary files; both outside of repositories.
			"internal/pack/cache.go", "internal/pack/git.go"},
		// One place starts git, with all that a repository could make it run switched off.
		regexp.MustCompile(`\bexec\.Command(Context)?\([^)\n]*"git"`): {"internal/pack/git_run.go"},
		// What somebody else made is read up to a limit.
		regexp.MustCompile(`\b(os|root)\.ReadFile\(`): {"internal/bounded/", "internal/story/", "internal/tally/"},
		regexp.MustCompile(`(?m)^func init\(\)`):      {},
	}
}

// lenders are packages of the standard library that one room alone may import.
func lenders() map[string][]string {
	return map[string][]string{
		"os/exec": {"internal/pack/git_run.go", "internal/pack/sign_keyless.go", "internal/apart/worker.go"},
		"net":     {}, "net/http": {}, "math/rand": {}, "math/rand/v2": {}, "text/template": {"internal/render/"}, "html/template": {},
	}
}

// TestLenders holds the standard library's packages that reach the world, or that only one room needs, to their rooms.
func TestLenders(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.file.Imports {
			rooms, kept := lenders()[strings.Trim(i.Path.Value, `"`)]
			if kept && !slices.ContainsFunc(rooms, func(p string) bool { return strings.HasPrefix(s.path, p) }) {
				t.Errorf("%s: %s is not for this room", s.path, i.Path.Value)
			}
		}
	}
}

// TestKeepers keeps what touches the world in the rooms that may.
func TestKeepers(t *testing.T) {
	for _, s := range sources(t) {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(s.path)))
		if err != nil {
			t.Fatal(err)
		}
		for call, allowed := range keepers() {
			if found := call.Find(text); found != nil && !slices.ContainsFunc(allowed, func(p string) bool { return strings.HasPrefix(s.path, p) }) {
				t.Errorf("%s: %s is not for this room", s.path, found)
			}
		}
	}
}

// TestNames wants a comment on every exported name, the methods of all types among them, and on every package, and no package whose name says nothing.
func TestNames(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		documented[s.dir] = documented[s.dir] || s.file.Doc != nil
		if regexp.MustCompile(`^(utils?|helpers?|common|shared|handlers?|managers?|types|misc)$`).MatchString(path.Base(s.dir)) {
			t.Errorf("%s: a name that says nothing", s.dir)
		}
		for _, name := range undocumented(s.file) {
			t.Errorf("%s: %s has no comment", s.path, name)
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

// undocumented gives the exported names of a file that have no comment.
func undocumented(f *ast.File) []string {
	var names []string
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
					names = append(names, ts.Name.Name)
				}
			}
		}
	}
	return names
}

// TestDirectDependencies holds the number of modules that the program asks for itself; what only tests use is not counted.
func TestDirectDependencies(t *testing.T) {
	data, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	direct, all := 0, sources(t)
	for _, r := range f.Require {
		switch used := linked(all, r.Mod.Path); {
		case used && r.Indirect:
			t.Errorf("go.mod calls %s indirect, and a file imports it: go mod tidy", r.Mod.Path)
		case used:
			direct++
		}
	}
	// Twelve, minisign's signatures and golang.org/x/crypto for the sum of its secret keys, a parser of shells, and the distance between words.
	if direct > 16 {
		t.Errorf("%d direct dependencies; 16 are enough", direct)
	}
}

// linked reports whether a file that is no test, and not of a room that only tests use, imports the module.
func linked(all []source, module string) bool {
	return slices.ContainsFunc(all, func(s source) bool {
		return !slices.Contains([]string{"internal/story", "internal/tally"}, s.dir) && slices.ContainsFunc(s.file.Imports, func(i *ast.ImportSpec) bool {
			name := strings.Trim(i.Path.Value, `"`)
			return name == module || strings.HasPrefix(name, module+"/")
		})
	})
}

// TestTopLevel holds the names at the top of the repository, which its user gave.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	given := []string{"cmd", "templates", "detect", "internal", "testdata", "go.mod", "go.sum", "README.md", "Makefile", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "docs", "bin", "e2e-out"}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(given, e.Name()) {
			t.Errorf("%s does not belong at the top", e.Name())
		}
	}
}
