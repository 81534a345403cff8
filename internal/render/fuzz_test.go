package render

import (
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"

	"github.com/msgen/msgen/internal/plan"
)

// hostile are values that a repository could hold and that must come back equal or be refused.
var hostile = []string{
	"shop", "two words", `quo"te`, "it's", `back\slash`, `trailing\`, "$HOME", "${A:-b}", "$(id)", "`id`", "# no comment", "a#b", "line\nRUN id", "line\r\nRUN id",
	"\u2028RUN id", "ünïcode", "日本", "a;b", "a&&b", "a|b", "<<EOF", "2<<EOF", "3<<-X", "--from=x", "[\"a\"]", "*", "a?b", "[a-z]", "!x", " lead", "trail ", "\t", "\x00", "\x7f", "\xff\xfe", "a,b", "a=b", "%s", "{{.}}", "EOF", "-", "",
}

// readBack parses a Dockerfile with BuildKit and gives its instructions, variables expanded in an empty environment.
func readBack(t *testing.T, text string) []instructions.Stage {
	t.Helper()
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	stages, _, err := instructions.Parse(result.AST, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lex := shell.NewLex('\\')
	for _, s := range stages {
		for _, c := range s.Commands {
			if e, ok := c.(instructions.SupportsSingleWordExpansion); ok {
				if err := e.Expand(func(word string) (string, error) {
					out, _, err := lex.ProcessWord(word, none{})
					return out, err
				}); err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
			}
		}
	}
	return stages
}

// none is an environment without variables.
type none struct{}

func (none) Get(string) (string, bool) { return "", false }
func (none) Keys() []string            { return nil }

// hostilePlaces are templates that print a value, one for each function that writes one; what is read back must be the value.
func hostilePlaces() map[string]string {
	return map[string]string{
		"env": "ENV A={{env .Name}}", "vars": "ENV {{vars .Env}}", "label": "LABEL a={{label .Name}}", "path": "WORKDIR {{path \"WORKDIR\" (print \"/\" .Name)}}",
		"paths": "COPY {{paths (list .Name \"b\") (print \"/\" .Name \"/\")}}", "sh": "RUN B={{sh .Name}} echo {{sh (list .Name)}}", "word": "RUN B={{word .Name}} echo {{word .Name}}",
		"exec": "ENTRYPOINT {{exec (list \"/server\" .Name)}}", "json": "CMD [{{json .Name}}]", "comment": "{{comment .Name}}", "bare": "LABEL a={{.Name}}", "remark": "# says {{.Name}}",
		"env2": "{{env \"A\" .Name}}", "label2": "{{label \"a\" .Name}}", "quote": "LABEL a={{quote .Name}}", "squote": "LABEL a={{squote .Name}}", "toJson": "CMD [{{toJson .Name}}]",
		"flag": "RUN --mount=type=bind,source={{flag .Name}},target=/x echo x", "ref": "COPY --from={{ref .Name}} a b", "answer": "LABEL a={{label .Answers.x}}",
		"title": "LABEL a={{.Name | title | label}}", "run": "RUN echo {{squote .Name}}",
	}
}

func FuzzQuote(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		for name, body := range hostilePlaces() {
			p := full()
			m := p.Model.(*plan.Data)
			m.Name, m.Env = v, []plan.Var{{Name: "A", Value: v}}
			base := []Layer{layer("msgen", map[string]string{"shop/Dockerfile.tmpl": "FROM scratch\n" + body + "\n"})}
			files, err := Files(p, base, Options{Answers: map[string]any{"x": v}})
			if err == nil {
				judge(t, name, v, files[0].Text)
			}
		}
	})
}

// judge requires of every instruction that the value stands in it, and nothing else.
func judge(t *testing.T, name, v, text string) {
	t.Helper()
	stages := readBack(t, text)
	if len(stages) != 1 {
		t.Fatalf("%d stages\n%s", len(stages), text)
	}
	if name == "title" || name == "flag" || name == "ref" {
		if len(stages[0].Commands) != 1 {
			t.Fatalf("%s: %q: %d instructions\n%s", name, v, len(stages[0].Commands), text)
		}
		if run, ok := stages[0].Commands[0].(*instructions.RunCommand); ok {
			same(t, text, instructions.GetMounts(run)[0].Source, v)
		}
		return
	}
	for _, c := range stages[0].Commands {
		switch c := c.(type) {
		case *instructions.EnvCommand:
			same(t, text, c.Env[0].Value, v)
		case *instructions.LabelCommand:
			same(t, text, c.Labels[0].Value, v)
		case *instructions.WorkdirCommand:
			same(t, text, c.Path, "/"+v)
		case *instructions.CopyCommand:
			if len(c.SourcePaths) != 2 || len(c.SourceContents) != 0 {
				t.Fatalf("%q: copies %q %v\n%s", v, c.SourcePaths, c.SourceContents, text)
			}
			same(t, text, strings.NewReplacer(`\*`, `*`, `\?`, `?`, `\[`, `[`, `\\`, `\`).Replace(c.SourcePaths[0]), v)
			same(t, text, c.DestPath, "/"+v+"/")
		case *instructions.RunCommand:
			args := shellWords(c.CmdLine[0])
			if name == "run" && slices.Equal(args, []string{"echo", v}) {
				continue
			}
			if !slices.Equal(args, []string{"B=" + v, "echo", v}) || len(c.Files) != 0 {
				t.Fatalf("%q: runs %q\n%s", v, args, text)
			}
		case *instructions.EntrypointCommand:
			same(t, text, c.CmdLine[1], v)
		case *instructions.CmdCommand:
			same(t, text, c.CmdLine[0], v)
		default:
			t.Fatalf("%q: an instruction that the plan has not: %s\n%s", v, c.Name(), text)
		}
	}
}

func same(t *testing.T, text, got, want string) {
	t.Helper()
	if got != want {
		t.Fatalf("got %q, want %q\n%s", got, want, text)
	}
}

// shellWords splits a command as a POSIX shell does, for words made of plain text, '…' and "'".
func shellWords(s string) []string {
	var words []string
	var w strings.Builder
	in, quote := false, byte(0)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			w.WriteByte(c)
		case c == '\'' || c == '"':
			in, quote = true, c
		case c == ' ':
			if in {
				words = append(words, w.String())
				w.Reset()
			}
			in = false
		default:
			in = true
			w.WriteByte(c)
		}
	}
	if in {
		words = append(words, w.String())
	}
	return words
}
