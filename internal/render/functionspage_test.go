package render

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/apart"
	"github.com/msgen/msgen/internal/quote"
)

var update = flag.Bool("update", false, "write the list of functions in docs/templates.md anew")

// uses say of each function of ours what it is for, and show it in a line of a template: of a Dockerfile, or of a dockerignore.
func uses() []struct{ name, purpose, line string } {
	return []struct{ name, purpose, line string }{
		{"sh", "an argument of a shell command, or several", "RUN make {{sh .Facts.build}}"},
		{"word", "one argument of a shell command", "RUN echo {{word .Name}}"},
		{"exec", "a command as a JSON list", "CMD {{exec .Entrypoint}}"},
		{"json", "one element of a JSON list", `CMD ["echo", {{json .Name}}]`},
		{"vars", "names and values, one a line", "ENV {{vars .Env}}"},
		{"env", "the value of a variable", "ENV TEAM={{env .Name}}"},
		{"label", "the value of a label", "LABEL com.example.team={{label .Name}}"},
		{"path", "one path", `WORKDIR {{path "WORKDIR" .Name}}`},
		{"paths", "paths and where they go", `COPY {{paths (list "my file" "a*") "./"}}`},
		{"globs", "the same, where * is a pattern", `COPY {{globs (list "*.js") "./"}}`},
		{"flag", "the value of a flag", "RUN --mount=type=cache,id={{flag .Name}},target=/c make"},
		{"ref", "an image or a stage", "FROM {{ref .Images.build}}"},
		{"comment", "a comment, with its #", "{{comment .Name}}"},
		{"pem", "a certificate, in a heredoc", `{{pem "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"}}`},
		{"pattern", "a line of the ignore file", "{{pattern .Name}}"},
		{"include", "a block whose name is computed", `{{include (print "prod." "user") .}}`},
		{"super", "the block of the layer below", `{{define "prod.user"}}{{super .}}{{end}}`},
	}
}

// TestFunctionsPage holds the list of functions in docs/templates.md to what templates can call; each example is rendered.
func TestFunctionsPage(t *testing.T) {
	const name, begin, end = "../../docs/templates.md", "-->\n", "<!-- end of functions -->"
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(page), "<!-- functions:")
	from := at + strings.Index(string(page)[max(at, 0):], begin) + len(begin)
	to := strings.Index(string(page), end)
	if at < 0 || to < from {
		t.Fatalf("%s has no place for the functions", name)
	}
	want := string(page)[:from] + functionsPage(t) + string(page)[to:]
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(page) {
		t.Errorf("%s does not list the functions as they are; -update writes them anew", name)
	}
}

// functionsPage writes the section.
func functionsPage(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| function | writes | in a template | prints |\n|---|---|---|---|\n")
	ours := map[string]bool{}
	for _, u := range uses() {
		ours[u.name] = true
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | `%s` |\n", u.name, u.purpose, u.line, strings.ReplaceAll(printed(t, u.name, u.line), "\n", "` <br> `"))
	}
	texts := []string{"and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "print", "println", "printf"}
	for f := range (&renderer{}).funcs() {
		if !ours[f] && !strings.HasPrefix(f, "_") && !slices.Contains(quote.Names(), f) && !slices.Contains(texts, f) {
			t.Errorf("%s has no line in the table of uses", f)
		}
	}
	fmt.Fprintf(&b, "\nOf text/template: `%s`.\nOf [sprig](https://masterminds.github.io/sprig/), these and no others: `%s`.\n", strings.Join(texts, "`, `"), strings.Join(quote.Names(), "`, `"))
	fmt.Fprintf(&b, `
## Limits

Templates of packs and of the repository are rendered in a process of their own: no environment, no files, %s, %d MiB of memory.
On Linux and macOS the kernel enforces this. Elsewhere a time limit and the process's own watch on its memory do.

| what | at most |
|---|---|
| one template, one file, all files | %d MiB, %d MiB, %d MiB |
| rounds of all loops, of one loop over a number | %d, %d |
| templates that are run, blocks within blocks | %d, %d |
| arguments of a function, and its result | %d MiB |
| columns of indent, nindent, wrap and printf | %d |

`, apart.MaxTime, apart.MaxMemory>>20, maxTemplate>>20, maxFileBytes>>20, maxTotalBytes>>20, maxRounds, maxLoop, maxCalls, maxDeep, quote.MaxWeight>>20, quote.MaxColumns)
	return b.String()
}

// printed renders one line of a template.
func printed(t *testing.T, function, line string) string {
	t.Helper()
	file, name := "Dockerfile", "shop/Dockerfile.tmpl"
	switch function {
	case "pattern":
		file, name = ".dockerignore", "shop/dockerignore.tmpl"
	case "super":
		return strings.TrimSpace(between(render(t, Options{}, layer("acme", map[string]string{"shop/_x.tmpl": line}))["Dockerfile"].Text, "USER", "\n"))
	}
	text := render(t, Options{}, layer("acme", map[string]string{name: line + "\n"}))[file].Text
	return strings.TrimSpace(text)
}

// between gives the part of a text that begins with one text and ends before another.
func between(text, begin, end string) string {
	_, rest, _ := strings.Cut(text, begin)
	rest, _, _ = strings.Cut(rest, end)
	return begin + rest
}
