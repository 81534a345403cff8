package verify

import (
	"cmp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func checkSyntaxDirective(f *file, say say) {
	if syntax, _, at, ok := parser.DetectSyntax([]byte(f.text)); !ok {
		say(1, "the first line is not `# syntax=docker/dockerfile:1`, so the result depends on the builder")
	} else if want := cmp.Or(f.about.Syntax, "docker/dockerfile:1"); f.about.Own && (firstLine(at) != 1 || syntax != want) {
		say(firstLine(at), "the syntax directive is %q on line %d, not %s on line 1", syntax, firstLine(at), want)
	}
}

func checkMounts(f *file, say say) {
	for _, b := range f.broken {
		say(b.line, "--mount: %s", b.text)
	}
}

func checkParserWarnings(f *file, say say) {
	for _, w := range f.warnings {
		say(w.line, "%s (BuildKit %s)", w.text, w.rule)
	}
}

func checkJSON(f *file, say say) {
	for _, st := range allSteps(f.stages) {
		if text, ok := shellText(st); ok && likeJSON(text, st.kind()) {
			say(st.line, "%s is read as a shell command, because its JSON array is invalid: %s", strings.ToUpper(st.Name()), shorten(text))
		}
	}
}

// shellText gives what the parser took for shell text, or for plain words, where a JSON array may stand.
func shellText(st step) (string, bool) {
	switch c := st.Command.(type) {
	case *instructions.CmdCommand:
		return strings.Join(c.CmdLine, " "), c.PrependShell
	case *instructions.EntrypointCommand:
		return strings.Join(c.CmdLine, " "), c.PrependShell
	case *instructions.RunCommand:
		return strings.Join(c.CmdLine, " "), c.PrependShell
	case *instructions.HealthCheckCommand:
		if len(c.Health.Test) > 1 && c.Health.Test[0] == "CMD-SHELL" {
			return c.Health.Test[1], true
		}
	case *instructions.CopyCommand:
		return strings.Join(append(c.SourcePaths, c.DestPath), " "), true
	case *instructions.AddCommand:
		return strings.Join(append(c.SourcePaths, c.DestPath), " "), true
	case *instructions.VolumeCommand:
		return strings.Join(c.Volumes, " "), true
	}
	return "", false
}

// likeJSON reports text that its author meant as an array. In a RUN `[ -f x ]` is a test, in a COPY `[a-z]*` a pattern.
func likeJSON(text, instruction string) bool {
	text = strings.TrimSpace(text)
	switch instruction {
	case "cmd", "entrypoint", "healthcheck":
		return strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "[ -") && !strings.HasPrefix(text, "[[")
	}
	return arrayLike().MatchString(text)
}

// shorten keeps a message on one line.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return text
}
