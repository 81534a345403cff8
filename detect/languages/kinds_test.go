package languages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestHostileTexts takes every text of a manifest on one line without what a terminal obeys, and no version of a megabyte.
func TestHostileTexts(t *testing.T) {
	const evil = "pay\u202e.gro\u202c \u2066x\u2069 \x1b[2J\u009b2J\u0007now"
	long := strings.Repeat("2", 1<<20)
	flask := map[string]string{"app.py": "from flask import Flask\napp = Flask(__name__)\n"}
	java := map[string]string{"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n"}
	python := func(description, version string) string {
		return fmt.Sprintf("[project]\nname = \"x\"\nversion = \"1\"\ndescription = %s\nrequires-python = \"%s\"\ndependencies = [\"flask\", \"gunicorn\"]\n", description, version)
	}
	spell := strings.NewReplacer("\x1b", `\u001b`, "\u009b", `\u009b`, "\a", `\u0007`).Replace(evil)
	for name, files := range map[string]map[string]string{
		"package.json":    over(nodeProgram, "package.json", `{"name": "`+spell+`", "description": "`+spell+`", "scripts": {"start": "node server.js"}}`),
		".nvmrc":          over(nodeProgram, ".nvmrc", long),
		"engines":         over(nodeProgram, "package.json", `{"engines": {"node": "`+long+`"}, "scripts": {"start": "node server.js"}}`),
		"pyproject.toml":  over(flask, "pyproject.toml", python(`"`+spell+`"`, ">=3.12")),
		".python-version": over(flask, "requirements.txt", "flask\n", ".python-version", long),
		"requires-python": over(flask, "pyproject.toml", python(`"x"`, long)),
		"pom.xml":         over(java, "pom.xml", "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version><description>pay\u202e.gro\u202c \u2066x\u2069</description></project>"),
		".sdkmanrc":       over(java, "pom.xml", "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version></project>", ".sdkmanrc", "java="+long+"\n"),
		"go.mod":          {"go.mod": "module e.com/x\n\ngo 1." + long[:9] + "\n", "main.go": "package main\n\nfunc main() {}\n"},
	} {
		report, err := Scan(inMemory(t, files).FS)
		if err != nil {
			if len(err.Error()) > 400 || strings.ContainsFunc(err.Error(), steering) {
				t.Errorf("%s: %.400q", name, err)
			}
			continue
		}
		for _, s := range report.Stacks {
			for _, text := range []string{s.Name, s.Description, s.Version.Value, told(s)} {
				if strings.ContainsFunc(text, steering) || len(s.Version.Value) > 100 || len(told(s)) > 4000 {
					t.Errorf("%s: %.200q, a version of %d bytes", name, text, len(s.Version.Value))
				}
			}
		}
	}
}

// steering reports what a terminal obeys.
func steering(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError
}

// TestForeignSources finds in a source with a letter in Latin-1 what it finds in the same one without.
func TestForeignSources(t *testing.T) {
	flask := "from flask import Flask\napp = Flask(__name__)\n"
	for name, c := range map[string]struct {
		base map[string]string
		file string
		text string
	}{
		"Python":     {map[string]string{"requirements.txt": "flask\ngunicorn\n"}, "app.py", "# CAFE\n" + flask},
		"JavaScript": {map[string]string{"package.json": nodeProgram["package.json"]}, "server.js", "// CAFE\nrequire('http').createServer().listen(4711)\n"},
		"TypeScript": {map[string]string{"package.json": `{"scripts": {"start": "tsx server.ts"}, "dependencies": {"tsx": "4"}}`}, "server.ts", "// CAFE\nimport http from 'http'\nhttp.createServer().listen(4711)\n"},
		"Java": {map[string]string{"pom.xml": "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version></project>"}, "src/main/java/App.java",
			"// CAFE\npublic class App { public static void main(String[] a) {} }\n"},
		"properties": {map[string]string{"pom.xml": "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId><version>3.5.0</version></dependency></dependencies></project>",
			"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n"}, "src/main/resources/application.properties", "# CAFE\nserver.port=4711\n"},
	} {
		var plain string
		for _, letter := range []string{"e", "\xe9"} {
			s := scanOne(t, over(c.base, c.file, strings.Replace(c.text, "CAFE", "caf"+letter, 1)))
			said := fmt.Sprint(s.Start.Value, s.Port.Value, s.Framework.Value)
			if s.Python != nil {
				said += fmt.Sprint(s.Python.Server.Value, s.Python.App.Value)
			}
			if s.Java != nil {
				said += fmt.Sprint(s.Java)
			}
			if plain == "" {
				plain = said
			}
			if said != plain || strings.Contains(c.text, "4711") && s.Port.Value != 4711 {
				t.Errorf("%s with %q: %s, want %s", name, letter, said, plain)
			}
		}
	}
}

// TestNodeProcfile reads a command of a Procfile in a Node program as a shell does.
func TestNodeProcfile(t *testing.T) {
	for line, want := range map[string]string{
		"web: NODE_ENV=production A='b c' node server.js": "[node server.js] A", "web: env A=b node server.js # the server": "[node server.js] A",
		"web: exec node server.js": "[node server.js] ", "web: node server.js # A=b": "[node server.js] ", "web: env -i A=b node server.js": "", "web: A=b; node server.js": "",
	} {
		s := scanOne(t, over(nodeProgram, "Procfile", line+"\n"))
		var names []string
		for _, e := range s.Node.StartEnv {
			if e.Name != "NODE_ENV" {
				names = append(names, e.Name)
			}
		}
		got := fmt.Sprintf("%v %s", s.Start.Value, strings.Join(names, " "))
		if want != "" && got != want || strings.ContainsAny(strings.Join(s.Start.Value, " "), "=#;") {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// TestOddPaths goes on past whatever lies beside the program, and says what it passed over.
func TestOddPaths(t *testing.T) {
	for name, c := range map[string]struct {
		make func(dir string) error
		note string
	}{
		"deep":                         {func(dir string) error { return os.MkdirAll(filepath.Join(dir, strings.Repeat("d/", 60)), 0o755) }, "nested deeper"},
		"no UTF-8":                     {func(dir string) error { return os.WriteFile(filepath.Join(dir, "caf\xe9.js"), nil, 0o644) }, "not UTF-8"},
		"a directory that is no UTF-8": {func(dir string) error { return os.MkdirAll(filepath.Join(dir, "caf\xe9/x"), 0o755) }, "not UTF-8"},
		"a loop of links":              {func(dir string) error { return os.Symlink(".", filepath.Join(dir, "loop")) }, ""},
		"a link out":                   {func(dir string) error { return os.Symlink("/", filepath.Join(dir, "out")) }, ""},
		"closed":                       {func(dir string) error { return os.Mkdir(filepath.Join(dir, "pgdata"), 0) }, "cannot be read"},
	} {
		dir, fsys := onDisk(t, nodeProgram)
		if err := c.make(dir); err != nil {
			t.Fatal(err)
		}
		report, err := Scan(fsys)
		if err != nil || len(report.Stacks) != 1 {
			t.Errorf("%s: %v, %d stacks", name, err, len(report.Stacks))
			continue
		}
		var all string
		for _, n := range report.Notes {
			all += n.Text + "\n"
		}
		if !strings.Contains(all, c.note) && !(name == "closed" && os.Geteuid() == 0) { // root may read everything
			t.Errorf("%s: %q", name, all)
		}
	}
}
