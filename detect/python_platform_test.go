package detect

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
		s := scanPython(t, tt.files)
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
		{"nothing", map[string]string{"Procfile": "web: gunicorn app:app\n"}, ""},
	}
	for _, tt := range tests {
		tt.files["requirements.txt"], tt.files["app.py"] = "flask\ngunicorn\ncelery\n", flaskApp
		var notes []string
		for _, n := range scanPython(t, tt.files).Notes {
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

// TestPythonGunicornConfig holds that gunicorn is told of its settings where it does not find them by itself.
func TestPythonGunicornConfig(t *testing.T) {
	tests := []struct{ file, text, config, server string }{
		{"gunicorn.conf.py", "workers = 2\n", "", "uvicorn"},
		{"gunicorn_settings.py", "workers = 2\nworker_class = 'uvicorn.workers.UvicornWorker'\n", "gunicorn_settings.py", "gunicorn"},
		{"config/gunicorn.py", "bind = '0.0.0.0:9000'\nworker_class = 'uvicorn.workers.UvicornWorker'\n", "config/gunicorn.py", "gunicorn"},
		{"gunicorn_stats.py", "import os\n", "", "uvicorn"},
	}
	for _, tt := range tests {
		s := scanPython(t, map[string]string{"requirements.txt": "fastapi\nuvicorn\ngunicorn\n", "main.py": "from fastapi import FastAPI\napp = FastAPI()\n", tt.file: tt.text})
		if s.Python.Config.Value != tt.config || s.Python.Server.Value != tt.server {
			t.Errorf("%s: config %q, server %q", tt.file, s.Python.Config.Value, s.Python.Server.Value)
		}
	}
}
