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

// hostilePlan puts one value wherever a value from a repository may stand.
func hostilePlan(v string) *plan.Plan {
	return &plan.Plan{Stack: "go", Name: v, Title: v, Dir: ".", Context: ".", Stages: []*plan.Stage{{
		Name: "prod", About: v, From: "scratch", Workdir: "/" + v,
		Env:    []plan.Var{{Name: "A", Value: v}},
		Labels: []plan.Var{{Name: "a", Value: v}},
		Steps: []plan.Step{
			{Slot: "copy", Why: v, Copy: &plan.Copy{Sources: []string{v, "b"}, Dest: "/" + v + "/", Link: true}},
			{Slot: "build", Why: v, Run: &plan.Run{Commands: []plan.Command{{Args: []string{"echo", v}, Env: []plan.Var{{Name: "B", Value: v}}}}}},
		},
		Health:     &plan.Health{Test: []string{"/probe", v}, Why: v},
		Entrypoint: []string{"/server", v}, Cmd: []string{v},
	}}}
}

func FuzzQuote(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		p := hostilePlan(v)
		files, err := Files(p, builtIn())
		if err == nil {
			judge(t, v, files[1].Text)
		}
		// What one place refuses must not hide what another writes: each place alone, too.
		for _, keep := range []func(*plan.Stage){
			func(s *plan.Stage) { s.Env = p.Stages[0].Env },
			func(s *plan.Stage) { s.Labels = p.Stages[0].Labels },
			func(s *plan.Stage) { s.Steps = p.Stages[0].Steps[:1] },
			func(s *plan.Stage) { s.Steps = p.Stages[0].Steps[1:] },
			func(s *plan.Stage) { s.Entrypoint, s.Cmd = p.Stages[0].Entrypoint, p.Stages[0].Cmd },
			func(s *plan.Stage) { s.Health, s.About = p.Stages[0].Health, p.Stages[0].About },
			func(s *plan.Stage) { s.Workdir = p.Stages[0].Workdir },
		} {
			alone := &plan.Stage{Name: "prod", From: "scratch"}
			keep(alone)
			files, err := Files(&plan.Plan{Stack: "go", Name: "x", Dir: ".", Context: ".", Stages: []*plan.Stage{alone}}, builtIn())
			if err == nil {
				judge(t, v, files[1].Text)
			}
		}
	})
}

// judge requires of every instruction that the value stands in it, and nothing else.
func judge(t *testing.T, v, text string) {
	t.Helper()
	stages := readBack(t, text)
	if len(stages) != 1 {
		t.Fatalf("%d stages\n%s", len(stages), text)
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
			if !slices.Equal(args, []string{"B=" + v, "echo", v}) || len(c.Files) != 0 {
				t.Fatalf("%q: runs %q\n%s", v, args, text)
			}
		case *instructions.HealthCheckCommand:
			same(t, text, c.Health.Test[2], v)
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
