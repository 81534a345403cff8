package shell

import "testing"

func TestScript(t *testing.T) {
	for _, c := range []struct {
		name, text, line string
		number           int
	}{
		{"one command", "#!/bin/sh\n\n# starts it\nset -eu\nexec node server.js\n", "exec node server.js", 5},
		{"several", "python manage.py migrate\ngunicorn shop.wsgi\n", "python manage.py migrate && gunicorn shop.wsgi", 2},
		{"joined", "python manage.py migrate && gunicorn shop.wsgi\n", "python manage.py migrate && gunicorn shop.wsgi", 1},
		{"its own directory", "cd \"$(dirname \"$0\")\"\necho start\n. venv/bin/activate\nnode a.js", "node a.js", 4},
		{"its own directory or nothing", "cd \"$(dirname \"$0\")\" || exit 1\nnode a.js", "node a.js", 2},
		{"a directory below", "cd api\nnode a.js", "cd api && node a.js", 2},
		{"a default", "PORT=${PORT:-8080}\nuvicorn a:app --port $PORT", "uvicorn a:app --port ${PORT:-8080}", 2},
		{"a default in quotes", "export PORT=\"${PORT:-8080}\"\nuvicorn a:app --port \"$PORT\"", "uvicorn a:app --port \"${PORT:-8080}\"", 2},
		{"an export", "export FLASK_APP=shop\nflask run", "FLASK_APP=shop flask run", 2},
		{"a variable", "HOST=0.0.0.0\nuvicorn a:app --host ${HOST}", "uvicorn a:app --host 0.0.0.0", 2},
		{"two lines", "exec gunicorn \\\n  shop.wsgi", "exec gunicorn \\\n  shop.wsgi", 1},
		{"a condition", "if true; then node a.js; fi", "", 0},
		{"a job in the background", "celery worker &\ngunicorn a", "", 0},
		{"an alternative", "node a.js || node b.js", "node a.js || node b.js", 1},
		{"a computed value", "N=$(nproc)\ngunicorn -w $N a", "", 0},
		{"a log", "gunicorn a > log", "", 0},
		{"nothing", "set -e\n", "", 0},
		{"no script", "if", "", 0},
	} {
		if line, number := Script(c.text); line != c.line || number != c.number {
			t.Errorf("%s: got %q in line %d, want %q in line %d", c.name, line, number, c.line, c.number)
		}
	}
}
