package golang

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestGoWrites(t *testing.T) {
	for name, c := range map[string]struct {
		imports, body, more string
		want                []string // the directory, with a star where what is written is to stay
	}{
		"constant":     {"os", `os.MkdirAll(dir, 0o755)`, `const dir = "./data"`, []string{"data*"}},
		"cache":        {"os", `os.MkdirAll("var/cache", 0o755)`, "", []string{"var/cache"}},
		"file":         {"os", `os.Create("out/report.txt")`, "", []string{"out*"}},
		"beside":       {"os", `os.WriteFile("state.json", nil, 0o644)`, "", []string{".*"}},
		"appended":     {"os path/filepath", `os.OpenFile(filepath.Join("data", "journal.txt"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)`, "", []string{"data*"}},
		"only read":    {"os", `os.OpenFile("data/a.txt", os.O_RDONLY, 0)`, "", nil},
		"unknown name": {"os path/filepath", `os.Create(filepath.Join("uploads", os.Args[1]))`, "", []string{"uploads*"}},
		"summed":       {"os", `os.Create("./uploads/" + os.Args[1])`, "", []string{"uploads*"}},
		"printed":      {"os fmt", `os.Create(fmt.Sprintf("out/%d.txt", 1))`, "", []string{"out*"}},
		"log":          {"os", `os.OpenFile("logs/app.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)`, "", []string{"logs*"}},
		"sqlite":       {"database/sql", `sql.Open("sqlite3", "file:data/app.db?_fk=1")`, "", []string{"data*"}},
		"in memory":    {"database/sql", `sql.Open("sqlite", ":memory:"); sql.Open("sqlite", "file:x?mode=memory")`, "", nil},
		"postgres":     {"database/sql", `sql.Open("postgres", "host/db")`, "", nil},
		"gorm":         {"gorm.io/driver/sqlite gorm.io/gorm", `gorm.Open(sqlite.Open("store/test.db"), nil)`, "", []string{"store*"}},
		"bolt":         {"go.etcd.io/bbolt", `bbolt.Open("/var/lib/app/my.db", 0600, nil)`, "", []string{"/var/lib/app*"}},
		"badger":       {"github.com/dgraph-io/badger/v4", `badger.Open(badger.DefaultOptions("./badger"))`, "", []string{"badger*"}},
		"pebble":       {"github.com/cockroachdb/pebble", `pebble.Open("demo", nil)`, "", []string{"demo*"}},
		"lumberjack":   {"gopkg.in/natefinch/lumberjack.v2", `_ = &lumberjack.Logger{Filename: "var/log/app.log"}`, "", []string{"var/log*"}},
		"upload":       {"github.com/gin-gonic/gin", `var c *gin.Context; c.SaveUploadedFile(nil, "uploads/" + name)`, `var name string`, []string{"uploads*"}},
		"working":      {"os path/filepath", "wd, _ := os.Getwd()\nos.MkdirAll(filepath.Join(wd, \"data\"), 0o755)", "", []string{"data*"}},
		"executable":   {"os path/filepath", "exe, _ := os.Executable()\nos.MkdirAll(filepath.Join(filepath.Dir(exe), \"data\"), 0o755)", "", []string{"/data*"}},
		"fallback":     {"os cmp", `os.MkdirAll(cmp.Or(os.Getenv("DATA_DIR"), "data"), 0o755)`, "", []string{"data*"}},
		"flag":         {"os flag", `dir := flag.String("data", "./state", ""); os.MkdirAll(*dir, 0o755)`, "", []string{"state*"}},
		"field":        {"os path/filepath", `s := store{dir: "db"}; s.open()`, "type store struct{ dir string }\nfunc (s store) open() { os.MkdirAll(filepath.Join(s.dir, \"x\"), 0o755) }", []string{"db/x*"}},
		"argument":     {"os path/filepath", `open("db")`, "func open(dir string) { os.MkdirAll(dir, 0o755); os.Create(filepath.Join(dir, \"a\", \"b.txt\")) }", []string{"db*"}},
		"many callers": {"os", `save("a"); save("b"); save("c"); save("d")`, "func save(dir string) { os.MkdirAll(dir, 0o755) }", nil},
		"temporary":    {"os", `os.WriteFile("/tmp/x", nil, 0o600)`, "", nil},
		"system's":     {"os", `os.WriteFile("/etc/x", nil, 0o600); os.Create("../x"); os.OpenFile("/dev/null", os.O_RDWR, 0)`, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile(c.imports, c.body) + c.more + "\n"})
			var got []string
			for _, w := range s.Writes {
				got = append(got, w.Dir+strings.Repeat("*", map[bool]int{true: 1}[w.Keep]))
				if w.Because[0].Line == 0 {
					t.Errorf("no line: %+v", w)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestGoWritesManyWays follows a parameter through functions that all call each other: along every way it would not end.
func TestGoWritesManyWays(t *testing.T) {
	var more strings.Builder
	const n = 24
	for i := range n {
		fmt.Fprintf(&more, "func f%d(dir string) {\n\tos.MkdirAll(dir, 0o755)\n", i)
		for j := range n {
			fmt.Fprintf(&more, "\tf%d(filepath.Join(dir, \"x%d\"))\n", j, j)
		}
		more.WriteString("}\n")
	}
	begin := time.Now()
	one(t, map[string]string{"go.mod": modText, "main.go": mainFile("os path/filepath", `f0("data")`) + more.String()})
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("%v", took)
	}
}
