package golang

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

const modText = "module example.com/app\n\ngo 1.26\n"

// mainFile makes a main function of its body.
func mainFile(imports, body string) string {
	text := "package main\n\nimport (\n"
	for _, i := range strings.Fields(imports) {
		text += "\t\"" + i + "\"\n"
	}
	return text + ")\n\nfunc main() {\n" + body + "\n}\n"
}

func TestGoRunFiles(t *testing.T) {
	for name, c := range map[string]struct {
		imports, body string
		want          []string
	}{
		"glob":        {"html/template", `template.Must(template.ParseGlob("templates/*.html"))`, []string{"templates"}},
		"files":       {"html/template", `template.ParseFiles("templates/a.html", "templates/b.html")`, []string{"templates/a.html"}},
		"directory":   {"net/http", `http.FileServer(http.Dir("./static"))`, []string{"static"}},
		"read":        {"os", `os.ReadFile("config.yaml")`, []string{"config.yaml"}},
		"joined":      {"os path/filepath", `os.Open(filepath.Join("static", "site.css"))`, []string{"static/site.css"}},
		"joined late": {"os path/filepath", `os.Open(filepath.Join("static", os.Args[1]))`, []string{"static"}},
		"constant":    {"os", "const file = \"config.yaml\"\nos.ReadFile(file)", []string{"config.yaml"}},
		"gin":         {"github.com/gin-gonic/gin", `r := gin.New(); r.Static("/assets", "./static"); r.LoadHTMLGlob("templates/*")`, []string{"static", "templates"}},
		"list":        {"html/template", "files := []string{\"./templates/a.html\", \"static/site.css\"}\ntemplate.ParseFiles(files...)", []string{"templates/a.html", "static/site.css"}},
		"list grown":  {"html/template", "files := []string{\"templates/a.html\"}\nfiles = append(files, \"config.yaml\")\ntemplate.ParseFiles(files...)", []string{"templates/a.html", "config.yaml"}},
		"summed":      {"html/template os", `template.ParseFiles("templates/" + os.Args[1] + ".html")`, []string{"templates"}},
		"summed all":  {"os", "const dir = \"templates\"\nos.ReadFile(dir + \"/a.html\")", []string{"templates/a.html"}},
		"printed":     {"fmt html/template os", `template.ParseFiles(fmt.Sprintf("./templates/%s.html", os.Args[1]))`, []string{"templates"}},
		"viper":       {"github.com/spf13/viper", `viper.AddConfigPath("."); viper.SetConfigName("config")`, []string{"config.yaml"}},
		"viper other": {"github.com/spf13/viper", `v := viper.New(); v.SetConfigName("settings")`, nil},
		"cleanenv":    {"github.com/ilyakaznacheev/cleanenv", "var c struct{}\ncleanenv.ReadConfig(\"config.yaml\", &c)", []string{"config.yaml"}},
		"argument":    {"os github.com/alecthomas/kingpin/v2", "file := kingpin.Flag(\"file\", \"what to read\").Default(\"config.yaml\").String()\nload(*file)\n}\n\nfunc load(name string) {\nos.Open(name)", []string{"config.yaml"}},
		"missing":     {"os", `os.ReadFile("nowhere.txt")`, nil},
		"absolute":    {"os", `os.ReadFile("/etc/hosts")`, nil},
		"outside":     {"os", `os.ReadFile("../secret")`, nil},
		"dotenv":      {"os", `os.ReadFile(".env")`, nil},
		"built":       {"net/http", `http.Dir("web/dist")`, []string{"web/dist"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile(c.imports, c.body), "templates/a.html": "", "static/site.css": "",
				"config.yaml": "", ".env": "A=b"})
			var got []string
			for _, f := range s.Go.Programs[0].RunFiles {
				got = append(got, f.Opened)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestGoSources(t *testing.T) {
	s := one(t, map[string]string{
		"go.mod":                 modText,
		"main.go":                mainFile("example.com/app/internal/web", "web.Run()"),
		"internal/web/web.go":    "package web\n\nimport _ \"example.com/app/ui\"\n\nfunc Run() {}\n",
		"ui/ui.go":               "package ui\n\nimport \"embed\"\n\n//go:embed dist/* \"all:with space\"\nvar FS embed.FS\n",
		"ui/package.json":        "{}",
		"ui/dist/index.html":     "",
		"ui/with space/x":        "",
		"unused/unused.go":       "package unused\n",
		"internal/web/w_test.go": "package web\n",
	})
	if want := []string{"*.go", "internal", "ui/*.go", "ui/dist", "ui/with space"}; !slices.Equal(s.Go.Programs[0].Sources, want) {
		t.Errorf("%q, want %q", s.Go.Programs[0].Sources, want)
	}
	if !s.Go.Tests {
		t.Error("no tests are seen")
	}
}

func TestGoNeeds(t *testing.T) {
	s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile("crypto/tls time os os/user os/exec github.com/mattn/go-sqlite3 C",
		"time.LoadLocation(\"Europe/Vienna\")\nuser.Current()\nos.CreateTemp(\"\", \"x\")\nexec.Command(\"git\", \"log\")")})
	p := s.Go.Programs[0]
	if len(p.Certs) == 0 || len(p.Zones) == 0 || len(p.Users) == 0 || len(p.Temp) == 0 || len(p.Run) != 1 || p.Run[0].Value != "git" {
		t.Errorf("certificates %v, zones %v, users %v, temporary files %v, programs %v", p.Certs, p.Zones, p.Users, p.Temp, p.Run)
	}
	var cgo []string
	for _, c := range p.Cgo {
		cgo = append(cgo, c.Module)
	}
	if want := []string{"github.com/mattn/go-sqlite3", "C"}; !slices.Equal(cgo, want) {
		t.Errorf("cgo %v, want %v", cgo, want)
	}
}

func TestGoWorkspace(t *testing.T) {
	server := mainFile("net/http example.com/lib", `http.ListenAndServe(":8080", nil); lib.X()`)
	files := map[string]string{
		"go.work":    "go 1.26\n\nuse (\n\t./api\n\t./lib\n)\n",
		"api/go.mod": "module example.com/api\n\ngo 1.26\n", "api/main.go": server,
		"lib/go.mod": "module example.com/lib\n\ngo 1.26\n", "lib/lib.go": "package lib\n\nfunc X() {}\n",
	}
	s := one(t, files)
	if s.Dir != "." || s.Context != "." || s.Go.Work != "go.work" {
		t.Errorf("directory %s, context %s, %s; the only service has its files at the workspace's root", s.Dir, s.Context, s.Go.Work)
	}
	if want := []string{"api/*.go", "lib"}; !slices.Equal(s.Go.Programs[0].Sources, want) {
		t.Errorf("sources %q, want %q", s.Go.Programs[0].Sources, want)
	}
	files["go.work"] += "\nuse ./jobs\n"
	files["jobs/go.mod"], files["jobs/main.go"] = "module example.com/jobs\n\ngo 1.26\n", server
	report, err := detect.Scan(moduleRepo(files), []detect.Language{Read})
	if err != nil || len(report.Stacks) != 2 || report.Stacks[0].Dir != "api" || report.Stacks[1].Dir != "jobs" {
		t.Errorf("%v, %+v; want api and jobs", err, report.Stacks)
	}
}

func TestGoLinked(t *testing.T) {
	s := one(t, map[string]string{"go.mod": modText, "build/build.go": "package build\n\nvar Version string\n",
		"main.go":  "package main\n\nimport _ \"example.com/app/build\"\n\nvar (\n\tcommit = \"none\"\n\tversion = read()\n)\n\nfunc main() {}\n\nfunc read() string { return \"\" }\n",
		"Makefile": "build:\n\tgo build -ldflags \"-X example.com/app/build.Version=$(VERSION) -X example.com/nowhere.Version=1\"\n"})
	var got []string
	for _, l := range s.Go.Programs[0].Linked {
		got = append(got, l.Symbol+" "+l.Role)
	}
	if want := []string{"example.com/app/build.Version version", "main.commit revision"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestGoPrivate(t *testing.T) {
	s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile("", ""), "Makefile": "export GOPRIVATE := github.com/acme/*\n"})
	if s.Go.Private.Value != "github.com/acme/*" || s.Go.Private.Because[0].Line != 1 {
		t.Errorf("%+v", s.Go.Private)
	}
}

// TestGoMerged holds that a path is compared with those above it and not with all that are kept.
func TestGoMerged(t *testing.T) {
	if got := merged([]string{"b/c", "a-b", "a", "a/b", "b/c/d", "b/cd", "a/b/c"}); !slices.Equal(got, []string{"a", "a-b", "b/c", "b/cd"}) {
		t.Errorf("got %q", got)
	}
	if got := merged([]string{"a", ".", "*.go"}); !slices.Equal(got, []string{"*.go", "."}) {
		t.Errorf("got %q", got)
	}
}

// TestGoForeignMain holds which directories hold a program that is not wanted, among names that sort between.
func TestGoForeignMain(t *testing.T) {
	s := &source{mains: []string{"a", "a-b", "a/b", "c/d"}}
	for dir, want := range map[string]bool{".": true, "a": true, "a/b": false, "a-b": true, "b": false, "c": true, "c/d": true, "c/e": false} {
		if got := foreignMain(s, dir, map[string]bool{"a/b": true}); got != want {
			t.Errorf("%s: %v", dir, got)
		}
	}
	if foreignMain(s, "a", map[string]bool{"a": true, "a/b": true}) {
		t.Error("a wanted program is foreign")
	}
}

// TestGoClosure reads packages that import each other in rings and by several ways, each file once.
func TestGoClosure(t *testing.T) {
	files := map[string]string{"go.mod": modText, "main.go": mainFile("example.com/app/a example.com/app/b net/http", ""),
		"a/a.go": "package a\n\nimport (\n\t\"fmt\"\n\n\t\"example.com/app/c\"\n)\n", "a/a_windows.go": "package a\n\nimport \"example.com/app/w\"\n", "a/odd.go": "no Go\n",
		"b/b.go": "package b\n\nimport (\n\t\"example.com/app/a\"\n\t\"fmt\"\n)\n", "c/c.go": "package c\n\nimport \"example.com/app/b\"\n", "w/w.go": "package w\n"}
	tr, err := detect.Walk(repo(files))
	if err != nil {
		t.Fatal(err)
	}
	s := newSource(tr, &module{dir: ".", path: "example.com/app"})
	dirs, foreign := s.closure(".")
	if got := strings.Join(dirs, " "); got != ". a b c" {
		t.Errorf("directories %s", got)
	}
	if len(foreign) != 2 || foreign[0].path != "net/http" || foreign[1].at.String() != "a/a.go:4" {
		t.Errorf("foreign %+v", foreign)
	}
	if _, read := tr.Texts["w/w.go"]; read {
		t.Error("a package is read that the program does not import")
	}
	before := s.files("a")
	if s.closure("."); len(before) != 1 || s.files("a")[0] != before[0] {
		t.Error("read again")
	}
}

func TestGoModules(t *testing.T) {
	const mod = "module example.com/%\n\ngo 1.26\n"
	server, worker := mainFile("net/http", `http.ListenAndServe(":8080", nil)`), mainFile("", "select {}")
	for name, c := range map[string]struct {
		mains map[string]string // directory of a module -> its program
		want  string
		noted string
	}{
		"a worker":       {map[string]string{"api": server, "worker": worker}, "api worker", ""},
		"nested":         {map[string]string{"services/api": server, "services/mailer": worker, "services/web": server}, "services/api services/mailer services/web", ""},
		"tools":          {map[string]string{"api": server, "tools": worker}, "api", "tools"},
		"root and below": {map[string]string{".": server, "examples/one": worker}, ".", "examples/one"},
		"none listens":   {map[string]string{"one": worker, "two": worker}, "one two", ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for dir, text := range c.mains {
				files[path.Join(dir, "go.mod")], files[path.Join(dir, "main.go")] = strings.ReplaceAll(mod, "%", dir), text
			}
			report, err := detect.Scan(moduleRepo(files), []detect.Language{Read})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			noted := ""
			for _, s := range report.Stacks {
				got = append(got, s.Dir)
				for _, n := range s.Notes {
					noted += n.Text
				}
			}
			if strings.Join(got, " ") != c.want || c.noted != "" && !strings.Contains(noted, c.noted) {
				t.Errorf("%q, notes %q; want %q, and %q noted", got, noted, c.want, c.noted)
			}
		})
	}
}

func TestGoReplacedAbove(t *testing.T) {
	s := one(t, map[string]string{"go.mod": modText + "\nreplace example.com/lib => ../../lib\n", "main.go": mainFile("", "")})
	if s.Refusal == nil || !strings.Contains(s.Refusal.Add, "run msgen in ../.., which") {
		t.Errorf("%+v", s.Refusal)
	}
}

// TestGoPortScope holds that a number counts as the port only where it can be the one that is listened on.
func TestGoPortScope(t *testing.T) {
	for name, c := range map[string]struct {
		imports, body, more string
		port                int
		env, flag           string
	}{
		"a variable of another function": {"net/http", "hp := addr()\nhttp.ListenAndServe(hp, nil)", "func addr() string { port := \":8080\"; return port }\nfunc dial() { hp := \":9090\"; _ = hp }", 8080, "", ""},
		"a duration":                     {"net/http time", "s := &http.Server{Addr: addr(30 * time.Second)}\ns.ListenAndServe()", "func addr(d any) string { return text }\nvar text = \":8080\"", 8080, "", ""},
		"a size":                         {"net/http", "http.ListenAndServe(addr(), nil)", "const minSize = 1024\nfunc addr() string { return pick(minSize, \":8080\") }", 8080, "", ""},
		"the second value":               {"net/http", "network, a := split(\":8080\")\nhttp.ListenAndServe(a, nil)\n_ = network", "func split(s string) (string, string) { return \"tcp\", s }", 8080, "", ""},
		"another module's server":        {"net/http github.com/emersion/go-smtp", "m := smtp.NewServer(nil)\nm.Addr = \":2525\"\ngo http.ListenAndServe(\":8080\", nil)\nm.ListenAndServe()", "", 8080, "", ""},
		"kingpin":                        {"net/http github.com/alecthomas/kingpin/v2", "a := kingpin.Flag(\"listen\", \"where\").Default(\"127.0.0.1:8080\").Envar(\"LISTEN\").String()\nhttp.ListenAndServe(*a, nil)", "", 8080, "LISTEN", "--listen"},
		"an exporter's toolkit":          {"net/http github.com/prometheus/exporter-toolkit/web/kingpinflag github.com/alecthomas/kingpin/v2", "kingpinflag.AddFlags(kingpin.CommandLine, \":9115\")", "", 9115, "", ""},
		"a variable of urfave/cli":       {"net/http github.com/urfave/cli/v2", "f := &cli.StringFlag{Name: \"listen\", Value: \":8080\", EnvVars: []string{\"APP_LISTEN\"}}\nrun := func(c *cli.Context) { http.ListenAndServe(c.String(\"listen\"), nil) }", "", 8080, "APP_LISTEN", "--listen"},
	} {
		t.Run(name, func(t *testing.T) {
			p := one(t, map[string]string{"go.mod": modText, "main.go": mainFile(c.imports, c.body) + c.more}).Go.Programs[0]
			if p.Port.Value != c.port || p.PortEnv.Value != c.env || c.flag != "" && !slices.ContainsFunc(p.Options, func(o detect.Option) bool { return o.Name == c.flag }) {
				t.Errorf("port %d (%v), variable %q, options %v", p.Port.Value, p.Port.Because, p.PortEnv.Value, p.Options)
			}
		})
	}
}

// TestGoExampleModules holds that a module of examples is no service beside one that listens.
func TestGoExampleModules(t *testing.T) {
	server := mainFile("net/http", `http.ListenAndServe(":8080", nil)`)
	s := one(t, map[string]string{"go.mod": modText, "cmd/app/main.go": server, "examples/own/go.mod": "module example.com/own\n\ngo 1.26\n", "examples/own/main.go": server})
	if s.Dir != "." || len(s.Notes) == 0 {
		t.Errorf("%s, notes %v", s.Dir, s.Notes)
	}
}
