package languages

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// TestReadersAreLinear gives a file eight times as many entries: the time may grow eightfold and somewhat more, and not
// sixty-fourfold. The large size is one at which the square takes seconds, so that it shows. A busy machine gets
// a second and third chance.
func TestReadersAreLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes time")
	}
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const server = "require('http').createServer().listen(process.env.PORT || 3000)\n"
	const plugins = "plugins { id 'java'\n id 'org.springframework.boot' version '3.3.0' }\n"
	for name, files := range map[string]func(n int) map[string]string{
		"package.json": func(n int) map[string]string {
			return map[string]string{"server.js": server, "package.json": `{"scripts":{"start":"node server.js"},"dependencies":{` + lines(n, `"d%d":"1",`) + `"z":"1"}}`}
		},
		"duplicate keys": func(n int) map[string]string {
			return map[string]string{"server.js": server, "package.json": `{"scripts":{"start":"node server.js"},"dependencies":{` + strings.Repeat(`"a":"1",`, 8*n) + `"z":"1"}}`}
		},
		"requirements.txt": func(n int) map[string]string {
			return map[string]string{"requirements.txt": "flask\n" + lines(n, "d%d==1.0\n"), "app.py": "from flask import Flask\napp = Flask(__name__)\n"}
		},
		"build.gradle": func(n int) map[string]string {
			return map[string]string{"settings.gradle": "rootProject.name='x'\n", "build.gradle": plugins + "dependencies {\n" + lines(n, " implementation 'a:c%d:1'\n") + "}\n"}
		},
		"application.yml": func(n int) map[string]string {
			text := ""
			for i := range 8 {
				text += fmt.Sprintf("g%d:\n", i) + lines(n/8, "  k%d: v\n")
			}
			return map[string]string{"settings.gradle": "rootProject.name='x'\n", "build.gradle": plugins, "src/main/resources/application.yml": text}
		},
		"libs.versions.toml": func(n int) map[string]string {
			return map[string]string{"settings.gradle": "rootProject.name='x'\n", "gradle/libs.versions.toml": "[libraries]\n" + lines(n/4, "l%d = 'a:b:1'\n"),
				"build.gradle": plugins + "dependencies {\n" + lines(n/4, " implementation libs.l%d\n") + "}\n"}
		},
		"go:embed": func(n int) map[string]string {
			return map[string]string{"go.mod": "module x\n\ngo 1.25\n", "main.go": "package main\n\nimport (\n\t\"embed\"\n\t\"net/http\"\n)\n\n" +
				lines(n, "//go:embed f%d.txt\n") + "var f embed.FS\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			const n = 4000
			var few, many time.Duration
			for range 3 {
				if few, many = fastest(t, files(n), 3), fastest(t, files(8*n), 1); many < 20*few {
					return
				}
			}
			t.Errorf("%d entries take %v, eight times as many %v", n, few, many)
		})
	}
}

// fastest gives the shortest of some scans.
func fastest(t *testing.T, files map[string]string, runs int) time.Duration {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	least := time.Hour
	for range runs {
		begin := time.Now()
		if _, err := Scan(fsys); err != nil {
			t.Fatal(err)
		}
		least = min(least, time.Since(begin))
	}
	return least
}

// TestScriptBomb holds what scripts that call each other may stand for.
func TestScriptBomb(t *testing.T) {
	scripts := []string{`"start":"npm run s0"`, `"s7":"node server.js"`}
	for i := range 7 {
		call := fmt.Sprintf("npm run s%d && ", i+1)
		scripts = append(scripts, fmt.Sprintf(`"s%d":"%s"`, i, strings.TrimSuffix(strings.Repeat(call, 10), " && ")))
	}
	manifest := &fstest.MapFile{Data: []byte(`{"scripts":{` + strings.Join(scripts, ",") + `}}`)}
	for name, fsys := range map[string]fstest.MapFS{
		"scripts":  {"package.json": manifest},
		"Procfile": {"package.json": manifest, "Procfile": {Data: []byte("web: npm run s0\n")}},
	} {
		fsys["server.js"] = &fstest.MapFile{Data: []byte("require('http').createServer().listen(3000)\n")}
		report, err := Scan(fsys)
		stacks := report.Stacks
		if err != nil || len(stacks) != 1 || stacks[0].Refusal == nil || !strings.Contains(stacks[0].Refusal.Text, "the scripts expand to") {
			t.Errorf("%s: %v, %+v", name, err, stacks)
		}
	}
}
