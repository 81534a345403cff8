package golang

import (
	"go/ast"
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// writer is a call that writes to a file or directory.
type writer struct {
	pkg  string // "" for a method of any value
	name string
	arg  int
	dir  bool // the argument is a directory
}

func knownWriters() []writer {
	return []writer{
		{"os", "MkdirAll", 0, true}, {"os", "Mkdir", 0, true}, {"os", "Create", 0, false}, {"os", "WriteFile", 0, false}, {"io/ioutil", "WriteFile", 0, false},
		{"os", "OpenFile", 0, false}, {"os", "CreateTemp", 0, true}, {"os", "MkdirTemp", 0, true}, {"", "SaveUploadedFile", 1, false}, {"", "SaveFile", 1, false},
		{"database/sql", "Open", 1, false}, {"github.com/jmoiron/sqlx", "Open", 1, false}, {"github.com/jmoiron/sqlx", "Connect", 1, false}, {"github.com/jmoiron/sqlx", "MustConnect", 1, false},
		{"gorm.io/driver/sqlite", "Open", 0, false}, {"github.com/glebarez/sqlite", "Open", 0, false}, {"zombiezen.com/go/sqlite", "OpenConn", 0, false}, {"zombiezen.com/go/sqlite", "NewPool", 0, false},
		{"go.etcd.io/bbolt", "Open", 0, false}, {"github.com/boltdb/bolt", "Open", 0, false}, {"github.com/asdine/storm", "Open", 0, false}, {"github.com/tidwall/buntdb", "Open", 0, false},
		{"github.com/dgraph-io/badger", "DefaultOptions", 0, true}, {"github.com/cockroachdb/pebble", "Open", 0, true}, {"github.com/syndtr/goleveldb", "OpenFile", 0, true},
		{"github.com/blevesearch/bleve", "New", 0, true}, {"github.com/dgraph-io/badger", "Open", 0, true},
	}
}

// writeMarks are texts of which a file that writes must hold one.
var writeMarks = []string{"Mkdir", "os.Create", "WriteFile(", "OpenFile(", "SaveUploadedFile(", "SaveFile(", ".Open(", "Connect(", "NewPool(", "DefaultOptions(", "bleve", "lumberjack"}

// writes finds the directories that the program writes to.
func writes(l *listen, p *detect.Program) {
	writers := map[string][]writer{}
	for _, row := range knownWriters() {
		writers[row.name] = append(writers[row.name], row)
	}
	found := map[string]detect.Write{}
	for _, d := range l.dirs {
		if !marked(l, d, writeMarks) {
			continue
		}
		facts := l.s.of(d)
		for _, c := range facts.calls {
			for _, row := range writers[c.name] {
				if row.pkg == "" == (c.pkg == "") && (row.pkg == "" || within(c.pkg, row.pkg)) && len(c.call.Args) > row.arg && writable(c) {
					wrote(l, found, p, expr{file: c.file, expr: c.call.Args[row.arg], pos: c.call.Pos()}, row.dir)
				}
			}
		}
		for _, x := range facts.fields["Filename"] {
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

// marked reports whether any file of a package holds one of the texts.
func marked(l *listen, dir string, marks []string) bool {
	for _, f := range l.s.files(dir) {
		if f.telling && pattern.Holds(f.text, marks) { // only these have facts
			return true
		}
	}
	return false
}

// directory is a path as programs name their own directories.
var directory = pattern.New(`^[A-Za-z0-9._/-]+$`)
