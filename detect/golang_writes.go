package detect

import (
	"go/ast"
	"path"
	"sort"
	"strings"
)

// goWriter is a call that writes to a file or directory.
type goWriter struct {
	pkg  string // "" for a method of any value
	name string
	arg  int
	dir  bool // the argument is a directory
}

func goWriters() []goWriter {
	return []goWriter{
		{"os", "MkdirAll", 0, true}, {"os", "Mkdir", 0, true}, {"os", "Create", 0, false}, {"os", "WriteFile", 0, false}, {"io/ioutil", "WriteFile", 0, false},
		{"os", "OpenFile", 0, false}, {"os", "CreateTemp", 0, true}, {"os", "MkdirTemp", 0, true}, {"", "SaveUploadedFile", 1, false}, {"", "SaveFile", 1, false},
		{"database/sql", "Open", 1, false}, {"github.com/jmoiron/sqlx", "Open", 1, false}, {"github.com/jmoiron/sqlx", "Connect", 1, false}, {"github.com/jmoiron/sqlx", "MustConnect", 1, false},
		{"gorm.io/driver/sqlite", "Open", 0, false}, {"github.com/glebarez/sqlite", "Open", 0, false}, {"zombiezen.com/go/sqlite", "OpenConn", 0, false}, {"zombiezen.com/go/sqlite", "NewPool", 0, false},
		{"go.etcd.io/bbolt", "Open", 0, false}, {"github.com/boltdb/bolt", "Open", 0, false}, {"github.com/asdine/storm", "Open", 0, false}, {"github.com/tidwall/buntdb", "Open", 0, false},
		{"github.com/dgraph-io/badger", "DefaultOptions", 0, true}, {"github.com/cockroachdb/pebble", "Open", 0, true}, {"github.com/syndtr/goleveldb", "OpenFile", 0, true},
		{"github.com/blevesearch/bleve", "New", 0, true}, {"github.com/dgraph-io/badger", "Open", 0, true},
	}
}

// goWriteMarks are texts of which a file that writes must hold one.
var goWriteMarks = []string{"Mkdir", "os.Create", "WriteFile(", "OpenFile(", "SaveUploadedFile(", "SaveFile(", ".Open(", "Connect(", "NewPool(", "DefaultOptions(", "bleve", "lumberjack"}

var (
	goFleeting = lazy(`(?i)(?:^|[/._-])(?:cache|te?mp)(?:$|[/._-])`)
	goSystem   = lazy(`^/(?:$|(?:dev|proc|sys|etc|usr|bin|sbin|lib|boot|root|run/secrets)(?:/|$))`)
)

// writes finds the directories that the program writes to.
func (l *goListen) writes(p *Program) {
	writers := map[string][]goWriter{}
	for _, row := range goWriters() {
		writers[row.name] = append(writers[row.name], row)
	}
	found := map[string]Write{}
	for _, d := range l.dirs {
		if !l.marked(d, goWriteMarks) {
			continue
		}
		facts := l.s.of(d)
		for _, c := range facts.calls {
			for _, row := range writers[c.name] {
				if row.pkg == "" == (c.pkg == "") && (row.pkg == "" || goIsModule(c.pkg, row.pkg)) && len(c.call.Args) > row.arg && goWritable(c) {
					l.wrote(found, p, goExpr{file: c.file, expr: c.call.Args[row.arg], pos: c.call.Pos()}, row.dir)
				}
			}
		}
		for _, x := range facts.fields["Filename"] {
			if x.file.names["lumberjack"] != "" {
				l.wrote(found, p, x, false)
			}
		}
	}
	for _, w := range found {
		p.Writes = append(p.Writes, w)
	}
	sort.Slice(p.Writes, func(i, j int) bool { return p.Writes[i].Dir < p.Writes[j].Dir })
	p.Writes = goOuter(p.Writes)
}

// goWritable reports whether a call that opens a file or a database does so to write.
func goWritable(c goCall) bool {
	first := goLiteral(c.call.Args[0])
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
func (l *goListen) wrote(found map[string]Write, p *Program, x goExpr, isDir bool) {
	if x.expr == nil {
		return
	}
	at := l.s.at(x.file, x.pos)
	e := goPaths{l: l, known: map[ast.Expr][]goPath{}}
	for _, file := range e.of(x.file, x.expr, 0) {
		text := file.text
		if rest, ok := strings.CutPrefix(text, "file:"); ok {
			text = strings.TrimPrefix(rest, "//")
		}
		text, _, _ = strings.Cut(text, "?")
		if text == "" || strings.HasPrefix(text, ":") || !goDirectory.MatchString(text) || strings.Contains(file.text, "mode=memory") {
			continue
		}
		fleeting := goFleeting.MatchString(text)
		if text = path.Clean(text); !isDir && !file.open {
			text = path.Dir(text)
		}
		switch {
		case text == "/tmp" || strings.HasPrefix(text, "/tmp/"):
			p.Temp = append(p.Temp, at)
			continue
		case text == ".." || strings.HasPrefix(text, "../") || goSystem.MatchString(text) || text == "." && isDir:
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

// goOuter drops directories that lie in others which are written as well.
func goOuter(sorted []Write) []Write {
	var out []Write
	for _, w := range sorted {
		inner := false
		for i, o := range out {
			if w.Dir != o.Dir && (strings.HasPrefix(w.Dir, o.Dir+"/") || o.Dir == "." && !path.IsAbs(w.Dir)) {
				out[i].Keep, inner = o.Keep || w.Keep, true
			}
		}
		if !inner {
			out = append(out, w)
		}
	}
	return out
}

// marked reports whether any file of a package holds one of the texts.
func (l *goListen) marked(dir string, marks []string) bool {
	for _, f := range l.s.files(dir) {
		if holds(f.text, marks) {
			return true
		}
	}
	return false
}

// goDirectory is a path as programs name their own directories.
var goDirectory = lazy(`^[A-Za-z0-9._/-]+$`)
