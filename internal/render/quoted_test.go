package render

import (
	"github.com/msgen/msgen/internal/plan"
	"strings"
	"testing"
)

// breakouts are values that end a quote and go on as a command.
func breakouts() []string {
	return []string{"'; touch /tmp/x; '", `"; touch /tmp/x; "`, "a; touch /tmp/x; b", `\'; touch /tmp/x; \'`, "$(touch /tmp/x)", "`touch /tmp/x`", "'", `"`, `\`}
}

// writers are all ways in which a template can make a text of a value, beside and between quotes.
func writers() []string {
	var all []string
	one := []string{"trim", "upper", "lower", "title", "quote", "squote", "cat", "toString", "toJson", "base", "dir", "ext", "clean", "print", "println", "word", "exec", "comment"}
	for _, f := range one {
		all = append(all, "{{"+f+" .V}}")
	}
	all = append(all, `{{.V}}`, `{{printf "%s" .V}}`, `{{printf "%q" .V}}`, `{{printf "%v" .V}}`, `{{trimAll "x" .V}}`, `{{trimPrefix "x" .V}}`, `{{trimSuffix "x" .V}}`,
		`{{replace "q" "r" .V}}`, `{{indent 1 .V}}`, `{{nindent 1 .V}}`, `{{wrap 80 .V}}`, `{{trunc 100 .V}}`, `{{join " " (list .V)}}`, `{{first (list .V)}}`,
		`{{default "x" .V}}`, `{{squote .V .V}}`, `{{quote .V .V}}`, `{{toJson (list .V)}}`, `{{squote (squote .V)}}`, `{{trimAll "'" (squote .V)}}`, `{{toJson (dict "a" .V)}}`, `{{exec "CMD" (list .V)}}`, `{{label "a" .V}}`, `{{env "A" .V}}`, `{{path "COPY" .V}}`, `{{path "WORKDIR" .V}}`, `{{pattern .V}}`,
		`{{printf "%s" (comment .V)}}`, `{{printf "%s" (label "a" .V)}}`, `{{print (word .V)}}`)
	return all
}

// TestQuotedValues requires of every way to print a value that it stays one argument of a command, or is refused.
func TestQuotedValues(t *testing.T) {
	for _, form := range writers() {
		for _, around := range []string{"", "'", `"`} {
			for _, v := range breakouts() {
				for name, field := range map[string]string{"answer": ".Answers.v", "plan": ".Name"} {
					p := full()
					if name == "plan" {
						p.Model.(*plan.Data).Name = v
					}
					body := "RUN echo " + around + strings.ReplaceAll(form, ".V", field) + around
					files, err := Files(p, append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": `{{define "deps.after"}}` + body + `{{end}}`})), Options{Answers: map[string]any{"v": v}})
					if err != nil {
						continue
					}
					for _, f := range files {
						for line := range strings.SplitSeq(f.Text, "\n") {
							if rest, ok := strings.CutPrefix(line, "RUN echo "); ok && escapes(rest) {
								t.Errorf("%s with %q: %s", body, v, line)
							}
						}
					}
				}
			}
		}
	}
}

// escapes reports whether a shell finds more in a line than words.
func escapes(line string) bool {
	open := rune(0)
	for i, c := range line {
		switch {
		case open == 0 && i > 0 && line[i-1] == '\\', open == '"' && line[i-1] == '\\':
		case open == 0 && (c == '\'' || c == '"'):
			open = c
		case c == open:
			open = 0
		case open == 0 && strings.ContainsRune(";&|<>", c), open != '\'' && strings.ContainsRune("$`", c):
			return true
		}
	}
	return open != 0
}
