package python

import (
	"maps"
	"strings"
	"testing"
)

// TestPythonPackaged holds when a program is installed because it reads its own metadata, or a file that its build writes.
func TestPythonPackaged(t *testing.T) {
	project := "[project]\nname = \"my-app\"\ndependencies = [\"flask\", \"gunicorn\"]\n[build-system]\nrequires = [\"hatchling\"]\n"
	written := project + "[tool.hatch.build.hooks.vcs]\nversion-file = \"src/my_app/_version.py\"\n"
	tests := []struct {
		name, pyproject, code string
		packaged              bool
	}{
		{"by its name", project, "from importlib.metadata import version\nv = version('my_app')\n", true},
		{"by its package", project, "import importlib.metadata\nv = importlib.metadata.version(__package__)\n", true},
		{"by its package or a name", project, "from importlib.metadata import version\nv = version(__package__ or 'my-app')\n", true},
		{"by a constant", project, "import importlib.metadata as md\nimport importlib.metadata\nNAME = 'my_app'\nv = md.version(NAME)\n", true},
		{"by a constant of another", project, "import importlib.metadata\nNAME = 'flask'\nv = importlib.metadata.version(NAME)\n", false},
		{"by pkg_resources", project, "import pkg_resources\nv = pkg_resources.get_distribution('my-app').version\n", true},
		{"caught", project, "from importlib.metadata import version, PackageNotFoundError\ntry:\n    v = version('my_app')\nexcept PackageNotFoundError:\n    v = '0'\n", false},
		{"of another", project, "from importlib.metadata import version\nv = version('flask')\n", false},
		{"no package", strings.Split(project, "[build")[0], "from importlib.metadata import version\nv = version('my_app')\n", false},
		{"plugins", project + "[project.entry-points.x]\na = \"my_app:b\"\n", "from importlib.metadata import entry_points\nv = entry_points(group='x')\n", true},
		{"a written version", written, "from my_app._version import version\n", true},
		{"a written version nobody reads", written, "import os\n", false},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"pyproject.toml": tt.pyproject, "src/my_app/__init__.py": "", "src/my_app/app.py": tt.code + flaskApp})
		if s.Python.Packaged.Value != tt.packaged {
			t.Errorf("%s: packaged %v", tt.name, s.Python.Packaged)
		}
	}
}

// TestPythonVersioner holds by which variable a build is told its version, and that a plugin without one is named.
func TestPythonVersioner(t *testing.T) {
	build := func(requires string) map[string]string {
		return map[string]string{"pyproject.toml": "[project]\nname = \"app\"\ndependencies = []\n[project.scripts]\napp = \"app:main\"\n[build-system]\nrequires = [\"" + requires + "\"]\n"}
	}
	setup := func(text string) map[string]string { return map[string]string{"setup.py": text} }
	source := func(text string, files map[string]string) map[string]string {
		files["pyproject.toml"] += text
		return files
	}
	tests := []struct {
		name  string
		files map[string]string
		env   string
		noted bool
	}{
		{"setuptools-scm", build("setuptools_scm[toml]>=8"), "SETUPTOOLS_SCM_PRETEND_VERSION", true},
		{"poetry", build("poetry-dynamic-versioning>=1"), "POETRY_DYNAMIC_VERSIONING_BYPASS", true},
		{"pdm", source("[tool.pdm.version]\nsource = \"scm\"\n", build("pdm-backend")), "PDM_BUILD_SCM_VERSION", true},
		{"pdm with a version of its own", build("pdm-backend"), "", false},
		{"pbr", setup("setup(setup_requires=['pbr'], pbr=True)\n"), "PBR_VERSION", true},
		{"use_scm_version", setup("setup(use_scm_version=True)\n"), "SETUPTOOLS_SCM_PRETEND_VERSION", true},
		{"versioneer", build("versioneer"), "", true},
		{"a fixed version", build("setuptools"), "", false},
	}
	for _, tt := range tests {
		maps.Copy(tt.files, map[string]string{"app.py": "def main():\n    pass\n"})
		s := scan(t, tt.files)
		noted := false
		for _, n := range s.Notes {
			noted = noted || strings.Contains(n.Text, "from git")
		}
		if s.Python.VersionEnv.Value != tt.env || noted != tt.noted {
			t.Errorf("%s: variable %q, noted %v", tt.name, s.Python.VersionEnv.Value, noted)
		}
	}
}
