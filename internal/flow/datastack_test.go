package flow

import (
	"fmt"
	"testing"

	"github.com/msgen/msgen/internal/pack"
)

// TestDataStacks tells programs of Deno, sites of files and what is neither apart.
func TestDataStacks(t *testing.T) {
	const page, serve = "<h1>a</h1>\n", "Deno.serve(() => new Response());\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"task":                  {map[string]string{"deno.json": `{"tasks": {"start": "deno run -A --watch main.ts"}}`, "main.ts": serve}, "deno . [deno run -A main.ts] 8000"},
		"task of many commands": {map[string]string{"deno.json": `{"tasks": {"start": "A=1 deno run main.ts"}}`, "main.ts": serve}, "deno . [deno task start] 8000"},
		"task with words":       {map[string]string{"deno.json": `{"tasks": {"start": {"command": "deno serve --port 9000 a.ts"}}}`, "a.ts": serve}, "deno . [deno serve --port 9000 a.ts] 9000"},
		"package.json":          {map[string]string{"package.json": `{"scripts": {"start": "deno run -A a.ts"}}`, "a.ts": serve}, "deno . [deno run -A a.ts] 0"},
		"sources":               {map[string]string{"server.js": "import x from 'jsr:@std/http'\n"}, "deno . [deno run --allow-net --allow-env --allow-read server.js] 0"},
		"a library":             {map[string]string{"deno.json": `{"exports": "./mod.ts"}`, "mod.ts": "export {}\n"}, ""},
		"node":                  {map[string]string{"deno.json": `{"fmt": {}}`, "package.json": `{"scripts": {"start": "node a.js"}}`, "a.js": "require('http').createServer().listen(3000)\n"}, "node . [node a.js] 3000"},
		"site":                  {map[string]string{"index.html": page}, "static . [] 8080"},
		"site in a folder":      {map[string]string{"web/public/index.html": page}, "static web [] 8080"},
		"site with tools":       {map[string]string{"index.html": page, "package.json": `{"scripts": {"lint": "x"}}`}, "static . [] 8080"},
		"source of a site":      {map[string]string{"index.html": "---\n---\n"}, ""},
		"site of Jekyll":        {map[string]string{"index.html": page, "_config.yml": ""}, ""},
		"page of a program":     {map[string]string{"index.php": "", "index.html": page}, ""},
		"page of a Rust crate":  {map[string]string{"Cargo.toml": "", "www/index.html": page}, ""},
		"page of an example":    {map[string]string{"examples/index.html": page}, ""},
	} {
		all := map[string][]byte{}
		for file, text := range c.files {
			all[file] = []byte(text)
		}
		report, err := Detect(pack.Memory(all))
		have := ""
		for _, s := range report.Stacks {
			have += fmt.Sprint(s.Stack, " ", s.Dir, " ", s.Start.Value, " ", s.Port.Value)
		}
		if err != nil || have != c.want {
			t.Errorf("%s: %q, not %q (%v)", name, have, c.want, err)
		}
	}
}
