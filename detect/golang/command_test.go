package golang

import (
	"strings"
	"testing"
)

func TestGoCommand(t *testing.T) {
	const listen = "\nfunc listen() error { return http.ListenAndServe(\":8080\", nil) }\n"
	for name, c := range map[string]struct {
		imports, body, more string
		want, asked         string
	}{
		"cobra":                   {"net/http github.com/spf13/cobra", "root := &cobra.Command{Use: \"app\"}\nserve := &cobra.Command{Use: \"serve [flags]\", RunE: func(*cobra.Command, []string) error { return listen() }}\nmigrate := &cobra.Command{Use: \"migrate\", Run: func(*cobra.Command, []string) {}}\nroot.AddCommand(serve, migrate)\nroot.Execute()", listen, "serve", ""},
		"cobra by functions":      {"net/http github.com/spf13/cobra", "root := newRoot()\nroot.Execute()", listen + "func newRoot() *cobra.Command {\n\tcmd := &cobra.Command{Use: \"app\"}\n\tcmd.AddCommand(newServer())\n\treturn cmd\n}\nfunc newServer() *cobra.Command {\n\tcmd := &cobra.Command{Use: \"server\"}\n\tcmd.AddCommand(newStart())\n\treturn cmd\n}\nfunc newStart() *cobra.Command { return &cobra.Command{Use: \"start\", RunE: runStart} }\nfunc runStart(*cobra.Command, []string) error { return listen() }", "server start", ""},
		"cobra's root":            {"net/http github.com/spf13/cobra", "root.AddCommand(other)\nroot.Execute()", listen + "var root = &cobra.Command{Use: \"app\", RunE: func(*cobra.Command, []string) error { return listen() }}\nvar other = &cobra.Command{Use: \"version\", Run: func(*cobra.Command, []string) {}}", "", ""},
		"cobra, two serve":        {"net/http github.com/spf13/cobra", "root.AddCommand(one, two)\nroot.Execute()", listen + "var root = &cobra.Command{Use: \"app\"}\nvar one = &cobra.Command{Use: \"orders\", RunE: run}\nvar two = &cobra.Command{Use: \"stock\", RunE: run}\nfunc run(*cobra.Command, []string) error { return listen() }", "", "orders stock"},
		"cobra, one named for it": {"net/http github.com/spf13/cobra", "root.AddCommand(one, two)\nroot.Execute()", listen + "var root = &cobra.Command{Use: \"app\"}\nvar one = &cobra.Command{Use: \"demo\", RunE: run}\nvar two = &cobra.Command{Use: \"serve\", RunE: run}\nfunc run(*cobra.Command, []string) error { return listen() }", "serve", ""},
		"urfave":                  {"net/http os github.com/urfave/cli/v2", "app := &cli.App{Name: \"app\", Commands: []*cli.Command{{Name: \"web\", Action: func(*cli.Context) error { return listen() }}, {Name: \"seed\"}}}\napp.Run(os.Args)", listen, "web", ""},
		"urfave v3":               {"net/http os github.com/urfave/cli/v3", "app := &cli.Command{Name: \"app\", Commands: []*cli.Command{serve}}\napp.Run(nil, os.Args)", listen + "var serve = &cli.Command{Name: \"serve\", Action: nil2}\nfunc nil2() error { return listen() }", "serve", ""},
		"urfave's root":           {"net/http os github.com/urfave/cli/v2", "app := &cli.App{Name: \"app\", Action: func(*cli.Context) error { return listen() }}\napp.Run(os.Args)", listen, "", ""},
		"kong":                    {"net/http github.com/alecthomas/kong", "ctx := kong.Parse(&args)\nctx.Run()", listen + "var args struct {\n\tServe serveCmd `cmd:\"\" help:\"serve\"`\n\tMigrate migrateCmd `cmd:\"\"`\n}\ntype serveCmd struct{}\nfunc (c *serveCmd) Run() error { return listen() }\ntype migrateCmd struct{}\nfunc (c *migrateCmd) Run() error { return nil }", "serve", ""},
		"switch":                  {"net/http os", "switch os.Args[1] {\ncase \"serve\":\n\tlisten()\ncase \"migrate\":\n}", listen, "serve", ""},
		"switch, default":         {"net/http os", "cmd := os.Args[1]\nswitch cmd {\ncase \"serve\":\n\tlisten()\ncase \"migrate\":\ndefault:\n\tlisten()\n}", listen, "", ""},
		"behind a switch":         {"net/http os", "if len(os.Args) > 1 {\n\tswitch os.Args[1] {\n\tcase \"migrate\":\n\t\treturn\n\t}\n}\nlisten()", listen, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := one(t, map[string]string{"go.mod": modText, "main.go": mainFile(c.imports, c.body) + c.more + "\n"})
			var asked []string
			for _, q := range s.Questions {
				for _, c := range q.Candidates {
					asked = append(asked, c.Value)
				}
			}
			if got := strings.Join(s.Go.Programs[0].Command.Value, " "); got != c.want || strings.Join(asked, " ") != c.asked {
				t.Errorf("%q, asked %q; want %q, %q", got, asked, c.want, c.asked)
			}
		})
	}
}
