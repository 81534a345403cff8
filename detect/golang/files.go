package golang

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// runFiles finds the files of the repository that the program opens by a relative path.
func runFiles(l *listen, p *detect.Program) {
	seen := map[string]bool{}
	for _, row := range tables().Frameworks {
		at, ok := imported(l, row.Pkg)
		for _, dir := range row.Opens {
			if from := path.Join(l.s.m.dir, dir); ok && l.s.t.HasDir(from) {
				seen[dir] = true
				p.RunFiles = append(p.RunFiles, detect.RunFile{Path: from, Opened: dir, Because: at})
			}
		}
	}
	l.accesses(tables().Openers, func(c callSite, row access) {
		for i, arg := range c.call.Args {
			if row.Arg >= 0 && i != row.Arg {
				continue
			}
			for _, text := range pathsOf(l, c, arg) {
				f, ok := opened(l, c, text)
				if ok && !seen[f.Opened] {
					seen[f.Opened] = true
					p.RunFiles = append(p.RunFiles, f)
				}
			}
		}
	})
}

// accesses visits the calls of the program that a table names.
func (l *listen) accesses(rows []access, visit func(c callSite, row access)) {
	named := map[string][]access{}
	for _, row := range rows {
		named[row.Name] = append(named[row.Name], row)
	}
	for _, d := range l.dirs {
		if !slices.ContainsFunc(l.s.files(d), func(f *file) bool { return f.telling && f.accesses(rows) }) { // only these have facts
			continue
		}
		for _, c := range l.s.of(d).calls {
			for _, row := range named[c.name] {
				if row.Pkg == "" == (c.pkg == "") && (row.Pkg == "" || detect.Inside(c.pkg, row.Pkg)) {
					visit(c, row)
				}
			}
		}
	}
}

// accesses reports whether a file can hold such a call.
func (f *file) accesses(rows []access) bool {
	return slices.ContainsFunc(rows, func(row access) bool {
		imported := row.Pkg == "" || slices.ContainsFunc(f.imports, func(i importSpec) bool { return detect.Inside(i.path, row.Pkg) })
		return imported && strings.Contains(f.text, row.Name+"(")
	})
}

// opened judges a path that is given to an opening call.
func opened(l *listen, c callSite, text string) (detect.RunFile, bool) {
	text = strings.TrimPrefix(text, "file://")
	if text == "" || strings.HasPrefix(text, "/") || strings.Contains(text, "..") || strings.ContainsAny(text, "\n\r\"'$\\`") || strings.Contains(text, "://") {
		return detect.RunFile{}, false
	}
	text = fixedPart(path.Clean(text))
	if text == "" || text[0] == '.' || strings.HasPrefix(path.Base(text), ".env") {
		return detect.RunFile{}, false
	}
	at := l.s.at(c.file, c.call.Pos())
	for _, root := range []string{l.s.m.dir, l.main} {
		p := path.Join(root, text)
		if l.s.t.Has(p) || l.s.t.HasDir(p) {
			return detect.RunFile{Path: p, Opened: text, Because: at}, true
		}
	}
	if slices.Contains(tables().Built, path.Base(text)) {
		return detect.RunFile{Path: path.Join(l.s.m.dir, text), Opened: text, Because: at, Missing: true}, true
	}
	return detect.RunFile{}, false
}
