package detect

import (
	"strings"
	"testing"
)

// TestPythonWritable holds that literal files of the working directory are led away, and that none is invented.
func TestPythonWritable(t *testing.T) {
	tests := []struct{ name, requirements, code, extra, writable, note string }{
		{"address", "flask\nsqlalchemy\n", "engine = create_engine('sqlite:///./shop.db')\n", "", "shop.db", "leads to /tmp"},
		{"flask-sqlalchemy", "flask\nflask-sqlalchemy\n", "app.config['X'] = 'sqlite:///shop.db'\n", "", "instance/", "leads to /tmp"},
		{"older flask-sqlalchemy", "flask\nflask-sqlalchemy==2.5.1\n", "app.config['X'] = 'sqlite:///shop.db'\n", "", "shop.db", "leads to /tmp"},
		{"an instance of its own", "flask\nflask-sqlalchemy\n", "app.config['X'] = 'sqlite:///shop.db'\n", "instance/config.json", "", "nobody may change"},
		{"connect", "flask\n", "c = sqlite3.connect('shop.db', timeout=3)\n", "", "shop.db", "leads to /tmp"},
		{"connect by a name", "flask\n", "DATABASE = \"shop.db\"\nc = sqlite3.connect(DATABASE)\n", "", "shop.db", "leads to /tmp"},
		{"committed", "flask\n", "c = sqlite3.connect('shop.db')\n", "shop.db", "", "nobody may change"},
		{"log", "flask\n", "logging.basicConfig(level=1, filename='x.log')\n", "", "x.log", "leads to /tmp"},
		{"open to append", "flask\n", "f = open('seen.txt', 'a')\n", "", "seen.txt", "leads to /tmp"},
		{"open to read", "flask\n", "f = open('seen.txt', 'rb')\ng = open('seen.txt')\n", "", "", ""},
		{"in memory", "flask\n", "c = sqlite3.connect(':memory:')\nu = 'sqlite:///:memory:'\n", "", "", ""},
		{"elsewhere", "flask\n", "c = sqlite3.connect('/tmp/x.db')\nu = 'sqlite:////data/x.db'\nf = open(name, 'w')\n", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"requirements.txt": tt.requirements, "app.py": flaskApp + tt.code}
			if tt.extra != "" {
				files[tt.extra] = "x"
			}
			s := scanPython(t, files)
			if got := strings.Join(s.Python.Writable, " "); got != tt.writable {
				t.Errorf("writable %q, want %q", got, tt.writable)
			}
			var notes string
			for _, n := range s.Notes {
				if strings.Contains(n.Text, "beside its code") {
					notes += n.Text
				}
			}
			if (tt.note == "") != (notes == "") || !strings.Contains(notes, tt.note) {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
		})
	}
}
