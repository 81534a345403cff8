package python

import (
	"strings"
	"testing"
)

// TestPythonSiblings holds that directories outside of the project move the build context to the directory that holds them all.
func TestPythonSiblings(t *testing.T) {
	lib := "[project]\nname = \"lib\"\nversion = \"1\"\n"
	project := "[project]\nname = \"web\"\ndependencies = [\"flask\", \"gunicorn\", \"lib\"]\n"
	tests := []struct {
		name              string
		files             map[string]string
		context, siblings string
		refused           bool
	}{
		{"uv", map[string]string{"web/pyproject.toml": project + "[tool.uv.sources]\nlib = { path = \"../lib\" }\n"}, ".", "lib", false},
		{"poetry", map[string]string{"web/pyproject.toml": "[tool.poetry]\nname = \"web\"\n[tool.poetry.dependencies]\nflask = \"*\"\nlib = {path = \"../lib\", develop = true}\n"}, ".", "lib", false},
		{"pip", map[string]string{"web/requirements.txt": "flask\ngunicorn\n-e ../lib\n"}, ".", "lib", false},
		{"pip with an extra", map[string]string{"web/requirements.txt": "flask\n../lib[fast]\n"}, ".", "lib", false},
		{"one directory above", map[string]string{"a/web/pyproject.toml": project + "[tool.uv.sources]\nlib = { path = \"../lib\" }\n", "a/lib/pyproject.toml": lib, "a/lib/lib.py": "import os\n"}, "a", "a/lib", false},
		{"one through another", map[string]string{"web/pyproject.toml": project + "[tool.uv.sources]\nlib = { path = \"../lib\" }\n", "lib/pyproject.toml": lib + "[tool.uv.sources]\ncore = { path = \"../core\" }\n",
			"core/pyproject.toml": lib}, ".", "core lib", false},
		{"workspace above", map[string]string{"pyproject.toml": "[tool.uv.workspace]\nmembers = [\"web\", \"lib\"]\n", "uv.lock": "version = 1\n", "web/pyproject.toml": project + "[tool.uv.sources]\nlib = { workspace = true }\n"}, ".", "lib", false},
		{"outside of the repository", map[string]string{"web/pyproject.toml": project + "[tool.uv.sources]\nlib = { path = \"../../lib\" }\n"}, "web", "", true},
		{"below", map[string]string{"web/pyproject.toml": project + "[tool.uv.sources]\nlib = { path = \"lib\" }\n", "web/lib/pyproject.toml": lib}, "web", "", false},
	}
	for _, tt := range tests {
		for name, text := range map[string]string{"web/app.py": flaskApp, "a/web/app.py": flaskApp, "lib/pyproject.toml": lib, "lib/lib/__init__.py": ""} {
			if _, ok := tt.files[name]; !ok && (strings.HasPrefix(name, "a/") == (tt.context == "a")) {
				tt.files[name] = text
			}
		}
		s := scan(t, tt.files)
		var siblings []string
		for _, c := range s.Python.Siblings {
			siblings = append(siblings, c.Value)
		}
		if s.Context != tt.context || strings.Join(siblings, " ") != tt.siblings || (s.Refusal != nil) != tt.refused {
			t.Errorf("%s: context %q, siblings %v, refusal %v", tt.name, s.Context, siblings, s.Refusal)
		}
	}
}
