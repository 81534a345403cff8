package golang

import (
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// files gives the files of a directory that are compiled for Linux, tests and helpers of `go generate` left out.
func (s *source) files(dir string) []*file {
	load(s, []string{dir})
	return s.pkgs[dir]
}

// load reads the files of directories, several at once.
func load(s *source, dirs []string) {
	dirs = slices.DeleteFunc(slices.Clone(dirs), func(d string) bool { return s.pkgs[d] != nil })
	if len(dirs) == 0 {
		return
	}
	var names []string
	for _, dir := range dirs {
		s.pkgs[dir] = []*file{}
		for _, name := range s.t.FilesIn[dir] {
			if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, ".") {
				names = append(names, path.Join(dir, name))
			}
		}
	}
	s.t.Fetch(names)
	var files []*file
	for _, p := range names {
		if text, err := s.t.Text(p); err == nil {
			files = append(files, &file{path: p, dir: path.Dir(p), text: text, names: map[string]string{}})
		}
	}
	detect.Together(len(files), func(from, to int) {
		for _, f := range files[from:to] {
			head(f)
		}
	})
	for _, f := range files {
		if f.pkg != "" {
			s.pkgs[f.dir] = append(s.pkgs[f.dir], f)
		}
	}
}

// head fills in what the first lines of a file say, and nothing for one that is not compiled for Linux or is no Go. It looks
// at nothing but the file, so that several can be looked at at once.
func head(f *file) {
	if !builds(path.Base(f.path), f.text) {
		return
	}
	fset := token.NewFileSet() // the places in that of all depend on the order
	head, _ := parser.ParseFile(fset, f.path, f.text, parser.ImportsOnly|parser.SkipObjectResolution)
	if head == nil || head.Name == nil {
		return
	}
	f.pkg = head.Name.Name
	for _, i := range head.Imports {
		ip, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		f.imports = append(f.imports, importSpec{path: ip, line: fset.Position(i.Pos()).Line})
		name := packageName(ip)
		if i.Name != nil {
			name = i.Name.Name
		}
		f.names[name] = ip
	}
	f.telling, f.needy = f.tells(), needy.In(f.text)
}

// packageName guesses the name of a package from its path: "chi" for ".../chi/v5", "yaml" for "gopkg.in/yaml.v3".
func packageName(ip string) string {
	base := path.Base(ip)
	if major.MatchString(base) && strings.Contains(ip, "/") {
		base = path.Base(path.Dir(ip))
	}
	if i := strings.Index(base, ".v"); i > 0 {
		base = base[:i]
	}
	return strings.TrimPrefix(base, "go-")
}

// builds reports whether the compiler takes a file for linux/amd64 with cgo, by its name and its //go:build line.
func builds(name, text string) bool {
	parts := strings.Split(strings.TrimSuffix(name, ".go"), "_")
	for i, part := range parts[1:] {
		if i < len(parts)-3 {
			continue
		}
		if part != "linux" && part != "amd64" && (slices.Contains(tables().Systems, part) || slices.Contains(tables().Machines, part)) {
			return false
		}
	}
	head := text
	if i := lineLike(text, "package", clause); i >= 0 {
		head = text[:i]
	}
	for _, line := range strings.Split(head, "\n") {
		line = strings.TrimSpace(line)
		if !constraint.IsGoBuild(line) {
			continue
		}
		if expr, err := constraint.Parse(line); err == nil && !expr.Eval(tag) {
			return false
		}
	}
	return true
}

var clause = pattern.New(`^package\s+\w+`)

// lineLike gives the offset of the first line that begins with a word and is like an expression, which is tried nowhere
// else; -1 when there is none.
func lineLike(text, word string, e *pattern.Pattern) int {
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

func tag(tag string) bool {
	return tag == "linux" || tag == "amd64" || tag == "unix" || tag == "cgo" || tag == "gc" || strings.HasPrefix(tag, "go1.")
}
