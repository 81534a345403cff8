package verify

import (
	"errors"
	"testing"
)

func ignoreCases() []ruleCase {
	files := []string{"package.json", "src/a.js", "src/b.js", ".env.example", ".env.test", "keys/id_rsa", "certs/ca.pem", ".npmrc"}
	read := func(name string) ([]byte, error) {
		switch name {
		case "certs/ca.pem":
			return []byte("-----BEGIN CERTIFICATE-----\n"), nil
		case ".npmrc":
			return []byte("registry=https://npm.example.com\n//npm.example.com/:_authToken=abc\n"), nil
		}
		return nil, errors.New("not there")
	}
	about := Context{Files: files, Read: read}
	list := "**\n!package.json\n!src\n**/.env*\n"
	return []ruleCase{
		{rule: "MS120", ignore: true, bad: "a[\n", good: "*.md\n"},
		{rule: "MS121", name: "file", ignore: true, about: about, bad: "*.json\n", good: list, with: "FROM scratch\nCOPY package.json ./\n"},
		{rule: "MS121", name: "directory", ignore: true, about: about, bad: "src\n", good: "src/a.js\n", with: "FROM scratch\nCOPY src ./src\n"},
		{rule: "MS121", name: "allow list", ignore: true, about: about, bad: "**\n!package.json\n", good: list, with: "FROM scratch\nCOPY src ./src\n"},
		{rule: "MS121", name: "wildcard", ignore: true, about: about, bad: "*.json\n", good: list, with: "FROM scratch\nCOPY *.json ./\n"},
		{rule: "MS121", name: "mount", ignore: true, about: about, bad: "*.json\n", good: list, with: "FROM debian:13\nRUN --mount=type=bind,source=package.json,target=package.json true\n"},
		{rule: "MS121", name: "from a stage", ignore: true, about: about, bad: "src\n", good: "*.json\n", with: "FROM scratch AS a\nCOPY src ./src\nFROM scratch\nCOPY --from=a package.json ./\n"},
		{rule: "MS122", ignore: true, bad: "", good: ".git\n"},
		{rule: "MS122", name: "nested", ignore: true, bad: "*.md\n", good: "**/.git\n"},
		{rule: "MS123", name: "env", ignore: true, bad: ".git\n", good: ".env*\n"},
		{rule: "MS123", name: "key", ignore: true, about: about, bad: ".env*\n.npmrc", good: ".env*\n**/id_rsa\n.npmrc\n"},
		{rule: "MS123", name: "token", ignore: true, about: about, bad: ".env*\nkeys\n", good: ".env*\nkeys\n.npmrc\n"},
		{rule: "MS123", name: "example", ignore: true, about: Context{Files: []string{".env"}}, bad: "*\n!.env\n", good: "*\n!.env.example\n"},
		{rule: "MS124", ignore: true, about: about, bad: ".git\n", good: "node_modules\n"},
		{rule: "MS125", name: "directory that nobody looked into", about: Context{Files: []string{"go.mod", "vendor/"}}, bad: "FROM scratch\nCOPY vendr ./\n", good: "FROM scratch\nCOPY vendor ./vendor\nCOPY vendor/modules.txt /\n"},
		{rule: "MS125", about: about, bad: "FROM scratch\nCOPY lib ./\n", good: "FROM scratch\nCOPY src package.json ./\nCOPY . ./\nCOPY yarn.lock* ./\n"},
	}
}

// TestParsedOnce has a Dockerfile and then its ignore file judged.
func TestParsedOnce(t *testing.T) {
	about := Context{Index: NewIndex([]string{"a"})}
	const text = "FROM scratch\nCOPY a /a\n"
	if _, err := Dockerfile("Dockerfile", text, about); err != nil {
		t.Fatal(err)
	}
	parsed := about.Index.last
	if found := Ignore(".dockerignore", "a\n", about, text); len(found) == 0 || found[0].Rule != "MS121" {
		t.Errorf("found %v", found)
	}
	if about.Index.last != parsed {
		t.Error("the Dockerfile is parsed again")
	}
}

// TestOtherLanguages holds that msgen's own ignore files are not asked to hide what other languages of a repository make.
func TestOtherLanguages(t *testing.T) {
	about := Context{Own: true, Files: []string{"package.json", "docs/pyproject.toml"}}
	for _, f := range Ignore(".dockerignore", "**\n!package.json\n!docs\n", about) {
		if f.Rule == "MS124" {
			t.Error(f)
		}
	}
}
