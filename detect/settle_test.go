package detect

import (
	"fmt"
	"strings"
	"testing"
)

// known is a fact that some line speaks for.
func known[T any](v T) Fact[T] { return NewFact(v, Evidence{Path: "x", Line: 1}) }

func program(stack, dir string) Stack {
	return Stack{Name: dirName(dir), Dir: dir, Context: dir, Stack: stack, Language: stack, Start: known([]string{"run"})}
}

func site(dir, output string) Stack {
	return Stack{Name: dirName(dir), Dir: dir, Context: dir, Stack: "node", Language: "JavaScript",
		Build: known([]string{"npm", "run", "build"}), Node: &Node{Static: &Static{Output: known(output)}}}
}

func idle(stack, dir string) Stack {
	return Stack{Name: dirName(dir), Dir: dir, Context: dir, Stack: stack, Language: stack, Manager: known("x")}
}

// outline prints stacks as name:stack@dir, and their assets as +dir>into.
func outline(stacks []Stack) string {
	var out []string
	for _, s := range stacks {
		line := fmt.Sprintf("%s:%s@%s", s.Name, s.Stack, s.Dir)
		if s.Assets != nil {
			line += "+" + s.Assets.Dir + ">" + s.Assets.Into.Value
		}
		if len(s.Notes) > 0 {
			line += "!"
		}
		out = append(out, line)
	}
	return strings.Join(out, " ")
}

func TestSettle(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  map[string]string
		stacks []Stack
		want   string
	}{
		{"one alone", nil, []Stack{program("go", ".")}, ".:go@."},
		{"go embeds what the front end leaves elsewhere", map[string]string{"internal/ui/ui.go": "//go:embed all:dist\n"},
			[]Stack{program("go", "."), site("web", "web/dist")}, ".:go@.+web>internal/ui/dist"},
		{"go embeds the output itself", map[string]string{"web/embed.go": "//go:embed dist/*\n", "web/dist/.gitkeep": ""},
			[]Stack{site("web", "web/dist"), program("go", ".")}, ".:go@.+web>web/dist"},
		{"go embeds something of its own", map[string]string{"web.go": "//go:embed static\n", "static/a.css": "", "static/b.css": ""},
			[]Stack{program("go", "."), site("web", "web/static")}, ".:go@. web:node@web"},
		{"an embed in a test says nothing", map[string]string{"a_test.go": "//go:embed web/dist\n"},
			[]Stack{program("go", "."), site("web", "web/dist")}, ".:go@. web:node@web"},
		{"go serves a directory", map[string]string{"main.go": "http.Dir(\"./web/dist\")\n"},
			[]Stack{program("go", "."), site("web", "web/dist")}, ".:go@.+web>web/dist"},
		{"python joins a path", map[string]string{"api/app/main.py": "DIST = ROOT / \"frontend\" / \"build\"\n"},
			[]Stack{program("python", "api"), site("frontend", "frontend/build")}, "api:python@api+frontend>frontend/build"},
		{"python names another directory", map[string]string{"api/main.py": "x = 'myfrontend/build'\ny = 'frontend/builder'\n"},
			[]Stack{program("python", "api"), site("frontend", "frontend/build")}, "api:python@api frontend:node@frontend"},
		{"the output goes into the back end", nil,
			[]Stack{program("python", "server"), site("ui", "server/static")}, "server:python@server+ui>server/static"},
		{"java serves its class path", nil,
			[]Stack{program("java", "."), site("src/main/webapp-src", "src/main/resources/static/app")}, ".:java@.+src/main/webapp-src>src/main/resources/static/app"},
		{"express serves the client", map[string]string{"index.js": "app.use(express.static(path.join(__dirname, 'client', 'build')))\n"},
			[]Stack{program("node", "."), site("client", "client/build")}, ".:node@.+client>client/build"},
		{"express serves something else", map[string]string{"index.js": "app.use(express.static('public'))\n"},
			[]Stack{program("node", "."), site("admin", "admin/dist")}, ".:node@. admin:node@admin"},
		{"a package.json beside a back end", nil, []Stack{program("python", "."), site(".", "static/dist")}, ".:python@.+.>static/dist"},
		{"a server with a start stays", nil, []Stack{program("python", "."), program("node", "web")}, ".:python@. web:node@web"},
		{"tools beside a program", nil, []Stack{idle("node", "."), program("go", ".")}, ".:go@.!"},
		{"tools elsewhere stay", nil, []Stack{idle("node", "e2e"), program("go", ".")}, ".:go@. e2e:node@e2e"},
		{"nothing to start at all", nil, []Stack{idle("node", "."), idle("python", ".")}, ".-node:node@. .-python:python@."},
		{"one name twice", nil, []Stack{program("go", "b/api"), program("go", "a/api"), program("go", "web")}, "a-api:go@a/api b-api:go@b/api web:go@web"},
		{"two programs in one directory", nil, []Stack{program("go", "a"), program("python", "a"), program("go", "a")}, "a-go-1:go@a a-python:python@a a-go-2:go@a"},
	} {
		report := Report{Stacks: c.stacks}
		settle(inMemory(t, c.files), &report)
		if got := outline(report.Stacks); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestOutputOfAScript(t *testing.T) {
	for script, want := range map[string]string{
		"tailwindcss -i in.css -o ./static/css/site.css --minify": "web/static/css",
		"esbuild app.js --bundle --outdir=../static":              "static",
		"webpack": "",
	} {
		front := Stack{Stack: "node", Dir: "web", Node: &Node{}, Build: NewFact([]string{"npm"}, Evidence{Text: `"build": "` + script + `"`})}
		if got := outputOf(front).Value; got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	tr := inMemory(t, map[string]string{
		"a/x.js": "1", "a/y.ts": "123456", "a/z.tsx": "1", "a/dist/big.js": strings.Repeat("x", 1000),
		"b/A.java": "1", "b/B.kt": "12", "b/build.gradle.kts": "12345", "b/settings.gradle.kts": "12345",
		"c/x.rs": "", "c/y.php": "", "c/z.cs": "", "c/go.mod": "", "c/l.v": "",
	})
	for _, c := range []struct{ dir, among, want string }{
		{"a", "JavaScript TypeScript", "TypeScript"}, {"b", "Java Kotlin", "Kotlin"}, {"c", "Java Kotlin", "Java"}, {"c", "", ""},
	} {
		if got := tr.language(c.dir, strings.Fields(c.among)...); got != c.want {
			t.Errorf("%s: %q, want %q", c.dir, got, c.want)
		}
	}
	var got []string
	for _, n := range tr.languages("c") {
		got = append(got, n.language)
	}
	if want := "C# PHP Rust"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestStrangers(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  map[string]string
		stacks []Stack
		want   string
	}{
		{"an empty directory", nil, nil, "No program was found: the directory is empty."},
		{"only words", map[string]string{"README.md": "", "LICENSE": ""}, nil, "No program was found: the repository has 2 files, but none in a supported language."},
		{"ruby", map[string]string{"Gemfile": "\nsource 'x'\n", "a.rb": "", "b/c.rb": "", "spec/d.rb": ""}, nil,
			"2 Ruby files, Gemfile: msgen has no templates for Ruby yet. [Gemfile:2]"},
		{"no manifest", map[string]string{"src/a.lua": "x", "b.sh": "", "src/b.lua": ""}, nil,
			"2 Lua files: msgen has no templates for Lua yet. [src/a.lua:1]"},
		{"a family without a manifest", map[string]string{"notes/a.py": "x"}, nil,
			"1 Python file, but nothing that shows how to build or start a program. [notes/a.py:1]"},
		{"a service beside", map[string]string{"api/x.py": "", "shop/Gemfile": "x", "shop/app.rb": ""}, []Stack{program("python", "api")},
			"1 Ruby file, shop/Gemfile: msgen has no templates for Ruby yet. [shop/Gemfile:1]"},
		{"an extension", map[string]string{"api/Cargo.toml": "x", "api/src/lib.rs": ""}, []Stack{program("python", "api")}, ""},
		{"rails with a bundler", map[string]string{"package.json": "{}", "Gemfile": "x", "a.rb": ""}, []Stack{program("node", ".")},
			"1 Ruby file, Gemfile: msgen has no templates for Ruby yet. [Gemfile:1]"},
		{"a node module in Rust", map[string]string{"package.json": "{}", "Cargo.toml": "x", "a.rs": ""}, []Stack{program("node", ".")}, ""},
		{"a fixture", map[string]string{"a.go": "", "testdata/Gemfile": "x"}, []Stack{program("go", "a")}, ""},
		{"a page", map[string]string{"index.html": "<html>"}, nil, "No program was found: the repository has 1 file, but none in a supported language."},
	} {
		var got []string
		for _, n := range strangers(inMemory(t, c.files), c.stacks) {
			line := n.Text
			if len(n.Because) > 0 {
				line += fmt.Sprintf(" [%v]", n.Because[0])
			}
			got = append(got, line)
		}
		if s := strings.Join(got, " | "); s != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, s, c.want)
		}
	}
}

// TestWritesAmongCode holds that a written directory with parts of the program is marked, and one with data is not.
func TestWritesAmongCode(t *testing.T) {
	s := Stack{Stack: "python", Dir: "web", Writes: []Write{{Dir: "static", Keep: true}, {Dir: "data", Keep: true}, {Dir: "new", Keep: true}, {Dir: "/srv/web", Keep: true}}}
	tree := inMemory(t, map[string]string{"web/static/css/site.css": "a {}\n", "web/data/countries.csv": "a\n"})
	amongCode(tree, &s)
	if !s.Writes[0].Code || s.Writes[1].Code || s.Writes[2].Code || s.Writes[3].Code || len(s.Notes) != 1 {
		t.Errorf("%+v with %v", s.Writes, s.Notes)
	}
}
