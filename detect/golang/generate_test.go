package golang

import (
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

func TestGoGenerated(t *testing.T) {
	const templ = "require github.com/a-h/templ v0.3.865\n"
	uses := mainFile("net/http example.com/app/db", `http.ListenAndServe(":8080", nil)`)
	for name, c := range map[string]struct {
		files map[string]string
		want  string // tool@package
		noted bool
	}{
		"tool":           {map[string]string{"go.mod": modText + templ + "tool github.com/a-h/templ/cmd/templ\n", "ui/a.templ": ""}, "templ@", false},
		"version":        {map[string]string{"go.mod": modText + templ, "ui/a.templ": ""}, "templ@github.com/a-h/templ/cmd/templ@v0.3.865", false},
		"committed":      {map[string]string{"go.mod": modText + templ, "ui/a.templ": "", "ui/a_templ.go": "package ui\n"}, "", false},
		"nobody":         {map[string]string{"ui/a.templ": ""}, "", true},
		"sqlc":           {map[string]string{"go.mod": modText + "tool github.com/sqlc-dev/sqlc/cmd/sqlc\n", "main.go": uses, "sqlc.yaml": "", "sql/a.sql": "", ".gitignore": "db/\n"}, "sqlc@", false},
		"a line":         {map[string]string{"main.go": "//go:generate go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.30.0 generate\n" + uses, "sqlc.yaml": ""}, "@", false},
		"a line outside": {map[string]string{"main.go": "//go:generate sqlc generate\n" + uses, "sqlc.yaml": ""}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"go.mod": modText, "go.sum": "", "main.go": mainFile("net/http", `http.ListenAndServe(":8080", nil)`)}
			for n, text := range c.files {
				files[n] = text
			}
			s := one(t, files)
			var got []string
			for _, g := range s.Go.Programs[0].Generated {
				got = append(got, g.Tool+"@"+g.Package)
			}
			noted := slices.ContainsFunc(s.Notes, func(n detect.Note) bool { return strings.Contains(n.Add, "go get -tool") })
			if c.want != "" && slices.Contains(s.Go.Programs[0].Sources, "db") {
				t.Errorf("what is made is copied: %q", s.Go.Programs[0].Sources)
			}
			if strings.Join(got, " ") != c.want || noted != c.noted {
				t.Errorf("%q, noted %t; want %q, %t", got, noted, c.want, c.noted)
			}
		})
	}
}
