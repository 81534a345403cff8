package python

import "testing"

// TestPythonGit holds that dependencies from git are found in every manifest and lock, and those that need the user's SSH agent.
func TestPythonGit(t *testing.T) {
	project := "[project]\nname = \"x\"\ndependencies = [\"flask\"]\n"
	tests := []struct {
		name     string
		files    map[string]string
		git, ssh bool
	}{
		{"requirement", map[string]string{"requirements.txt": "flask\na @ git+https://git.example.com/a.git@v1\n"}, true, false},
		{"requirement by ssh", map[string]string{"requirements.txt": "flask\na @ git+ssh://git@git.example.com/a.git\n"}, true, true},
		{"editable", map[string]string{"requirements.txt": "flask\n-e git+ssh://git@git.example.com/a.git#egg=a\n"}, true, true},
		{"commented out", map[string]string{"requirements.txt": "flask\n# a @ git+https://git.example.com/a.git\n"}, false, false},
		{"project", map[string]string{"pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\n\"a @ git+https://git.example.com/a.git\",\n]\n"}, true, false},
		{"uv source", map[string]string{"pyproject.toml": project + "[tool.uv.sources]\na = { git = \"ssh://git@git.example.com/a.git\" }\n"}, true, true},
		{"poetry", map[string]string{"pyproject.toml": "[tool.poetry]\nname = \"x\"\n[tool.poetry.dependencies]\na = {git = \"git@git.example.com:o/a.git\", rev = \"v1\"}\n"}, true, true},
		{"uv lock", map[string]string{"pyproject.toml": project, "uv.lock": "[[package]]\nname = \"a\"\nsource = { git = \"https://git.example.com/a.git?rev=v1#0\" }\n"}, true, false},
		{"poetry lock", map[string]string{"pyproject.toml": project, "poetry.lock": "[[package]]\nname = \"a\"\n[package.source]\ntype = \"git\"\nurl = \"ssh://git@git.example.com/a.git\"\n"}, true, true},
		{"pipenv lock", map[string]string{"Pipfile": "[packages]\nflask = \"*\"\n", "Pipfile.lock": "{\"default\": {\n\"a\": {\"git\": \"git+https://git.example.com/a.git\"}}}"}, true, false},
		{"an address of the project", map[string]string{"pyproject.toml": project + "[project.urls]\nsource = \"https://git.example.com/a.git\"\n"}, false, false},
	}
	for _, tt := range tests {
		tt.files["app.py"] = flaskApp
		s := scan(t, tt.files)
		git := false
		for _, n := range s.Python.Native {
			git = git || n.Build[0] == "git"
		}
		if git != tt.git || s.Python.SSH.Value != tt.ssh || len(s.Python.Local) > 0 {
			t.Errorf("%s: git %v, ssh %v, local %v", tt.name, git, s.Python.SSH.Value, s.Python.Local)
		}
	}
}
