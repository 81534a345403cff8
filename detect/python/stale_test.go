package python

import (
	"strings"
	"testing"
)

// TestPythonStale holds that a lock is told from one that was not made from its manifest. The hashes are those of the managers.
func TestPythonStale(t *testing.T) {
	pipfile := "[[source]]\nurl = \"https://example.com/simple\"\nverify_ssl = true\nname = \"pypi\"\n\n[packages]\nflask = \"*\"\ngunicorn = {version=\">=20\", extras=[\"gevent\"]}\n\n[dev-packages]\npytest=\"*\"\n[requires]\npython_version = \"3.12\"\n[scripts]\na=\"b\"\n"
	pipfileLock := `{"_meta": {"hash": {"sha256": "d780c5883f053aef5999a660d3acf28cf962d62007c730aba17f92b6abbf7076"}}, "default": {"flask": {"version": "==3.0.0"}, "gunicorn": {"version": "==23.0.0"}}}`
	poetry := "[tool.poetry]\nname=\"a\"\nversion=\"1\"\n[tool.poetry.dependencies]\npython=\">=3.12,<4\"\nflask={version=\"^3.0\",optional=true}\ngunicorn=\"*\"\n[tool.poetry.group.dev.dependencies]\npytest=\"^8\"\n[tool.poetry.group.docs]\noptional=true\n[tool.poetry.group.docs.dependencies]\nmkdocs=\"*\"\n[[tool.poetry.source]]\nname=\"x\"\nurl=\"https://example.com/simplé\"\npriority=\"primary\"\n[tool.poetry.extras]\nweb=[\"flask\"]\n"
	packages := "[[package]]\nname = \"flask\"\nversion = \"3.0.0\"\n\n[[package]]\nname = \"gunicorn\"\nversion = \"23.0.0\"\n\n"
	poetryLock := packages + "[metadata]\nlock-version = \"2.1\"\ncontent-hash = \"88f07e8463e1114f742b506e1bd11607529b5fd7c10653946f39ef380e9ee0db\"\n"
	pdm := "[project]\nname=\"a\"\nversion=\"1\"\nrequires-python=\">=3.12\"\ndependencies=[\"flask>=3\",\"gunicorn\"]\n[dependency-groups]\ntest=[\"pytest\"]\n[tool.pdm.resolution]\nexcludes=[\"y\"]\n[[tool.pdm.source]]\nname=\"x\"\nurl=\"https://example.com/simple\"\nverify_ssl=true\n"
	pdmLock := "[metadata]\nlock_version = \"4.5.0\"\ncontent_hash = \"sha256:d89aaa7292ac1f237677a148539e87b9562c7833c3509ee315fb41b86ca6e7be\"\n\n" + packages
	uv := "[project]\nname=\"a\"\nversion=\"1\"\nrequires-python=\">=3.12\"\ndependencies=[\"flask >= 3, <4\", \"Gunicorn==23.*\", \"tomli>=1 ; python_version < '3.11'\"]\n[dependency-groups]\ndev=[\"pytest\"]\n"
	uvLock := "version = 1\n\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = { virtual = \".\" }\n\n[package.metadata]\nrequires-dist = [\n    { name = \"flask\", specifier = \">=3,<4\" },\n    { name = \"gunicorn\", specifier = \"==23.*\" },\n    { name = \"tomli\", marker = \"python_full_version < '3.11'\", specifier = \">=1\" },\n]\n\n[package.metadata.requires-dev]\ndev = [{ name = \"pytest\" }]\n\n" + packages
	for _, tt := range []struct {
		name, manifest, text, lock, locked string
		from, to                           string // a change of the manifest
		want                               string
	}{
		{"pipenv", "Pipfile", pipfile, "Pipfile.lock", pipfileLock, "", "", ""},
		{"pipenv, another range", "Pipfile", pipfile, "Pipfile.lock", pipfileLock, ">=20", ">=21", "whole"},
		{"pipenv, one more", "Pipfile", pipfile, "Pipfile.lock", pipfileLock, "flask =", "redis = \"*\"\nflask =", "incomplete"},
		{"poetry", "pyproject.toml", poetry, "poetry.lock", poetryLock, "", "", ""},
		{"poetry, another range", "pyproject.toml", poetry, "poetry.lock", poetryLock, "^8", "^9", "whole"},
		{"poetry, one more", "pyproject.toml", poetry, "poetry.lock", poetryLock, "gunicorn=", "redis=\"*\"\ngunicorn=", "incomplete"},
		{"pdm", "pyproject.toml", pdm, "pdm.lock", pdmLock, "", "", ""},
		{"pdm, another range", "pyproject.toml", pdm, "pdm.lock", pdmLock, "flask>=3", "flask>=2", "whole"},
		{"pdm, one more", "pyproject.toml", pdm, "pdm.lock", pdmLock, "\"gunicorn\"", "\"gunicorn\", \"redis\"", "incomplete"},
		{"uv", "pyproject.toml", uv, "uv.lock", uvLock, "", "", ""},
		{"uv, one less for tests", "pyproject.toml", uv, "uv.lock", uvLock, "dev=[\"pytest\"]", "", "whole"},
		{"uv, another range", "pyproject.toml", strings.ReplaceAll(uv, ", \"tomli>=1 ; python_version < '3.11'\"", ""), "uv.lock", uvLock, "", "", "whole"},
		{"uv, one more", "pyproject.toml", uv, "uv.lock", uvLock, "\"flask", "\"redis\", \"flask", "incomplete"},
	} {
		s := scan(t, map[string]string{"app.py": flaskApp, tt.manifest: strings.Replace(tt.text, tt.from, tt.to, 1), tt.lock: tt.locked})
		if got := s.Python.Stale.Value; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		noted := false
		for _, n := range s.Notes {
			noted = noted || strings.Contains(n.Text, "does not match")
		}
		if noted != (tt.want != "") {
			t.Errorf("%s: notes %v", tt.name, s.Notes)
		}
	}
}
