package internal_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// templateText matches what only a template may say: an instruction at the start of a line or of a quoted text, a comment of a
// Dockerfile, a shell's syntax, or a command of a package manager. A sentence that mentions an instruction is none.
var templateText = regexp.MustCompile(`(?m)(?:^|[^\w\s])\s*(?:FROM|RUN|COPY|ADD|ENV|ARG|EXPOSE|USER|WORKDIR|ENTRYPOINT|CMD|LABEL|HEALTHCHECK|VOLUME|STOPSIGNAL|SHELL|ONBUILD) ` +
	`|^\s*# ` +
	`|&& |--mount=|--from=|\brm -rf\b|\bmkdir -p\b|\bset -e` +
	`|\b(?:apt-get|apt install|apk add|mvn|corepack enable)\b` +
	`|\bgradlew? (?:[-:]|build\b|assemble\b|test\b|run\b)` +
	`|\bgo (?:build|install|mod|test|run|vet)\b` +
	`|\b(?:npm (?:ci|exec)\b|(?:npm|pnpm|yarn|bun) (?:install|prune|run|add|workspaces)\b|npx \w)` +
	`|\b(?:pip|poetry|pdm|pipenv) (?:install|sync|run)\b|\buv (?:sync|pip|run|venv)\b`)

// TestTemplateText proves the pattern.
func TestTemplateText(t *testing.T) {
	for _, text := range []string{
		"RUN ", "  COPY --link a b", "x\nFROM scratch", "%s: ENV A=1", "# deps All packages", "npm ci", "a && b", "mvn package", "./gradlew build", "go build ./...", "uv sync --frozen",
		"poetry install", "pip install poetry", "apt-get update", "apk add tini", "--mount=type=cache", "yarn workspaces focus",
	} {
		if !templateText.MatchString(text) {
			t.Errorf("%q is not found", text)
		}
	}
	for _, text := range []string{
		"there is no EXPOSE and no HEALTHCHECK", "a variable such as PORT to the program", "gradle buildSrc", "the Gradle scripts", "RUNNER", "a#b", "gradlew",
	} {
		if found := templateText.FindString(text); found != "" {
			t.Errorf("%q: %q is found", text, found)
		}
	}
}

// TestPlanHoldsNoTemplateText keeps every instruction, command and comment of a Dockerfile out of internal/plan: it stands in
// templates, where an author can read and change it.
func TestPlanHoldsNoTemplateText(t *testing.T) {
	for _, s := range sources(t) {
		if s.dir != "internal/plan" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if text, ok := saidBy(n); ok && templateText.MatchString(text) {
				t.Errorf("%s: %q belongs into a template", s.path, text)
			}
			return true
		})
	}
}

// saidBy gives the text of a string, or of a list of strings as the words of a command.
func saidBy(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(n.Value)
		return text, err == nil && n.Kind == token.STRING
	case *ast.CompositeLit:
		var words []string
		for _, e := range n.Elts {
			if text, ok := saidBy(e); ok {
				words = append(words, text)
			}
		}
		return strings.Join(words, " "), len(words) > 1
	}
	return "", false
}
