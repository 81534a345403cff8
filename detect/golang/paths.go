package golang

import (
	"go/ast"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// pathsOf gives the paths that an argument of an opening call can hold.
func pathsOf(l *listen, c callSite, arg ast.Expr) []string {
	texts := (&paths{l, map[ast.Expr][]knownPath{}}).list(c.file, arg, 0)
	switch c.name {
	case "SetConfigName":
		return configs(l, texts)
	case "AddConfigPath":
		return besideSources(l, texts)
	}
	return texts
}

// settingsName is what files of settings are called whose name is completed at run time: config.production.yaml.
var settingsName = pattern.New(`^(?:config|settings?|app|application|env)\b.*\.(?:ya?ml|json|toml)$`)

// opensSetting reports whether the program names a file of settings.
func (l *listen) opensSetting(p string) bool {
	return slices.ContainsFunc(l.dirs, func(d string) bool { return slices.Contains(l.s.settingFiles(d), path.Join(l.s.m.dir, p)) })
}

// besideSources leaves the sources out of directories that hold files of settings.
func besideSources(l *listen, dirs []string) []string {
	var out []string
	for _, dir := range dirs {
		if path.Clean(dir) == "." {
			continue
		}
		names := l.s.t.FilesIn[path.Join(l.s.m.dir, dir)]
		if !slices.ContainsFunc(l.s.dirs, func(d string) bool { return detect.Inside(d, path.Join(l.s.m.dir, dir)) }) {
			out = append(out, dir)
			continue
		}
		for _, name := range names {
			if p := path.Join(dir, name); settingsName.MatchString(name) || l.opensSetting(p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// configs finds the files of configurations that are named without directory and ending.
func configs(l *listen, names []string) []string {
	var out []string
	for _, name := range names {
		for _, dir := range tables().ConfigDirs {
			for _, end := range tables().ConfigEnds {
				if file := path.Join(dir, name+end); l.s.t.Has(path.Join(l.s.m.dir, file)) {
					out = append(out, file)
				}
			}
		}
	}
	return out
}

// list gives the paths of an expression: of a list those of its elements, and of one that is completed at run time the directory
// that is known.
func (e *paths) list(f *file, x ast.Expr, depth int) (out []string) {
	if depth > 3 {
		return nil
	}
	elements := func(x ast.Expr) (all []ast.Expr, is bool) {
		switch x := x.(type) {
		case *ast.CompositeLit:
			return x.Elts, true
		case *ast.CallExpr:
			name, _ := callee(x)
			return x.Args, name == "append"
		}
		return nil, false
	}
	lists := []expr{{file: f, expr: x}}
	if id, ok := x.(*ast.Ident); ok {
		lists = e.l.s.of(f.dir).values[id.Name]
	}
	found := false
	for _, v := range lists {
		all, is := elements(v.expr)
		for found = found || is; len(all) > 0 && is; all = all[1:] {
			out = append(out, e.list(v.file, all[0], depth+1)...)
		}
	}
	for _, p := range e.of(f, x, depth) {
		if !found {
			out = append(out, p.text)
		}
	}
	return out
}

// knownDir is a path up to its last slash; "" without any.
func knownDir(s string) string {
	return s[:strings.LastIndex(s, "/")+1]
}
