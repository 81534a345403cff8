package languages

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// doubled gives lines in which each name stands for the one before twice, and the last for more than any machine holds.
func doubled(first, line string) string {
	var b strings.Builder
	b.WriteString(first)
	for i := 1; i < 60; i++ {
		b.WriteString(strings.NewReplacer("NOW", fmt.Sprintf("s%d", i), "BEFORE", fmt.Sprintf("s%d", i-1)).Replace(line))
	}
	return b.String()
}

// TestExpansion reads manifests whose few lines stand for 2^59 words, wherever one text can stand for another, and holds the
// time and what becomes known.
func TestExpansion(t *testing.T) {
	python := map[string]string{"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask\ngunicorn\n"}
	java := map[string]string{"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n"}
	node := map[string]string{"server.js": "require('http').createServer().listen(process.env.PORT)\n"}
	golang := map[string]string{"go.mod": "module e.com/x\n\ngo 1.25\n", "main.go": "package main\n\nvar version string\n\nfunc main() { println(version) }\n"}
	pom := func(properties string) string {
		return "<project><modelVersion>4.0.0</modelVersion><groupId>e</groupId><artifactId>x</artifactId><version>${s59}</version><properties>" + properties + "<maven.compiler.release>${s59}</maven.compiler.release></properties><build><finalName>${s59}</finalName></build></project>"
	}
	scripts := strings.TrimSuffix(doubled(`"s0": "node server.js",`, `"NOW": "npm run BEFORE && npm run BEFORE",`), ",")
	for _, c := range []struct {
		name string
		base map[string]string
		file string
		text string
	}{
		{"tox", python, "tox.ini", "[tox]\n" + doubled("[testenv:s0]\ncommands = a\n", "[testenv:NOW]\ncommands = {[testenv:BEFORE]commands} {[testenv:BEFORE]commands}\n")},
		{"poe", python, "pyproject.toml", "[project]\nname = \"x\"\nversion = \"1\"\ndependencies = [\"flask\"]\n[tool.poe.tasks]\nstart = [\"s59\"]\n" + doubled("s0 = \"flask run\"\n", "NOW = [\"BEFORE\", \"BEFORE\"]\n")},
		{"pdm", python, "pyproject.toml", "[project]\nname = \"x\"\nversion = \"1\"\ndependencies = [\"flask\"]\n[tool.pdm.scripts]\nstart = \"pdm run s59\"\n" + doubled("s0 = \"flask run\"\n", "NOW = {composite = [\"BEFORE\", \"BEFORE\"]}\n")},
		{"make and Go", golang, "Makefile", doubled("s0 = -X main.version=1\n", "NOW = $(BEFORE) $(BEFORE)\n") + "build:\n\tgo build -ldflags \"$(s59)\"\n"},
		{"make and Python", python, "Makefile", doubled("s0:\n\tflask run\n", "NOW: BEFORE\n\tmake BEFORE && make BEFORE\n")},
		{"just", golang, "justfile", doubled("s0 := '-X main.version=1'\n", "NOW := BEFORE + BEFORE\n")},
		{"Procfile", python, "Procfile", "web: " + doubled("s0=a ", "NOW=$BEFORE$BEFORE ") + "gunicorn app:app\n"},
		{"environment", python, ".env", doubled("s0=1\n", "NOW=${BEFORE}${BEFORE}\n") + "PORT=$s59\n"},
		{"requirements", python, "requirements.txt", "flask\n" + strings.Repeat("-r requirements.txt\n", 2000)},
		{"scripts", node, "package.json", `{"name": "x", "scripts": {"start": "npm run s59",` + scripts + `}}`},
		{"Maven", java, "pom.xml", pom(doubled("<s0>21</s0>", "<NOW>${BEFORE}${BEFORE}</NOW>"))},
		{"Maven, later first", java, "pom.xml", pom("<s60>${s59}</s60>" + doubled("<s0>${s59}</s0>", "<NOW>${BEFORE}${s59}</NOW>"))},
		{"properties", over(java, "pom.xml", pom("<s59>21</s59>")), "src/main/resources/application.properties", doubled("s0=1\n", "NOW=${BEFORE}${BEFORE}\n") + "server.port=${s59}\n"},
		{"Gradle", java, "build.gradle", "plugins { id 'application' }\n" + doubled("def s0 = '1'\n", "def NOW = \"${BEFORE}${BEFORE}\"\n") + "version = s59\napplication { mainClass = 'App' }\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			done := make(chan string, 1)
			go func() {
				report, err := Scan(inMemory(t, over(c.base, c.file, c.text)).FS)
				text, wrong := json.Marshal(report)
				if wrong != nil {
					err = wrong
				}
				done <- fmt.Sprint(string(text), err)
			}()
			select {
			case said := <-done:
				if len(said) > 512<<10 {
					t.Errorf("%d bytes of a file of %d", len(said), len(c.text))
				}
			case <-time.After(5 * time.Second):
				t.Fatal("it takes more than 5 s")
			}
		})
	}
}
