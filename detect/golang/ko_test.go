package golang

import (
	"strings"
	"testing"
)

func TestGoReleases(t *testing.T) {
	program := mainFile("os net/http", `os.Getenv("KO_DATA_PATH"); http.ListenAndServe(":8080", nil)`)
	for name, c := range map[string]struct {
		file, text string
		want       string // the program, its data, its tags
	}{
		"ko":          {".ko.yaml", "builds:\n- main: ./cmd/b\n  flags: [-tags, 'x,y']\n", "cmd/b cmd/b/kodata x y"},
		"directory":   {".ko.yaml", "builds:\n- dir: ./cmd\n  main: b/main.go\n  flags: -tags=netgo\n", "cmd/b cmd/b/kodata netgo"},
		"goreleaser":  {".goreleaser.yml", "builds:\n- main: ./cmd/a\n  tags: [one]\n- main: ./cmd/b\n", "cmd/a  one"},
		"a template":  {".goreleaser.yaml", "builds:\n- main: ./cmd/a\n  flags: ['-tags={{ .Env.TAGS }}']\n", "cmd/a  "},
		"no document": {".ko.yaml", "builds: [", "cmd/a  "},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, map[string]string{"go.mod": modText, c.file: c.text, "cmd/a/main.go": program, "cmd/b/main.go": program, "cmd/b/kodata/x": ""})
			p := s.Go.Programs[0]
			if got := p.Dir + " " + p.KoData.Value + " " + strings.Join(p.Tags.Value, " "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
