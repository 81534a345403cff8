package golang

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
)

// opener is a call that opens files by a path.
type opener struct {
	pkg  string // "" for a method of any value
	name string
	arg  int // -1: all arguments
}

func knownOpeners() []opener {
	return []opener{
		{"html/template", "ParseGlob", 0}, {"html/template", "ParseFiles", -1}, {"text/template", "ParseGlob", 0}, {"text/template", "ParseFiles", -1},
		{"", "ParseGlob", 0}, {"", "ParseFiles", -1}, {"net/http", "Dir", 0}, {"net/http", "ServeFile", 2}, {"os", "ReadFile", 0}, {"os", "Open", 0},
		{"os", "DirFS", 0}, {"os", "ReadDir", 0}, {"os", "OpenRoot", 0}, {"io/ioutil", "ReadFile", 0}, {"io/ioutil", "ReadDir", 0}, {"path/filepath", "Glob", 0},
		{"", "LoadHTMLGlob", 0}, {"", "LoadHTMLFiles", -1}, {"", "Static", 1}, {"", "StaticFile", 1}, {"", "File", 0}, {"", "File", 1}, {"", "SendFile", 0},
		{"", "HandleDir", 1}, {"", "AddConfigPath", 0}, {"", "SetConfigFile", 0}, {"", "SetConfigName", 0}, {"github.com/gofiber/template", "New", 0},
		{"github.com/gofiber/fiber/v3/middleware/static", "New", 0}, {"github.com/labstack/echo/v4/middleware", "Static", 0},
		{"github.com/golang-migrate/migrate", "New", 0}, {"github.com/golang-migrate/migrate", "NewWithDatabaseInstance", 0},
		{"github.com/pressly/goose", "Up", 1}, {"github.com/BurntSushi/toml", "DecodeFile", 0},
		{"github.com/go-ini/ini", "Load", -1}, {"gopkg.in/ini.v1", "Load", -1}, {"github.com/ilyakaznacheev/cleanenv", "ReadConfig", 0},
		{"github.com/spf13/viper", "SetConfigFile", 0}, {"github.com/spf13/viper", "AddConfigPath", 0}, {"github.com/spf13/viper", "SetConfigName", 0},
		{"github.com/knadh/koanf", "Provider", 0}, {"github.com/jinzhu/configor", "Load", 1},
	}
}

// runFiles finds the files of the repository that the program opens by a relative path.
func runFiles(l *listen, p *detect.Program) {
	seen := map[string]bool{}
	openers := map[string][]opener{}
	for _, row := range knownOpeners() {
		openers[row.name] = append(openers[row.name], row)
	}
	for _, d := range l.dirs {
		if !marked(l, d, openMarks) {
			continue
		}
		for _, c := range l.s.of(d).calls {
			for _, row := range openers[c.name] {
				if row.pkg == "" != (c.pkg == "") || row.pkg != "" && !within(c.pkg, row.pkg) && !strings.HasPrefix(c.pkg, row.pkg+"/") {
					continue
				}
				for i, arg := range c.call.Args {
					if row.arg >= 0 && i != row.arg {
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
			}
		}
	}
}

// openMarks are texts of which a file that opens files by name must hold one.
var openMarks = []string{"ParseGlob(", "ParseFiles(", "http.Dir(", "ServeFile(", "ReadFile(", "os.Open(", "DirFS(", "ReadDir(", "OpenRoot(", "Glob(", "LoadHTML", "Static",
	".File(", "SendFile(", "HandleDir(", "AddConfigPath(", "SetConfigFile(", "SetConfigName(", ".New(", "NewWithDatabaseInstance(", ".Up(", "DecodeFile("}

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
	if builtName[path.Base(text)] {
		return detect.RunFile{Path: path.Join(l.s.m.dir, text), Opened: text, Because: at, Missing: true}, true
	}
	return detect.RunFile{}, false
}

// builtName are the directories that builds of front ends fill.
var builtName = set("dist build out")
