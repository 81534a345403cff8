package python

import (
	"strings"
	"testing"
)

const djangoManage = "import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n"

// TestPythonRuns holds what runs: what a platform's file declares, the server rather than the client, a worker where nothing serves.
func TestPythonRuns(t *testing.T) {
	grpcServer := "import grpc\nif __name__ == '__main__':\n    server.add_insecure_port('[::]:50051')\n"
	client := "import grpc\nif __name__ == '__main__':\n    grpc.insecure_channel('x:50051')\n"
	gate := "import os\napplication = 1\n"
	tests := []struct {
		name, requirements string
		files              map[string]string
		start              string
		port               int
	}{
		{"app.yaml", "flask\ngunicorn\n", map[string]string{"app.yaml": "runtime: python312\nentrypoint: gunicorn -b :$PORT shop:app\n", "shop.py": flaskApp}, "gunicorn shop:app", 8000},
		{"render.yaml", "flask\ngunicorn\n", map[string]string{"render.yaml": "services:\n  - type: web\n    startCommand: gunicorn shop:app --workers 3\n", "shop.py": flaskApp}, "gunicorn shop:app --workers 3 --bind 0.0.0.0:8000", 8000},
		{"railway.json", "fastapi\nuvicorn\n", map[string]string{"railway.json": "{\"deploy\": {\"startCommand\": \"uvicorn shop:app --host 0.0.0.0 --port $PORT\"}}", "shop.py": ""}, "uvicorn shop:app --host 0.0.0.0 --port $PORT", 8000},
		{"render.yaml with a worker first", "flask\ngunicorn\ncelery\n", map[string]string{"render.yaml": "services:\n  - type: worker\n    name: jobs\n    startCommand: celery -A shop worker\n  - type: web\n    startCommand: gunicorn shop:app\n", "shop.py": flaskApp}, "gunicorn shop:app --bind 0.0.0.0:8000", 8000},
		{".do/app.yaml", "flask\ngunicorn\n", map[string]string{".do/app.yaml": "workers:\n- name: jobs\n  run_command: python jobs.py\nservices:\n- name: web\n  run_command: gunicorn shop:app\n  http_port: 8081\n", "shop.py": flaskApp}, "gunicorn shop:app --bind 0.0.0.0:8081", 8081},
		{"fly.toml", "flask\ngunicorn\n", map[string]string{"fly.toml": "app = \"x\"\n[http_service]\ninternal_port = 8082\n", "shop.py": flaskApp}, "gunicorn shop:app --bind 0.0.0.0:8082", 8082},
		{"heroku.yml", "flask\ngunicorn\n", map[string]string{"heroku.yml": "run:\n  worker:\n    command:\n      - python jobs.py\n  web: gunicorn shop:app\n", "shop.py": flaskApp}, "gunicorn shop:app --bind 0.0.0.0:8000", 8000},
		{"a port behind another server", "flask\nwaitress\n", map[string]string{"Procfile": "web: waitress-serve --port=${PORT:-8083} shop:app\n", "shop.py": flaskApp}, "waitress-serve --port=$PORT shop:app", 8083},
		{"a command of manage.py", "django\n", map[string]string{"Procfile": "worker: python manage.py runbot\n", "manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": ""}, "python manage.py runbot", 0},
		{"Django's own server", "django\n", map[string]string{"Procfile": "web: python manage.py runserver 0.0.0.0:$PORT\n", "manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": ""}, "python manage.py runserver 0.0.0.0:$PORT", 8000},
		{"beat", "celery\n", map[string]string{"Procfile": "beat: celery -A jobs beat\n", "jobs.py": ""}, "celery -A jobs beat -s /tmp/celerybeat-schedule", 0},
		{"rq", "rq\n", map[string]string{"tasks.py": "from rq import Queue\nq = Queue()\n"}, "rq worker", 0},
		{"rq with a worker of its own", "rq\n", map[string]string{"tasks.py": "from rq import Queue\nq = Queue()\n", "go.py": "from rq import Worker\nif __name__ == '__main__':\n    Worker([]).work()\n"}, "python -m go", 0},
		{"a bot in src", "aiogram\n", map[string]string{"src/texts.py": "", "src/shopbot.py": "import texts\nif __name__ == '__main__':\n    run()\n"}, "python src/shopbot.py", 0},
		{"app.yaml without a command", "flask\ngunicorn\n", map[string]string{"app.yaml": "runtime: python312\n", "shop.py": flaskApp}, "gunicorn shop:app --bind 0.0.0.0:8000", 8000},
		{"gRPC beside its client", "grpcio\n", map[string]string{"greeter_server.py": grpcServer, "greeter_client.py": client}, "python greeter_server.py", 50051},
		{"celery", "celery\nredis\n", map[string]string{"jobs/__init__.py": "", "jobs/app.py": "from celery import Celery\nqueue = Celery('jobs')\n"}, "celery --app jobs.app:queue worker --loglevel INFO", 0},
		{"arq", "arq\n", map[string]string{"worker.py": "class WorkerSettings:\n    functions = []\n"}, "arq worker.WorkerSettings", 0},
		{"dramatiq", "dramatiq\n", map[string]string{"tasks.py": "import dramatiq\n@dramatiq.actor\ndef f():\n    pass\n"}, "dramatiq tasks", 0},
		{"websockets", "django\ngunicorn\nchannels\ndaphne\n", map[string]string{"manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": "", "x/wsgi.py": gate, "x/asgi.py": "application = ProtocolTypeRouter({'websocket': 1})\n"},
			"daphne x.asgi:application --bind 0.0.0.0 --port 8000", 8000},
		{"websockets without a server", "django\ngunicorn\nchannels\n", map[string]string{"manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": "", "x/wsgi.py": gate, "x/asgi.py": "application = ProtocolTypeRouter({'websocket': 1})\n"},
			"daphne x.asgi:application --bind 0.0.0.0 --port 8000", 8000},
		{"an asgi.py without websockets", "django\ngunicorn\nuvicorn\n", map[string]string{"manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": "", "x/wsgi.py": gate, "x/asgi.py": gate}, "gunicorn x.wsgi:application --bind 0.0.0.0:8000", 8000},
	}
	for _, tt := range tests {
		tt.files["requirements.txt"] = tt.requirements
		s := scan(t, tt.files)
		if got := strings.Join(s.Start.Value, " "); got != tt.start || s.Port.Value != tt.port {
			t.Errorf("%s: %q on port %d, want %q on %d", tt.name, got, s.Port.Value, tt.start, tt.port)
		}
		for _, f := range s.Python.RunFiles {
			if strings.HasSuffix(f, ".yaml") || strings.HasSuffix(f, ".json") {
				t.Errorf("%s: %s is shipped", tt.name, f)
			}
		}
	}
}

// TestPythonBeside holds that no process is left out in silence.
func TestPythonBeside(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		notes string
	}{
		{"procfile", map[string]string{"Procfile": "release: flask db upgrade\nweb: gunicorn app:app\nworker: rq worker\n"}, "flask db upgrade | rq worker"},
		{"compose", map[string]string{"compose.yaml": "services:\n  web:\n    build: .\n    command: gunicorn app:app\n  jobs:\n    build: .\n    command: [celery, -A, app, worker]\n  db:\n    image: postgres\n"}, "celery -A app worker"},
		{"sources", map[string]string{"jobs.py": "from celery import Celery\nqueue = Celery()\n"}, "celery --app jobs:queue worker --loglevel INFO"},
		{"heroku.yml", map[string]string{"heroku.yml": "run:\n  web: gunicorn app:app\n  jobs:\n    command:\n      - celery -A app worker\n"}, "celery -A app worker"},
		{"a script that stays up", map[string]string{"consumer.py": "if __name__ == '__main__':\n    while True:\n        pass\n", "seed.py": "if __name__ == '__main__':\n    print(1)\n"}, "python consumer.py"},
		{"nothing", map[string]string{"Procfile": "web: gunicorn app:app\n"}, ""},
	}
	for _, tt := range tests {
		tt.files["requirements.txt"], tt.files["app.py"] = "flask\ngunicorn\ncelery\n", flaskApp
		var notes []string
		for _, n := range scan(t, tt.files).Notes {
			if _, command, ok := strings.Cut(n.Text, "new version: "); ok {
				notes = append(notes, command)
			} else if _, command, ok := strings.Cut(n.Add, "--start '"); ok {
				notes = append(notes, strings.TrimSuffix(command, "'"))
			}
		}
		if got := strings.Join(notes, " | "); got != tt.notes {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.notes)
		}
	}
}

// TestPythonUndeclaredServer holds that a declared command's server is installed where no manifest names it.
func TestPythonUndeclaredServer(t *testing.T) {
	for procfile, want := range map[string]string{"gunicorn app:app": "gunicorn", "gunicorn app:app -k uvicorn.workers.UvicornWorker": "gunicorn uvicorn", "flask run": "", "python app.py": ""} {
		var got []string
		for _, e := range scan(t, map[string]string{"requirements.txt": "flask\n", "Procfile": "web: " + procfile + "\n", "app.py": flaskApp}).Python.Extra {
			got = append(got, e.Value)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", procfile, got, want)
		}
	}
}

// TestPythonSubcommands holds that a program which only prints help is started with the command that listens, or asks.
func TestPythonSubcommands(t *testing.T) {
	click := "import click, uvicorn\n@click.group()\ndef main():\n    pass\n\n@main.command()\ndef check():\n    pass\n\n"
	for _, tt := range []struct{ name, code, start, asked string }{
		{"click", click + "@main.command('serve-http')\n@click.option('--host', default='127.0.0.1')\ndef serve(host):\n    uvicorn.run(app, host=host, port=8100)\n", "python main.py serve-http --host 0.0.0.0", ""},
		{"none listens", click + "@main.command()\ndef sync_all():\n    pass\n", "python main.py", "python main.py check, python main.py sync-all"},
		{"typer", "import typer, uvicorn\napp = typer.Typer()\n@app.command()\ndef check():\n    pass\n\n@app.command()\ndef serve(port: int = 8100):\n    uvicorn.run(web, host='0.0.0.0', port=port)\n", "python main.py serve", ""},
		{"argparse", "import argparse, uvicorn\nsub = argparse.ArgumentParser().add_subparsers()\nsub.add_parser('check')\np = sub.add_parser('serve')\np.add_argument('--host', default='localhost')\nuvicorn.run(web, host=args.host, port=8100)\n", "python main.py serve --host 0.0.0.0", ""},
		{"typer with one", "import typer, uvicorn\napp = typer.Typer()\n@app.command()\ndef serve(port: int = 8100):\n    uvicorn.run(web, host='0.0.0.0', port=port)\n", "python main.py", ""},
	} {
		s := scan(t, map[string]string{"requirements.txt": "click\ntyper\nuvicorn\n", "main.py": tt.code + "if __name__ == '__main__':\n    main()\n"})
		var asked []string
		for _, q := range s.Questions {
			for _, c := range q.Candidates {
				asked = append(asked, c.Value)
			}
		}
		if got := strings.Join(s.Start.Value, " "); got != tt.start || strings.Join(asked, ", ") != tt.asked {
			t.Errorf("%s: %q, asked %q", tt.name, got, asked)
		}
	}
}

// TestPythonStartsOthers holds that what the image lacks at run time is named.
func TestPythonStartsOthers(t *testing.T) {
	for code, want := range map[string]string{
		"subprocess.check_call([sys.executable, '-m', 'pip', 'install', 'x'])\n": "starts pip", "subprocess.run(['uv', 'run', 'x.py'])\n": "starts uv", "os.system('npm start')\n": "starts npm",
		"subprocess.run(['git', 'pull'])\n": "", "from playwright.sync_api import sync_playwright\n": "browser", "from selenium import webdriver\nd = webdriver.Chrome()\n": "browser",
		"from selenium import webdriver\nd = webdriver.Remote('x')\n": "",
	} {
		s := scan(t, map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp + code})
		said := ""
		if s.Python.Calls.Known() {
			said = "starts " + s.Python.Calls.Value
		}
		for _, n := range s.Notes {
			if strings.Contains(n.Text, "browser") {
				said += n.Text
			}
		}
		if !strings.Contains(said, want) || want == "" && said != "" {
			t.Errorf("%q: %q, want %q", code, said, want)
		}
	}
}

// TestPythonGunicornConfig holds that gunicorn is told of its settings where it does not find them by itself.
func TestPythonGunicornConfig(t *testing.T) {
	tests := []struct{ file, text, config, server string }{
		{"gunicorn.conf.py", "workers = 2\n", "", "uvicorn"},
		{"gunicorn_settings.py", "workers = 2\nworker_class = 'uvicorn.workers.UvicornWorker'\n", "gunicorn_settings.py", "gunicorn"},
		{"config/gunicorn.py", "bind = '0.0.0.0:9000'\nworker_class = 'uvicorn.workers.UvicornWorker'\n", "config/gunicorn.py", "gunicorn"},
		{"gunicorn_stats.py", "import os\n", "", "uvicorn"},
		{"ops/web.py", "bind = '0.0.0.0:9000'\nworker_class = 'uvicorn.workers.UvicornWorker'\n", "ops/web.py", "gunicorn"},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "fastapi\nuvicorn\ngunicorn\n", "main.py": "from fastapi import FastAPI\napp = FastAPI()\n", "run.sh": "exec gunicorn --workers 2 -c ops/web.py main:app\n", tt.file: tt.text})
		if s.Python.Config.Value != tt.config || s.Python.Server.Value != tt.server {
			t.Errorf("%s: config %q, server %q", tt.file, s.Python.Config.Value, s.Python.Server.Value)
		}
	}
}
