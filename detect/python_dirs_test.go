package detect

import (
	"strings"
	"testing"
)

// TestPythonWrittenDirs holds which directories the program owns, and which of them outlive the container.
func TestPythonWrittenDirs(t *testing.T) {
	tests := []struct{ name, code, want string }{
		{"makedirs", "os.makedirs('uploads', exist_ok=True)\n", "uploads keep"},
		{"makedirs of a name", "DATA = './data/files'\nos.makedirs(DATA)\n", "data/files keep"},
		{"a path", "from pathlib import Path\nPath('media').mkdir(exist_ok=True)\n", "media keep"},
		{"a named path", "OUT = Path(__file__).parent / 'out'\nOUT.mkdir()\n", "out keep"},
		{"joined", "os.makedirs(os.path.join(os.path.dirname(__file__), 'uploads'))\n", "uploads keep"},
		{"Flask's setting", "BASE_DIR = os.getcwd()\napp.config['UPLOAD_FOLDER'] = os.path.join(BASE_DIR, 'static/uploads')\n", "static/uploads keep"},
		{"logs", "os.makedirs('logs')\n", "logs"},
		{"elsewhere", "os.makedirs('/var/lib/x')\nos.makedirs(name)\n", ""},
		{"a variable", "UPLOAD_DIR = os.getenv('UPLOAD_DIR', 'uploads')\n", ""},
	}
	for _, tt := range tests {
		s := scanPython(t, map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": "import os\n" + flaskApp + tt.code})
		var got []string
		for _, w := range s.Writes {
			dir := w.Dir
			if w.Keep {
				dir += " keep"
			}
			got = append(got, dir)
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
