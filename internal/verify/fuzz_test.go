package verify

import (
	"errors"
	"strings"
	"testing"
)

// FuzzDockerfile gives any text to the parser and the rules: no panic, and every line that is named is in the text.
func FuzzDockerfile(f *testing.F) {
	for _, c := range allCases() {
		if !c.ignore {
			f.Add(c.bad)
			f.Add(c.good)
		}
	}
	f.Add("FROM $A\nCOPY --from=9 [\"a\" b\nRUN <<A cat <<B\nx\nA\ny\nB\nRUN npm -g && apt-get && go build -o\nHEALTHCHECK NONE\nCMD []\nENTRYPOINT []\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, own := range []bool{false, true} {
			found, err := Dockerfile("Dockerfile", text, Context{Own: own, Files: []string{"package.json", "src/a.go"}})
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("error of another type: %v", err)
			}
			for _, finding := range found {
				if finding.Line > strings.Count(text, "\n")+1 || finding.Line < 0 || finding.Text == "" {
					t.Errorf("%v in a text of %d lines", finding, strings.Count(text, "\n")+1)
				}
			}
		}
	})
}

// FuzzIgnore gives any patterns: no panic, and nothing is said to be hidden that is not there.
func FuzzIgnore(f *testing.F) {
	for _, c := range allCases() {
		if c.ignore {
			f.Add(c.bad, "src/a.go")
			f.Add(c.good, ".env")
		}
	}
	f.Add("!", "a")
	f.Add("**/\x00\n[\n\\", "..")
	f.Fuzz(func(t *testing.T, text, file string) {
		about := Context{Files: []string{file, "package.json", "src/.env"}, Own: true}
		for _, finding := range Ignore(".dockerignore", text, about, "FROM scratch\nCOPY package.json src ./\n") {
			if finding.Line != 0 || finding.Text == "" {
				t.Errorf("%+v", finding)
			}
		}
	})
}
