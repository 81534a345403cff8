package python

import (
	"slices"
	"strings"
	"testing"
)

const flaskGuard = "if __name__ == '__main__':\n    app.run()\n"

// TestPythonProgram holds what is started, and where it listens, in repositories that hold more than their program.
func TestPythonProgram(t *testing.T) {
	command := "[project]\nname = \"tool\"\ndependencies = [\"flask\"]\n[project.scripts]\ntool = \"tool.cli:main\"\n[build-system]\nrequires = [\"hatchling\"]\n"
	tests := []struct {
		name  string
		files map[string]string
		start string
		port  int
		note  string
	}{
		{"the one application below", map[string]string{"requirements.txt": "flask\ngunicorn\n", "shop/__init__.py": "", "shop/site.py": flaskApp, "shop/version.py": "if __name__ == '__main__':\n    pass\n"}, "gunicorn shop.site:app --bind 0.0.0.0:8000", 8000, ""},
		{"two applications below", map[string]string{"requirements.txt": "flask\ngunicorn\n", "shop/site.py": flaskApp, "shop/other.py": flaskApp, "run_shop.py": flaskGuard}, "python run_shop.py", 5000, ""},
		{"a server in its own code", map[string]string{"requirements.txt": "flask\ngevent\n", "shop/__init__.py": flaskApp, "shop/serve.py": "from gevent.pywsgi import WSGIServer\nWSGIServer(('', port), app).serve_forever()\n",
			"shop/settings.py": "DEFAULT_PORT = int(os.environ.get('SHOP_PORT', 8083))\n", "shop.py": "from shop.serve import main\nif __name__ == '__main__':\n    main()\n"}, "python shop.py", 8083, ""},
		{"the default of --port by a name", map[string]string{"pyproject.toml": command, "tool/__init__.py": "", "tool/cli.py": "def main(): pass\n", "tool/options.py": "class DEFAULTS:\n    PORT = 8079\np.add_argument('--port', default=DEFAULTS.PORT, type=int)\n"}, "tool", 8079, ""},
		{"the default of --port", map[string]string{"pyproject.toml": command, "tool/__init__.py": "", "tool/cli.py": "def main(): pass\n", "tool/options.py": "p.add_argument(\n    '--web-port', type=int, default=8089)\n"}, "tool", 8089, ""},
		{"no port is known", map[string]string{"pyproject.toml": command, "tool/__init__.py": "", "tool/cli.py": "from http.server import HTTPServer\ndef main(config):\n    HTTPServer((config.a, config.b), H)\n"}, "tool", 0, "the program listens"},
		{"a socket beside the framework's server", map[string]string{"requirements.txt": "nicegui\nwebsockets\n", "main.py": "from nicegui import ui\nasync def main():\n    async with websockets.serve(echo, 'localhost', 8765):\n        pass\nui.run()\n"}, "python main.py", 8080, ""},
		{"a debugger's port", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp + "debugpy.listen(('0.0.0.0', 5678))\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, ""},
		{"a name of another file", map[string]string{"requirements.txt": "flask\n", "app.py": flaskApp + "port = setting('port')\napp.run(port=port)\n", "db.py": "port = 3306\n"}, "flask run --host 0.0.0.0 --port 5000", 5000, ""},
		{"subcommands of a loop", map[string]string{"pyproject.toml": command, "tool/__init__.py": "", "tool/cli.py": "subs = parser.add_subparsers()\nfor c in COMMANDS:\n    subs.add_parser(c)\nif which == 'migrate':\n    pass\nelif which == 'start':\n    serve()\n"}, "tool start", 0, ""},
		{"a command line of the framework", map[string]string{"pyproject.toml": command, "tool/__init__.py": "", "tool/cli.py": "def main():\n    from litestar.cli.main import litestar_group\n    litestar_group()\n"}, "tool run --host 0.0.0.0", 0, ""},
		{"a command of setup.py", map[string]string{"setup.py": "setup(\n    name='tool',\n    install_requires=['click'],\n    entry_points={\n        'console_scripts': [\n            'tool = tool.cli:main',\n        ],\n        'gui_scripts': ['window = tool.gui:main'],\n    },\n)\n", "tool/__init__.py": "", "tool/cli.py": "def main(): pass\n"}, "tool", 0, ""},
		{"a command of setup.cfg", map[string]string{"setup.py": "setup()\n", "setup.cfg": "[metadata]\nname = tool\n[options.entry_points]\nconsole_scripts =\n    tool = tool.cli:main\npytest11 =\n    other = tool.plugin:main\n", "tool/__init__.py": "", "tool/cli.py": "def main(): pass\n"}, "tool", 0, ""},
		{"a file that imports its own package", map[string]string{"requirements.txt": "aiohttp==3.13.0\n", "shop/__init__.py": "", "shop/routes.py": "", "shop/main.py": "from aiohttp import web\nfrom shop.routes import routes\nif __name__ == '__main__':\n    web.run_app(app, host='0.0.0.0', port=8090)\n"}, "python -m shop.main", 8090, "!"},
		{"a file of a package under src", map[string]string{"requirements.txt": "aiohttp==3.13.0\n", "src/shop/__init__.py": "", "src/shop/routes.py": "", "src/shop/main.py": "from aiohttp import web\nfrom .routes import routes\nif __name__ == '__main__':\n    web.run_app(app)\n"}, "python -m shop.main", 8080, "!"},
		{"a command line of the framework far below", map[string]string{"pyproject.toml": command, "src/py/tool/__init__.py": "", "src/py/tool/cli.py": "def main():\n    from litestar.__main__ import run_cli as run\n    run()\n"}, "tool run --host 0.0.0.0", 0, ""},
		{"a framework that nothing imports yet", map[string]string{"pyproject.toml": strings.Replace(command, "flask", "litestar", 1), "src/tool/__init__.py": "", "src/tool/cli.py": "def main() -> None:\n    print('Hello')\n"}, "tool", 0, ""},
		{"Dash without a server", map[string]string{"requirements.txt": "dash==3.0.0\n", "app.py": "from dash import Dash\napp = Dash()\nif __name__ == '__main__':\n    app.run(debug=True)\n"}, "python app.py", 8050, "development server"},
		{"Dash that a server cannot reach", map[string]string{"requirements.txt": "dash==3.0.0\ngunicorn==23.0.0\n", "app.py": "from dash import Dash\napp = Dash()\nif __name__ == '__main__':\n    app.run(debug=True)\n"}, "python app.py", 8050, "does not name what gunicorn can serve"},
		{"an MCP server", map[string]string{"requirements.txt": "fastmcp==2.0.0\n", "server.py": "from fastmcp import FastMCP\nmcp = FastMCP('a')\nif __name__ == '__main__':\n    mcp.run(transport=\"http\", port=9000)\n"}, "python server.py", 9000, "FASTMCP_HOST"},
		{"an MCP server for one client", map[string]string{"requirements.txt": "fastmcp==2.0.0\n", "server.py": "from fastmcp import FastMCP\nmcp = FastMCP('a')\nif __name__ == '__main__':\n    mcp.run()\n"}, "python server.py", 0, "!"},
		{"robyn", map[string]string{"requirements.txt": "robyn==0.60.0\n", "app.py": "from robyn import Robyn\napp = Robyn(__file__)\napp.start(port=8081)\n"}, "python app.py", 8081, "ROBYN_HOST"},
		{"asgi is a package", map[string]string{"requirements.txt": "django\nuvicorn\n", "manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "shop/__init__.py": "", "shop/settings.py": "ASGI_APPLICATION = 'shop.asgi.application'\n", "shop/asgi/__init__.py": "application = x\n"},
			"uvicorn shop.asgi:application --host 0.0.0.0 --port 8000", 8000, ""},
		{"steps by semicolons", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: flask db upgrade; gunicorn app:app\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "run the others as a release step: flask db upgrade"},
		{"a shell script", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: ./start.sh\n", "start.sh": "#!/bin/bash\npip install -r requirements.txt\nexport PORT=\"${PORT:-8081}\"\nexec gunicorn app:app --bind \"0.0.0.0:$PORT\"\n"}, "gunicorn app:app", 8081, "!"},
		{"a shell script that migrates", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: bash bin/start\n", "bin/start": "flask db upgrade\nuv run -- gunicorn app:app\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "run the others as a release step: flask db upgrade"},
		{"a shell script that does more", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: bash bin/start\n", "bin/start": "for i in 1 2; do gunicorn x:app; done\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "it needs a shell"},
		{"shell scripts that start each other", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: ./a.sh\n", "a.sh": "./b.sh\n", "b.sh": "./a.sh\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "it needs a shell"},
		{"a setup that is none", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "shop/__init__.py": "", "shop/setup.py": "def setup():\n    pass\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, ""},
		{"scripts of developers", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "scripts/make.py": "subprocess.run(['poetry', 'install'])\nfrom selenium import webdriver\n", "hatch_build.py": "subprocess.run(['yarn'])\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "!"},
		{"scripts that the program imports", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp + "from scripts import make\n", "scripts/make.py": "subprocess.run(['poetry', 'install'])\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "starts poetry"},
		{"another program", map[string]string{"requirements.txt": "flask==3.0.0\ngunicorn==23.0.0\n", "app.py": flaskApp + "subprocess.run(['git', 'rev-parse', 'HEAD'])\nsubprocess.run(\n    [\"ffmpeg\", '-i', path])\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "the call of ffmpeg: ffmpeg"},
		{"a module for an older Python", map[string]string{"requirements.txt": "flask==3.0.0\ngunicorn==23.0.0\n", "app.py": flaskApp + "if sys.version_info < (3, 9):\n    import pkg_resources\n"}, "gunicorn app:app --bind 0.0.0.0:8000", 8000, "!"},
		{"celery of Django", map[string]string{"requirements.txt": "django\ngunicorn\ncelery\n", "web/manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "web/shop/__init__.py": "", "web/shop/settings.py": "WSGI_APPLICATION = 'shop.wsgi.application'\n", "web/shop/wsgi.py": "",
			"web/shop/celery.py": "from celery import Celery\napp = Celery('shop')\n"}, "gunicorn shop.wsgi:application --bind 0.0.0.0:8000", 8000, "celery --app shop.celery:app worker"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := scan(t, tt.files)
			if got := strings.Join(s.Start.Value, " "); got != tt.start || s.Port.Value != tt.port {
				t.Errorf("%q on %d, want %q on %d", got, s.Port.Value, tt.start, tt.port)
			}
			var notes []string
			for _, n := range s.Notes {
				if !strings.HasPrefix(n.Text, "not all requirements") {
					notes = append(notes, n.Text+" "+n.Add)
				}
			}
			if s.Python.Calls.Known() {
				notes = append(notes, "starts "+s.Python.Calls.Value)
			}
			for _, e := range s.Python.Env {
				notes = append(notes, e.Name)
			}
			for _, n := range s.Python.Native {
				notes = append(notes, n.Name+": "+strings.Join(n.Run, " "))
			}
			all := strings.Join(notes, "\n")
			if tt.note == "!" && all != "" || !strings.Contains(all, strings.TrimPrefix(tt.note, "!")) {
				t.Errorf("notes are %q, want %q", notes, tt.note)
			}
		})
	}
}

// TestPythonVariables holds that a declared command keeps a variable of which a value is known, which the image sets.
func TestPythonVariables(t *testing.T) {
	tests := []struct{ command, example, start, env string }{
		{"gunicorn app:app -b 0.0.0.0:9000 --workers ${WORKERS:-3}", "", "gunicorn app:app -b 0.0.0.0:9000 --workers $WORKERS", "WORKERS=3"},
		{"gunicorn app:app -b 0.0.0.0:9000 --workers $WEB_CONCURRENCY", "", "gunicorn app:app -b 0.0.0.0:9000 --workers $WEB_CONCURRENCY", "WEB_CONCURRENCY=1"},
		{"gunicorn app:app -b 0.0.0.0:9000 --log-level $LEVEL", "LEVEL=debug\n", "gunicorn app:app -b 0.0.0.0:9000 --log-level $LEVEL", "LEVEL=debug"},
		{"gunicorn app:app -b 0.0.0.0:9000 --log-level $LEVEL", "", "gunicorn app:app --bind 0.0.0.0:8000", ""},
		{"gunicorn app:app -b 0.0.0.0:9000 --env A=$API_TOKEN", "API_TOKEN=abc\n", "gunicorn app:app --bind 0.0.0.0:8000", ""},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "Procfile": "web: " + tt.command + "\n", ".env.example": tt.example})
		var env []string
		for _, e := range s.Python.Env {
			env = append(env, e.Name+"="+e.Value)
		}
		if got := strings.Join(s.Start.Value, " "); got != tt.start || strings.Join(env, " ") != tt.env {
			t.Errorf("%s: %q with %v, want %q with %s", tt.command, got, env, tt.start, tt.env)
		}
	}
}

// TestPythonStaticRoot holds where collectstatic writes.
func TestPythonStaticRoot(t *testing.T) {
	tests := []struct{ settings, want string }{
		{"BASE_DIR = Path(__file__).resolve().parent.parent\nSTATIC_ROOT = BASE_DIR / 'static'\n", "static"},
		{"BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\nSTATIC_ROOT = os.getenv('STATIC_ROOT', os.path.join(BASE_DIR, \"staticfiles\"))\n", "staticfiles"},
		{"STATIC_ROOT = env.str('STATIC_ROOT', '/home/shop/static')\n", ""},
		{"STATIC_ROOT = os.environ['STATIC_ROOT']\n", ""},
		{"from .base import *\nSTATIC_ROOT = env('STATIC_ROOT')\n", ""},
		{"from .base import *\n", "base"},
		{"try:\n    from .dev import *\nexcept ImportError:\n    from .prod import *\n", "base"},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "django\ngunicorn\n", "manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings.main')\n",
			"settings/__init__.py": "", "settings/main.py": tt.settings, "settings/prod.py": "from .base import *\n", "settings/base.py": "ROOT = Path(__file__).parent.parent\nSTATIC_ROOT = ROOT / 'base'\n"})
		if got := s.Python.Django.StaticRoot.Value; got != tt.want {
			t.Errorf("%q: %q, want %q", tt.settings, got, tt.want)
		}
	}
}

// TestPythonManySources holds that of many sources the ones near the top are read.
func TestPythonManySources(t *testing.T) {
	files := map[string]string{"requirements.txt": "flask\ngunicorn\n", "shop/web.py": flaskApp, "shop/__init__.py": ""}
	for i := range 250 {
		files["shop/engines/e"+strings.Repeat("x", i)+".py"] = "a = 1\n"
	}
	if s := scan(t, files); !slices.Contains(s.Start.Value, "shop.web:app") {
		t.Errorf("starts %v", s.Start.Value)
	}
}

// TestPythonOldWheels holds that a pinned package without a wheel for a newer Python takes an older one.
func TestPythonOldWheels(t *testing.T) {
	s := scan(t, map[string]string{"requirements.txt": "flask==3.0.0\nmultidict==6.0.4\n", "app.py": flaskApp})
	if got := s.Python.Newest.Value; got != "3.11" {
		t.Errorf("the newest Python is %q, want 3.11", got)
	}
}
