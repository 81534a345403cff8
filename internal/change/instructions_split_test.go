package change

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/rogpeppe/go-internal/txtar"
)

// rendered are all Dockerfiles and .dockerignores of the cases, by case and path.
func rendered(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	cases, err := filepath.Glob("../../testdata/stacks/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			if base := filepath.Base(f.Name); strings.HasPrefix(f.Name, "want/") && (base == "Dockerfile" || base == ".dockerignore") {
				all[strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+strings.TrimPrefix(f.Name, "want/")] = f.Data
			}
		}
	}
	return all
}

// sameRanges compares the splitter with BuildKit's parser: each instruction begins and ends on the same lines.
func sameRanges(t *testing.T, name string, data []byte) {
	t.Helper()
	lines := readText(data).lines
	units, _, whole := splitDockerfile(lines)
	var back []line
	type place struct {
		from, to int
		keyword  string
	}
	var ours []place
	for _, u := range units {
		back = append(append(append(back, u.blank...), u.comments...), u.body...)
		if len(u.body) > 0 && u.keyword != "#" {
			ours = append(ours, place{len(back) - len(u.body) + 1, len(back), u.keyword})
		}
	}
	if joined(back) != joined(lines) {
		t.Fatalf("%s: the units are not the file: %q", name, joined(back))
	}
	parsed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return
	}
	if !whole {
		t.Errorf("%s: BuildKit reads what the splitter does not\n%s", name, data)
	}
	for i, node := range parsed.AST.Children {
		want := place{node.StartLine, node.EndLine, strings.ToUpper(node.Value)}
		if i >= len(ours) || ours[i] != want {
			t.Fatalf("%s: BuildKit has %v as number %d, the splitter %v, in\n%s", name, want, i, ours, data)
		}
	}
	if len(ours) != len(parsed.AST.Children) {
		t.Errorf("%s: %d instructions, BuildKit has %d", name, len(ours), len(parsed.AST.Children))
	}
}

// TestSplitLikeBuildKit takes all rendered Dockerfiles apart, and some that are harder.
func TestSplitLikeBuildKit(t *testing.T) {
	for name, data := range rendered(t) {
		if strings.HasSuffix(name, "Dockerfile") {
			sameRanges(t, name, data)
		}
	}
	for name, data := range hardDockerfiles() {
		sameRanges(t, name, []byte(data))
	}
}

// hardDockerfiles are what a splitter gets wrong.
func hardDockerfiles() map[string]string {
	return map[string]string{
		"escape":             "# escape=`\nFROM a\nRUN a `\n  b\nCOPY a\\\n",
		"escape twice":       "FROM a\nRUN a \\\\\nRUN b\n",
		"comment inside":     "FROM a\nRUN a \\\n# c\n  b \\\n\n  c\n",
		"two heredocs":       "FROM a\nRUN <<A <<-B\nx\nA\ny\n\tB\nRUN c\n",
		"quoted heredoc":     "FROM a\nCOPY <<'EOF' <<\"X Y\" /\na\nEOF\nb\nX Y\nRUN b\n",
		"json is no heredoc": "FROM a\nRUN [\"<<EOF\"]\nRUN b\n",
		"here string":        "FROM a\nRUN cat <<<word\nRUN b\n",
		"env is no heredoc":  "FROM a\nENV A=<<EOF\nRUN b\n",
		"space":              "FROM a\nRUN << E\nx\nE\nCOPY << <<0\nRUN b\n",
		"empty end":          "FROM a\nCOPY <<\"\"\nRUN b\n",
		"onbuild":            "FROM a\nONBUILD RUN <<EOF\na\nEOF\nRUN b\n",
		"crlf":               "FROM a\r\nRUN a \\\r\n  b\r\nRUN <<E\r\nx\r\nE\r\nUSER c\r\n",
		"bom":                "\xef\xbb\xbf# syntax=a\nFROM a\n",
		"indented":           "  FROM a\n\t# c\n  RUN a\n",
		"latin1":             "FROM a\nLABEL a=\xe9\xff\n",
		"no end":             "FROM a\nRUN a \\",
		"alone":              "\\\nFROM a\n",
		"flags":              "FROM a\nRUN --mount=type=cache,target=/x <<E\na\nE\n",
	}
}

func FuzzSplitLikeBuildKit(f *testing.F) {
	for _, data := range hardDockerfiles() {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if isText([]byte(data)) && len(data) < 4096 {
			sameRanges(t, "fuzzed", []byte(data))
		}
	})
}
