package detect

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"
)

// fuzzDocument feeds one form of document: whatever the text, there is a node whose every value stands on a line of the
// file, or an *Error that names the file and a line of it.
func fuzzDocument(f *testing.F, form string, seeds ...string) {
	parse := parsers()[form]
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return // text() lets none of it pass
		}
		start := time.Now()
		n, err := parse("f", text)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		lines := strings.Count(text, "\n") + 1
		var e *Error
		switch {
		case err == nil:
			budget := 1_000_000
			checkNode(t, n, lines, &budget)
		case !errors.As(err, &e) || e.Path != "f" || e.Line < 0 || e.Line > lines || e.Msg == "":
			t.Errorf("%#v is not an *Error of the file", err)
		case strings.ContainsAny(e.Error(), "\n\x1b"):
			t.Errorf("the error is not one line: %q", e.Error())
		}
	})
}

func checkNode(t *testing.T, n *node, lines int, budget *int) {
	if *budget--; *budget < 0 {
		t.Fatal("more than a million values")
	}
	if n == nil || n.line < 1 || n.line > lines || strings.Contains(n.raw, "\n") {
		t.Fatalf("%+v is on none of the %d lines", n, lines)
	}
	for _, i := range n.items {
		checkNode(t, i, lines, budget)
	}
	for _, f := range n.fields {
		checkNode(t, f.value, lines, budget)
	}
}

func FuzzJSON(f *testing.F) {
	fuzzDocument(f, "json", `{"a": [1, "x", true, null, {}]}`, "[", `{"a":`, "{}x", "\"\\ud800\"", "[1,\n]", `{"a":1,"a":2}`)
}

func FuzzLenientJSON(f *testing.F) {
	fuzzDocument(f, "jsonc", "// x\n{\"a\": 1, /* b */ \"c\": [1,],}", "/*", "\"//\\\"", "{\"a\":1,//\n}", "/", "[1,/")
}

func FuzzTOML(f *testing.F) {
	fuzzDocument(f, "toml", "a = 1\n[b.c]\nd = 'x'\n[[e]]\nf = {g = [1, 2]}\n", "a.b = 1\na = 2", "x = \"\"\"\n", "[[a]]\n[a.b]\n[[a]]", "a = 1979-05-27T07:32:00Z", "[a]\n[a.b]\n[a]", "'' = 1")
}

func FuzzYAML(f *testing.F) {
	fuzzDocument(f, "yaml", "a: &x [1, {b: c}]\nd: *x\n---\ne: |\n  f\n", "<<: *x", "? a\n: b", "a:\n- b\n- c: !!str 1", "%YAML 1.2\n---\n", "&a *a", "{a, b: }", "- - - x\n", "a: \"x\n  y\"", "!", "<<: {a: 1}\n<<: [{b: 2}]\n", "? &a b\n: *a", "a: &a\n", "---\n---\nx")
}

func FuzzXML(f *testing.F) {
	fuzzDocument(f, "xml", "<?xml version='1.0'?><a x='1'><b>c</b><!-- d --><e/></a>", "<!DOCTYPE a []>", "<a>&b;</a>", "<a:b xmlns:a='c'/>", "<a><![CDATA[x]]></a>", "<a></b>", "<a/>x", "<?xml encoding='x'?><a/>")
}

func FuzzProperties(f *testing.F) {
	fuzzDocument(f, "properties", "a=b\nc : d\\\n  e\n#f\n\\u0041=\\uD83D\\uDE00", "\\", "=\n:", "a\\=b=c", "\\u12", "a=\\")
}

func FuzzEnv(f *testing.F) {
	fuzzDocument(f, "env", "A=1\nexport B=\"x\ny\"\nC='d' # e\n", "A=\"", "A='\nB='", "=", "A==", "A=\\\"")
}

func FuzzToolVersions(f *testing.F) {
	fuzzDocument(f, "tool-versions", "nodejs 22.1.0 # x\npython 3.13 3.12\n", "#", "a", "\u2028 \u00a0 x")
}

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
		var e *Error
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
