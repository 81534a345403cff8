package python

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
)

// scan reads a repository of a few files and gives its only Python service.
func scan(t *testing.T, files map[string]string) detect.Stack {
	t.Helper()
	repo := fstest.MapFS{}
	for name, text := range files {
		repo[name] = &fstest.MapFile{Data: []byte(text)}
	}
	report, err := detect.Scan(repo, []detect.Language{Read})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Stacks {
		if s.Stack == "python" {
			return s
		}
	}
	return detect.Stack{Python: &detect.Python{}}
}

const flaskApp = "from flask import Flask\napp = Flask(__name__)\n"

func TestPythonStart(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		start string
		port  int
	}{
		{"flask with gunicorn", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp}, "gunicorn app:app --bind 0.0.0.0:8000", 8000},
		{"flask alone", map[string]string{"requirements.txt": "flask\n", "main.py": flaskApp}, "flask run --host 0.0.0.0 --port 5000", 5000},
		{"flask alone with a port", map[string]string{"requirements.txt": "flask\n", "main.py": flaskApp + "app.run(port=7001)\n"}, "flask run --host 0.0.0.0 --port 7001", 7001},
		{"flask behind uwsgi", map[string]string{"requirements.txt": "flask\nuWSGI\n", "wsgi.py": "from shop import app\n", "shop.py": flaskApp},
			"uwsgi --master --die-on-term --module wsgi:app --http-socket 0.0.0.0:8000", 8000},
		{"factory", map[string]string{"requirements.txt": "flask\ngunicorn\n", "shop/__init__.py": "from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    return app\n"},
			"gunicorn shop:create_app() --bind 0.0.0.0:8000", 8000},
		{"factory behind waitress", map[string]string{"requirements.txt": "flask\nwaitress\n", "app.py": "from flask import Flask\ndef create_app():\n    return Flask(__name__)\n"},
			"waitress-serve --call --listen=0.0.0.0:8080 app:create_app", 8080},
		{"a server that conda's file names", map[string]string{"environment.yml": "dependencies:\n  - flask\n  - pip:\n    - waitress\n", "app.py": flaskApp}, "waitress-serve --listen=0.0.0.0:8080 app:app", 8080},
		{"factory that wants arguments", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": "from flask import Flask\ndef create_app(config):\n    app = Flask(__name__)\n    return app\n"}, "python app.py", 5000},
		{"fastapi standard", map[string]string{"pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\"fastapi[standard]\"]\n", "src/main.py": "from fastapi import FastAPI\napp = FastAPI(\n    title=\"x\",\n)\n"},
			"uvicorn main:app --host 0.0.0.0 --port 8000", 8000},
		{"fastapi without a server", map[string]string{"requirements.txt": "fastapi\n", "app/main.py": "from fastapi import FastAPI\napi = FastAPI()\n", "app/__init__.py": ""}, "uvicorn app.main:api --host 0.0.0.0 --port 8000", 8000},
		{"neighbours imported by bare name", map[string]string{"requirements.txt": "fastapi\nuvicorn\n", "app/main.py": "import models\nfrom fastapi import FastAPI\napp = FastAPI()\n", "app/models.py": ""}, "uvicorn main:app --host 0.0.0.0 --port 8000", 8000},
		{"uvicorn.run's port over lines", map[string]string{"requirements.txt": "fastapi\nuvicorn\n", "main.py": "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nuvicorn.run(\n    \"main:app\",\n    host=\"0.0.0.0\",\n    port=8123,\n)\n"}, "uvicorn main:app --host 0.0.0.0 --port 8123", 8123},
		{"procfile", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "worker: python w.py\nweb: gunicorn app:app -b 0.0.0.0:$PORT --workers 2\n"}, "gunicorn app:app --workers 2", 8000},
		{"procfile on loopback", map[string]string{"requirements.txt": "fastapi\nuvicorn\n", "Procfile": "web: poetry run uvicorn main:app --host 127.0.0.1 --port 9001\n", "main.py": ""}, "uvicorn main:app --host 0.0.0.0 --port 9001", 9001},
		{"procfile without an address", map[string]string{"requirements.txt": "flask\ngunicorn\n", "Procfile": "web: gunicorn app:app\n", "app.py": flaskApp}, "gunicorn app:app --bind 0.0.0.0:8000", 8000},
		{"procfile with a migration", map[string]string{"requirements.txt": "django\ngunicorn\n", "Procfile": "web: python manage.py migrate && gunicorn a.wsgi\n", "manage.py": "import django"}, "gunicorn a.wsgi --bind 0.0.0.0:8000", 8000},
		{"streamlit", map[string]string{"requirements.txt": "streamlit\n", "view.py": "import streamlit as st\n"}, "streamlit run view.py --server.headless=true --server.address=0.0.0.0 --server.port=8501", 8501},
		{"aiohttp as a client", map[string]string{"requirements.txt": "aiohttp\n", "main.py": "import aiohttp\n"}, "python main.py", 0},
		{"aiohttp as a server", map[string]string{"requirements.txt": "aiohttp\n", "main.py": "from aiohttp import web\nweb.run_app(web.Application(), port=8181)\n"}, "python main.py", 8181},
		{"tornado", map[string]string{"requirements.txt": "tornado\n", "main.py": "import tornado.web\nmake_app().listen(8765)\n"}, "python main.py", 8765},
		{"one script among tools", map[string]string{"requirements.txt": "requests\n", "crawl.py": "print(1)\n", "setup.py": "", "test_crawl.py": ""}, "python crawl.py", 0},
		{"lone main", map[string]string{"main.py": "print(1)\n"}, "python main.py", 0},
		{"module", map[string]string{"pyproject.toml": "[project]\nname = \"x\"\n", "tool/__init__.py": "", "tool/__main__.py": "print(1)\n"}, "python -m tool", 0},
		{"module in src", map[string]string{"pyproject.toml": "[project]\nname = \"x\"\n", "src/tool/__init__.py": "", "src/tool/__main__.py": "print(1)\n"}, "python -m tool", 0},
		{"port of the environment", map[string]string{"main.py": "import os\nfrom http.server import HTTPServer\nPORT = int(os.getenv(\"PORT\", 9009))\nHTTPServer((\"\", PORT), None)\n"}, "python main.py", 9009},
		{"commented out", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": "# app = Flask(__name__)\n\"\"\"\napp = Flask(__name__)\n\"\"\"\nfrom flask import Flask\nsite = Flask(__name__)\n"}, "gunicorn app:site --bind 0.0.0.0:8000", 8000},
		{"dash", map[string]string{"requirements.txt": "dash\ngunicorn\n", "app.py": "from dash import Dash\napp = Dash()\nserver = app.server\n"}, "gunicorn app:server --bind 0.0.0.0:8000", 8000},
		{"fastapi beside a streamlit", map[string]string{"requirements.txt": "streamlit\nfastapi\nuvicorn\n", "main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "view.py": "import streamlit\n"}, "uvicorn main:app --host 0.0.0.0 --port 8000", 8000},
		{"a demo is no rival", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "demo.py": flaskApp}, "gunicorn app:app --bind 0.0.0.0:8000", 8000},
		{"the server's own file", map[string]string{"requirements.txt": "flask==3.1.0\n", "requirements-server.txt": "gunicorn==23.0.0\n", "app.py": flaskApp}, "gunicorn app:app --bind 0.0.0.0:8000", 8000},
		{"a file for production that differs", map[string]string{"requirements.txt": "flask==3.1.0\n", "requirements-prod.txt": "flask==2.0.0\ngunicorn==23.0.0\n", "app.py": flaskApp}, "flask run --host 0.0.0.0 --port 5000", 5000},
		{"granian", map[string]string{"requirements.txt": "litestar\ngranian\n", "app.py": "from litestar import Litestar\napp = Litestar([])\n"}, "granian --interface asgi app:app --host 0.0.0.0 --port 8000", 8000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := scan(t, tt.files)
			if got := strings.Join(s.Start.Value, " "); got != tt.start {
				t.Errorf("start is %q, want %q", got, tt.start)
			}
			if s.Port.Value != tt.port {
				t.Errorf("port is %d, want %d", s.Port.Value, tt.port)
			}
		})
	}
}

func TestPythonManagerAndVersion(t *testing.T) {
	project := "[project]\nname = \"x\"\nrequires-python = \">=3.11\"\ndependencies = [\"flask\"]\n"
	tests := []struct {
		name             string
		files            map[string]string
		manager, version string
	}{
		{"a lock beats requirements", map[string]string{"pyproject.toml": project, "uv.lock": "", "requirements.txt": "flask\n"}, "uv", ">=3.11"},
		{"requirements beat a bare pyproject", map[string]string{"pyproject.toml": project, "requirements.txt": "flask\n"}, "pip", ">=3.11"},
		{"pyproject alone", map[string]string{"pyproject.toml": project}, "uv", ">=3.11"},
		{"poetry without a lock", map[string]string{"pyproject.toml": "[tool.poetry]\nname = \"x\"\n[tool.poetry.dependencies]\npython = \"^3.10\"\n"}, "poetry", "^3.10"},
		{"pipfile", map[string]string{"Pipfile": "[packages]\nflask = \"*\"\n[requires]\npython_version = \"3.12\"\n"}, "pipenv", "3.12"},
		{"version file first", map[string]string{"requirements.txt": "", ".python-version": "# here\n3.12.1\n", "runtime.txt": "python-3.11.2\n"}, "pip", "3.12.1"},
		{"latest says nothing", map[string]string{"requirements.txt": "", ".python-version": "latest\n", "runtime.txt": "python-3.11.2\n"}, "pip", "3.11.2"},
		{"mise", map[string]string{"requirements.txt": "", "mise.toml": "[tools]\npython = \"3.10\"\n"}, "pip", "3.10"},
		{"tool-versions", map[string]string{"requirements.txt": "", ".tool-versions": "nodejs 20\npython 3.9.1\n"}, "pip", "3.9.1"},
		{"uv.lock's own", map[string]string{"pyproject.toml": "[project]\nname = \"x\"\ndependencies = [\"flask\"]\n", "uv.lock": "version = 1\nrequires-python = \">=3.13\"\n"}, "uv", ">=3.13"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.files["main.py"] = "print(1)\n"
			s := scan(t, tt.files)
			if s.Manager.Value != tt.manager || s.Version.Value != tt.version {
				t.Errorf("manager %q version %q, want %q and %q", s.Manager.Value, s.Version.Value, tt.manager, tt.version)
			}
		})
	}
}

func TestPythonHealthAndSignals(t *testing.T) {
	s := scan(t, map[string]string{"requirements.txt": "starlette\nuvicorn\n",
		"main.py": "app = Starlette(routes=[Route(\"/\", a), Route(\"/livez\", b)])\n"})
	if s.Health.Value != "/livez" || !s.Signals.Value {
		t.Errorf("health %q signals %v", s.Health.Value, s.Signals.Value)
	}
	s = scan(t, map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp + "app.register_blueprint(b, url_prefix=\"/v1\")\n",
		"views.py": "@b.route(\"/health\")\ndef h(): pass\n"})
	if s.Health.Known() && strings.HasPrefix(s.Health.Because[0].Path, "views") {
		t.Errorf("a route under a prefix is taken for %q", s.Health.Value)
	}
	s = scan(t, map[string]string{"main.py": "import time\ntime.sleep(9)\n"})
	if s.Signals.Known() {
		t.Error("a script without a handler is said to stop")
	}
	s = scan(t, map[string]string{"requirements.txt": "django\n", "manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n", "x/__init__.py": "", "x/settings.py": "",
		"x/management/commands/send.py": "signal.signal(signal.SIGTERM, stop)\n"})
	if s.Signals.Known() {
		t.Errorf("a command of its own ends the server: %v", s.Signals)
	}
	s = scan(t, map[string]string{"requirements.txt": "django\n", "manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n", "x/__init__.py": "", "x/settings.py": "DATABASES: Mapping[str, Any] = {}\n"})
	if !strings.Contains(fmt.Sprint(s.Notes), "does not migrate") {
		t.Errorf("an annotated setting is not seen: %v", s.Notes)
	}
}

func TestPythonRequirements(t *testing.T) {
	s := scan(t, map[string]string{
		"requirements.txt":      "-r requirements/base.txt\n-c limits.txt\n--extra-index-url https://u:${TOKEN}@host/simple\npsycopg2==2.9 # comment\n",
		"requirements/base.txt": "Flask[async]==3.0.0 \\\n    --hash=sha256:00\n", "limits.txt": "click<9\n", "main.py": flaskApp,
	})
	p := s.Python
	if got := strings.Join(p.Manifests, " "); got != "requirements.txt requirements/base.txt limits.txt" {
		t.Errorf("manifests are %s", got)
	}
	if p.Hashes || len(p.Secrets) != 1 || p.Secrets[0].Value != "TOKEN" || s.Framework.Value != "flask" {
		t.Errorf("hashes %v secrets %v framework %q", p.Hashes, p.Secrets, s.Framework.Value)
	}
	if len(p.Native) != 1 || p.Native[0].Name != "psycopg2" || p.Native[0].Because.Line != 4 {
		t.Errorf("native is %+v", p.Native)
	}
	_, err := detect.Scan(fstest.MapFS{"requirements.txt": {Data: []byte("flask\n-r other.txt\n")}, "main.py": {Data: []byte("\n")}}, []detect.Language{Read})
	if err == nil || !strings.Contains(err.Error(), `requirements.txt:2: names "other.txt"`) {
		t.Errorf("a missing file is told as %v", err)
	}
}

func TestPythonProjects(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		dirs  string
	}{
		{"two services", map[string]string{"api/requirements.txt": "flask\n", "api/app.py": flaskApp, "worker/pyproject.toml": "[project]\nname = \"w\"\n", "worker/main.py": "\n"}, "api worker"},
		{"settings of tools are no project", map[string]string{"pyproject.toml": "[tool.ruff]\n", "api/requirements.txt": "flask\n", "api/app.py": flaskApp}, "api"},
		{"documentation is none", map[string]string{"requirements.txt": "flask\n", "app.py": flaskApp, "docs/requirements.txt": "sphinx\n", "docs/conf.py": "\n"}, "."},
		{"a script beside Node", map[string]string{"package.json": "{}", "main.py": "print(1)\n"}, ""},
		{"a library has no start", map[string]string{"pyproject.toml": "[project]\nname = \"lib\"\n", "lib/__init__.py": ""}, "."},
		{"django below the root", map[string]string{"requirements.txt": "django\n", "site/manage.py": "import django\n"}, "."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			repo := fstest.MapFS{}
			for name, text := range tt.files {
				repo[name] = &fstest.MapFile{Data: []byte(text)}
			}
			tr, err := detect.Walk(repo)
			if err != nil {
				t.Fatal(err)
			}
			stacks, err := Read(tr)
			if err != nil {
				t.Fatal(err)
			}
			var dirs []string
			for _, s := range stacks {
				dirs = append(dirs, s.Dir)
			}
			if got := strings.Join(dirs, " "); got != tt.dirs {
				t.Errorf("services in %q, want %q", got, tt.dirs)
			}
		})
	}
}

func FuzzPython(f *testing.F) {
	f.Add("flask==1 ; x\n-r a\n", flaskApp, "web: gunicorn app:app -b $PORT\n", "[project]\nname=\"x\"\n")
	f.Add("-e .\n${X}", "\"\"\"\n'", "a: 'b", "[tool.poetry]\n")
	f.Add("\\\n", "def create_app(", "web: ${PORT:-}", "[tool.uv.sources]\na={workspace=true}\n")
	f.Fuzz(func(t *testing.T, requirements, source, procfile, project string) {
		tr, err := detect.Walk(fstest.MapFS{"requirements.txt": {Data: []byte(requirements)}, "main.py": {Data: []byte(source)},
			"Procfile": {Data: []byte(procfile)}, "pyproject.toml": {Data: []byte(project)}, "manage.py": {Data: []byte(source)}})
		if err != nil {
			t.Fatal(err)
		}
		stacks, err := Read(tr)
		for _, s := range stacks {
			if s.Start.Known() && len(s.Start.Value) == 0 {
				t.Error("a start without words")
			}
		}
		_ = err // a manifest that cannot be understood is an error, never a panic
	})
}

func TestPythonUndeclared(t *testing.T) {
	s := scan(t, map[string]string{"main.py": "import os, requests\nimport totallyunknown\n" + flaskApp})
	var names []string
	for _, e := range s.Python.Extra {
		names = append(names, e.Value)
	}
	if got := strings.Join(names, " "); got != "flask requests" {
		t.Errorf("installed undeclared: %s", got)
	}
	s = scan(t, map[string]string{"environment.yml": "dependencies:\n  - python=3.11\n  - conda-forge::flask=3.0.0\n  - pip:\n    - gunicorn\n", "app.py": flaskApp})
	if s.Version.Value != "3.11" || len(s.Python.Extra) != 2 || s.Python.Extra[0].Value != "flask==3.0.0" {
		t.Errorf("conda gives %q and %+v", s.Version.Value, s.Python.Extra)
	}
	s = scan(t, map[string]string{"requirements.txt": "django\ngunicorn\nwhitenoise\n", "Procfile": "web: gunicorn site.wsgi\n", "manage.py": "os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"site.settings\")\n",
		"site/settings.py": "STATIC_ROOT = BASE_DIR / \"collected\"\n", "site/wsgi.py": ""})
	if d := s.Python.Django; d == nil || d.StaticRoot.Value != "collected" {
		t.Errorf("the static files beside a Procfile are forgotten: %+v", d)
	}
}

// TestPythonRunFiles holds that what the program loads is shipped, whatever its name suggests.
func TestPythonRunFiles(t *testing.T) {
	manage := "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"example.settings\")\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"Django's project is called example", map[string]string{"requirements.txt": "django\n", "manage.py": manage, "example/__init__.py": "", "example/settings.py": ""}, "manage.py example"},
		{"tasks that are imported", map[string]string{"requirements.txt": "flask\n", "app.py": "import tasks\n" + flaskApp, "tasks.py": "", "fabfile.py": ""}, "app.py tasks.py"},
		{"a package named deploy", map[string]string{"requirements.txt": "flask\n", "app.py": "from deploy import x\n" + flaskApp, "deploy/x.py": "", "docker/y.py": ""}, "app.py deploy"},
		{"a platform's files", map[string]string{"requirements.txt": "flask\n", "app.py": flaskApp, "app.yaml": "runtime: python313\n", "railway.toml": "", "northflank.json": ""}, "app.py"},
		{"settings named like a platform's file", map[string]string{"requirements.txt": "flask\n", "app.py": "load('app.yaml')\n" + flaskApp, "app.yaml": "name: x\n"}, "app.py app.yaml"},
		{"papers that the program reads", map[string]string{"requirements.txt": "flask\n", "app.py": "open(BASE / 'CHANGELOG.md')\ntomllib.load(open('pyproject.toml', 'rb'))\n" + flaskApp, "CHANGELOG.md": "", "README.md": "", "pyproject.toml": "[project]\nname = 'x'\n", "setup.py": "open('README.md')\n"}, "CHANGELOG.md app.py pyproject.toml"},
		{"a worker's tasks", map[string]string{"requirements.txt": "celery\n", "tasks.py": "from celery import Celery\napp = Celery()\n"}, "tasks.py"},
		{"a tool's tasks", map[string]string{"requirements.txt": "flask\n", "app.py": flaskApp, "tasks.py": "from invoke import task\n"}, "app.py"},
		{"what a command names", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: gunicorn -c deploy/web.py app:app\n", "deploy/web.py": "workers = 2\n", "docker/y.py": ""}, "app.py deploy"},
		{"an installed package", map[string]string{"pyproject.toml": "[project]\nname = \"tool\"\ndependencies = [\"flask\"]\n[project.scripts]\ntool = \"tool.cli:main\"\n[build-system]\nrequires = [\"hatchling\"]\n",
			"tool/__init__.py": "", "tool/cli.py": "open('rights')\ndef main(): pass\n", "rights": "", "setup.cfg.legacy": "", "bin/x.py": "", "contrib/x.service": ""}, "rights tool"},
		{"examples stay behind", map[string]string{"requirements.txt": "flask\n", "app.py": flaskApp, "examples/x.py": ""}, "app.py"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(scan(t, tt.files).Python.RunFiles, " "); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestPythonCompanions holds what is installed beside pinned packages that do not name all that they need.
func TestPythonCompanions(t *testing.T) {
	for _, tt := range []struct{ requirements, code, want string }{
		{"Flask==2.0.3\n", "", "werkzeug<3"}, {"flask==2.2.5\n", "", ""}, {"flask\n", "", ""}, {"flask==2.0.3\nwerkzeug==2.0.3\n", "", ""}, {"flask>=2.0\n", "", ""},
		{"flask==1.1.2\n", "", "werkzeug<2.1 jinja2<3.1 itsdangerous<2.1 markupsafe<2.1"},
		{"flask\ngunicorn==20.0.4\n", "", "setuptools<81"}, {"flask\ngunicorn==20.1.0\n", "", ""}, {"flask\ngunicorn==20.0.4\nsetuptools==60.0.0\n", "", ""},
		{"flask\npandas==2.1.4\n", "", "numpy<2"}, {"flask\npandas==2.1.4\nnumpy==1.26.4\n", "", ""},
		{"flask\npasslib[bcrypt]==1.7.4\n", "", "bcrypt<5"}, {"flask\npasslib==1.7.4\n", "", ""},
		{"flask\n", "import pkg_resources\n", "setuptools<81"}, {"flask\n", "from distutils.util import strtobool\n", "setuptools<81"},
		{"flask\n", "try:\n    import pkg_resources\nexcept ImportError:\n    pass\n", ""},
	} {
		var got []string
		for _, e := range scan(t, map[string]string{"requirements.txt": tt.requirements, "app.py": flaskApp + tt.code}).Python.Extra {
			got = append(got, e.Value)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.requirements, tt.code, got, tt.want)
		}
	}
}

// TestPythonRemoved holds which Python a module that was dropped from the standard library asks for.
func TestPythonRemoved(t *testing.T) {
	for _, tt := range []struct{ requirements, code, want string }{
		{"", "import cgi\n", "3.12"}, {"", "from imp import reload\n", "3.11"}, {"", "import json\n", ""},
		{"", "if py >= (3, 3):\n    from types import ModuleType\nelse:\n    import os\n\n    from imp import new_module\n", ""}, {"", "def f():\n    import imp\n", "3.11"}, {"legacy-cgi\n", "import cgi\n", ""},
		{"", "try:\n    import cgi\nexcept ImportError:\n    cgi = None\n", ""},
	} {
		if got := scan(t, map[string]string{"requirements.txt": "flask\n" + tt.requirements, "app.py": flaskApp + tt.code}).Python.Newest.Value; got != tt.want {
			t.Errorf("%q: %q, want %q", tt.code, got, tt.want)
		}
	}
}

// TestPythonNewest holds which Python pinned packages still install on.
func TestPythonNewest(t *testing.T) {
	tests := []struct{ requirements, want, by string }{
		{"flask==3.0.0\n", "", ""},
		{"numpy==1.21.0\n", "3.9", "numpy 1.21.0"},
		{"numpy==2.1.0\n", "", ""},
		{"numpy>=1.21\n", "", ""},
		{"Pillow==9.5.0\nDjango==4.2.1\n", "3.11", "pillow 9.5.0"},
		{"Django==3.2.18\npsycopg2-binary==2.8.6\n", "3.9", "psycopg2-binary 2.8.6"},
		{"psycopg2==2.7.3\n", "3.7", "psycopg2 2.7.3"},
		{"psycopg2==2.9.9\n", "", ""},
		{"celery==5.1.2\n", "3.11", "celery 5.1.2"},
		{"pydantic==1.10.24\n", "", ""},
		{"pydantic==2.5.3\n", "3.12", "pydantic 2.5.3"},
		{"PyYAML==5.3.1\n", "", ""},
		{"SQLAlchemy==2.0.25\n", "3.12", "sqlalchemy 2.0.25"},
	}
	for _, tt := range tests {
		py := scan(t, map[string]string{"requirements.txt": "flask\n" + tt.requirements, "app.py": flaskApp}).Python
		if py.Newest.Value != tt.want || py.NewestFor != tt.by {
			t.Errorf("%q: %s by %s, want %s by %s", tt.requirements, py.Newest.Value, py.NewestFor, tt.want, tt.by)
		}
	}
}
