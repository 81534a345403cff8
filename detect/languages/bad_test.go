package languages

import (
	"errors"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/formats"
)

// A manifest that cannot be read ends the scan with its place.
func TestBadManifests(t *testing.T) {
	pom := "<project><artifactId>x</artifactId></project>"
	for _, c := range []struct{ name, file, in, want string }{
		{"a trailing comma", "package.json", "{\n\"name\": \"x\",\n}", "package.json:3: "},
		{"a comment", "package.json", "{\n// x\n}", "package.json:2: "},
		{"cut off", "package.json", "{\"name\":\n", "package.json:2: unexpected end of JSON"},
		{"50 MB", "package.json", strings.Repeat(" ", 50<<20), "package.json: is larger than 4 MiB"},
		{"binary", "package.json", "\x00\x01", "package.json: is not text"},
		{"latin 1", "package.json", "{\"author\": \"Ren\xe9\"}", "package.json: is not UTF-8 text"},
		{"a key twice", "pyproject.toml", "[project]\nname = 'x'\nname = 'y'\n", "pyproject.toml:3: the key \"name\" is defined twice"},
		{"an entity bomb", "pom.xml", "<?xml version='1.0'?>\n<!DOCTYPE p [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>\n" + pom, "pom.xml:2: a document type"},
		{"no end", "pom.xml", "<project>\n<artifactId>", "pom.xml:2: "},
		{"no end of go.mod", "go.mod", "module x\nrequire (\n", "go.mod:"},
	} {
		files := map[string]string{c.file: c.in, "main.py": "print(1)\n", "main.go": "package main\n\nfunc main() {}\n", "index.js": ""}
		_, err := Scan(inMemory(t, files).FS)
		var e *formats.Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// What an editor of Windows leaves in a manifest says the same as without.
func TestEncodingsOfManifests(t *testing.T) {
	text := "{\r\n  \"name\": \"shop\",\r\n  \"scripts\": {\"start\": \"node s.js\"}\r\n}\r\n"
	wide := []byte{0xFF, 0xFE}
	for _, b := range []byte(text) {
		wide = append(wide, b, 0)
	}
	for name, in := range map[string]string{"plain": text, "byte order mark": "\ufeff" + text, "UTF-16": string(wide)} {
		report, err := Scan(inMemory(t, map[string]string{"package.json": in, "s.js": "require('http').createServer().listen(3000)"}).FS)
		if err != nil || len(report.Stacks) != 1 || report.Stacks[0].Name != "shop" || report.Stacks[0].Start.Because[0].Line != 3 {
			t.Errorf("%s: %+v, %v", name, report.Stacks, err)
		}
	}
}
