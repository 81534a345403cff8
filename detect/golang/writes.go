package golang

import (
	"go/ast"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// writes finds the directories that the program writes to.
func writes(l *listen, p *detect.Program) {
	found := map[string]detect.Write{}
	l.accesses(tables().Writers, func(c callSite, row access) {
		if len(c.call.Args) > row.Arg && writable(c) {
			wrote(l, found, p, expr{file: c.file, expr: c.call.Args[row.Arg], pos: c.call.Pos()}, row.Dir)
		}
	})
	for _, d := range l.dirs {
		if !slices.ContainsFunc(l.s.files(d), func(f *file) bool { return f.names["lumberjack"] != "" }) {
			continue
		}
		for _, x := range l.s.of(d).fields["Filename"] {
			if x.file.names["lumberjack"] != "" {
				wrote(l, found, p, x, false)
			}
		}
	}
	for _, w := range found {
		p.Writes = append(p.Writes, w)
	}
	sort.Slice(p.Writes, func(i, j int) bool { return p.Writes[i].Dir < p.Writes[j].Dir })
	p.Writes = detect.Outermost(p.Writes)
}

// writable reports whether a call that opens a file or a database does so to write.
func writable(c callSite) bool {
	first := stringLiteral(c.call.Args[0])
	switch {
	case c.name == "OpenFile" && c.pkg == "os":
		flags := ""
		if len(c.call.Args) > 1 {
			ast.Inspect(c.call.Args[1], func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					flags += id.Name + " "
				}
				return true
			})
		}
		return strings.Contains(flags, "O_CREATE") || strings.Contains(flags, "O_WRONLY") || strings.Contains(flags, "O_RDWR") || strings.Contains(flags, "O_APPEND")
	case c.pkg == "database/sql" || strings.HasSuffix(c.pkg, "/sqlx"):
		return strings.HasPrefix(first, "sqlite") || first == "libsql" || first == "duckdb" || first == "ql"
	}
	return true
}

// wrote notes what an expression for a written path says.
func wrote(l *listen, found map[string]detect.Write, p *detect.Program, x expr, isDir bool) {
	if x.expr == nil {
		return
	}
	at := l.s.at(x.file, x.pos)
	e := paths{l: l, known: map[ast.Expr][]knownPath{}}
	for _, file := range e.of(x.file, x.expr, 0) {
		text := file.text
		if rest, ok := strings.CutPrefix(text, "file:"); ok {
			text = strings.TrimPrefix(rest, "//")
		}
		text, _, _ = strings.Cut(text, "?")
		if text == "" || strings.HasPrefix(text, ":") || !directory.MatchString(text) || strings.Contains(file.text, "mode=memory") {
			continue
		}
		fleeting := detect.Fleeting.MatchString(text)
		if text = path.Clean(text); !isDir && !file.open {
			text = path.Dir(text)
		}
		switch {
		case text == "/tmp" || strings.HasPrefix(text, "/tmp/"):
			p.Temp = append(p.Temp, at)
			continue
		case text == ".." || strings.HasPrefix(text, "../") || detect.SystemDir.MatchString(text) || text == "." && isDir:
			continue
		}
		w, known := found[text]
		w.Dir, w.Keep = text, w.Keep || !fleeting
		if !known || len(w.Because) < 2 && w.Because[0] != at {
			w.Because = append(w.Because, at)
		}
		found[text] = w
	}
}

// directory is a path as programs name their own directories.
var directory = pattern.New(`^[A-Za-z0-9._/-]+$`)
