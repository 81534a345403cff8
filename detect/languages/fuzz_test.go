package languages

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/formats"
)

// FuzzScan scans a repository that is written as one text: lines "-- name --" begin a file.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		"-- package.json --\n{\"name\": \"x\", \"scripts\": {\"start\": \"node server.js\", \"build\": \"vite build\"}, \"dependencies\": {\"express\": \"^5\"}, \"engines\": {\"node\": \">=22\"}}\n-- server.js --\nrequire('express')().listen(process.env.PORT || 3000)\n-- package-lock.json --\n{\"lockfileVersion\": 3}\n",
		"-- pnpm-workspace.yaml --\npackages:\n- 'a/*'\n-- a/b/package.json --\n{\"main\": \"x.js\"}\n-- pnpm-lock.yaml --\nlockfileVersion: '9.0'\n-- package.json --\n{\"packageManager\": \"pnpm@10.1.0\", \"workspaces\": [\"a/*\"]}\n",
		"-- go.mod --\nmodule x\n\ngo 1.25\n-- main.go --\npackage main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n-- go.work --\ngo 1.25\nuse .\n",
		"-- pyproject.toml --\n[project]\nname = \"x\"\nrequires-python = \">=3.12\"\ndependencies = [\"fastapi\", \"uvicorn\"]\n[tool.poetry]\n-- app/main.py --\nfrom fastapi import FastAPI\napp = FastAPI()\n-- .python-version --\n3.13\n",
		"-- manage.py --\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n-- requirements.txt --\ndjango==5.2\ngunicorn\n-r other.txt\n-- x/settings.py --\nWSGI_APPLICATION = 'x.wsgi.application'\n-- Procfile --\nweb: gunicorn x.wsgi\n",
		"-- pom.xml --\n<project><artifactId>x</artifactId><properties><java.version>21</java.version></properties><modules><module>a</module></modules></project>\n-- a/pom.xml --\n<project><parent><artifactId>x</artifactId></parent></project>\n-- src/main/resources/application.yaml --\nserver: {port: 8081}\n-- src/main/java/A.java --\nclass A { public static void main(String[] a) {} }\n",
		"-- build.gradle.kts --\nplugins { id(\"org.springframework.boot\") version \"3.5.0\" }\n-- settings.gradle --\ninclude ':a'\n-- gradle/libs.versions.toml --\n[versions]\na = \"1\"\n-- gradle/wrapper/gradle-wrapper.properties --\ndistributionUrl=x\n",
		"-- .tool-versions --\nnodejs 22\n-- mise.toml --\n[tools]\ngo = \"1.25\"\n-- Gemfile --\nx\n-- index.html --\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		report, err := Scan(written(text))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		var e *formats.Error
		if err != nil && (!errors.As(err, &e) || e.Path == "") {
			t.Fatalf("%#v is no *Error with a path", err)
		}
		if err != nil {
			return
		}
		again, err := Scan(written(text))
		if err != nil {
			t.Fatal(err)
		}
		a, errA := json.Marshal(report)
		b, errB := json.Marshal(again)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("two scans differ: %v %v\n%s\n%s", errA, errB, a, b)
		}
	})
}

// repository makes the files of a text.
func written(text string) fstest.MapFS {
	files := fstest.MapFS{}
	name := ""
	for line := range strings.Lines(text) {
		begin, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		if begin, ok2 := strings.CutSuffix(begin, " --"); ok && ok2 {
			name = strings.TrimSpace(begin)
			if !validName(files, name) {
				name = ""
				continue
			}
			files[name] = &fstest.MapFile{}
		} else if name != "" {
			files[name].Data = append(files[name].Data, line...)
		}
	}
	return files
}

// validName keeps out what no disk could hold: a file that is also a directory.
func validName(files fstest.MapFS, name string) bool {
	if name == "." || len(name) > 200 || !validPath(name) {
		return false
	}
	for other := range files {
		if strings.HasPrefix(other, name+"/") || strings.HasPrefix(name, other+"/") {
			return false
		}
	}
	return true
}

func validPath(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || !utf8.ValidString(part) || strings.ContainsRune(part, 0) {
			return false
		}
	}
	return true
}
