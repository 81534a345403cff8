package python

import (
	"fmt"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// TestPythonWrites holds where the program may write: "dir" is a directory that it owns, "dir!" one whose content is kept, "a>b" a
// link, "a>b*" one to what the repository has.
func TestPythonWrites(t *testing.T) {
	base := "BASE_DIR = Path(__file__).resolve().parent\n"
	tests := []struct{ name, requirements, code, extra, want string }{
		{"address", "sqlalchemy\n", "engine = create_engine('sqlite:///./shop.db')\n", "", "data! shop.db>data/shop.db"},
		{"address below", "sqlalchemy\n", "engine = create_engine(\"sqlite+aiosqlite:///./store/shop.db?x=1\", echo=True)\n", "", "store!"},
		{"address as default", "sqlalchemy\n", "URL = os.environ.get('DATABASE_URL', 'sqlite:///shop.db')\n", "", "data! shop.db>data/shop.db"},
		{"address of a joined path", "flask-sqlalchemy\n", "basedir = os.path.abspath(os.path.dirname(__file__))\nX = 'sqlite:///' + os.path.join(basedir, 'shop.db')\n", "", "data! shop.db>data/shop.db"},
		{"address with a place", "sqlalchemy\n", base + "X = f'sqlite:///{BASE_DIR}/shop.db'\n", "", "data! shop.db>data/shop.db"},
		{"flask-sqlalchemy", "flask-sqlalchemy\n", "app.config['X'] = 'sqlite:///shop.db'\n", "", "instance!"},
		{"older flask-sqlalchemy", "flask-sqlalchemy==2.5.1\n", "app.config['X'] = 'sqlite:///shop.db'\n", "", "data! shop.db>data/shop.db"},
		{"instance directory", "", "os.makedirs(app.instance_path)\n", "", "instance!"},
		{"connect", "", "c = sqlite3.connect('shop.db', timeout=3)\n", "", "data! shop.db>data/shop.db"},
		{"connect by a name", "", "DATABASE = \"shop.db\"\nc = sqlite3.connect(DATABASE)\n", "", "data! shop.db>data/shop.db"},
		{"shipped", "", "c = sqlite3.connect('shop.db')\n", "shop.db", "data! shop.db>data/shop.db*"},
		{"data is taken", "", "c = sqlite3.connect('shop.db')\n", "data/a.csv", "var! shop.db>var/shop.db"},
		{"among the code", "", "c = sqlite3.connect('lib/shop.db')\n", "lib/a.py", "data! lib/shop.db>data/shop.db"},
		{"log", "", "logging.basicConfig(level=1, filename='x.log')\n", "", "x.log>/tmp/x.log"},
		{"handler", "", "h = RotatingFileHandler('logs/x.log', maxBytes=1)\n", "", "logs"},
		{"open to append", "", "f = open('seen.txt', 'a')\n", "", "data! seen.txt>data/seen.txt"},
		{"open below a name", "", "f = open(os.path.join('out', name), mode='wb')\n", "", "out!"},
		{"open by a formatted name", "", "f = open(f'out/{user.name}.txt', 'w')\n", "", "out!"},
		{"open of a path", "", base + "with (BASE_DIR / 'seen.txt').open('w') as f: pass\n", "", "data! seen.txt>data/seen.txt"},
		{"write_text", "", "Path('state/last.txt').write_text('x')\n", "", "state!"},
		{"open to read", "", "f = open('seen.txt', 'rb')\ng = open('seen.txt')\nh = Path('x').open()\n", "", ""},
		{"in memory", "", "c = sqlite3.connect(':memory:')\nu = 'sqlite:///:memory:'\nv = 'sqlite://'\n", "", ""},
		{"elsewhere", "", "c = sqlite3.connect('/tmp/x.db')\nu = 'sqlite:////data/x.db'\nf = open(name, 'w')\nos.makedirs('/var/lib/x')\nos.makedirs(name)\n", "", ""},
		{"a field of Django", "", "user.photo.save('logo.png', File(f))\n", "", ""},
		{"a name given twice", "", "def a():\n    d = 'seen'\n    print(d)\ndef b():\n    d = os.path.join(tempfile.mkdtemp(), 'x')\n    os.mkdir(d)\n", "", ""},
		{"makedirs", "", "os.makedirs('uploads', exist_ok=True)\n", "", "uploads!"},
		{"makedirs of a name", "", "DATA = './data/files'\nos.makedirs(DATA)\n", "", "data/files!"},
		{"a path", "", "Path('media').mkdir(exist_ok=True)\n", "", "media!"},
		{"a named path", "", "OUT = Path(__file__).parent / 'out'\nOUT.mkdir()\n", "", "out!"},
		{"joined", "", "os.makedirs(os.path.join(os.path.dirname(__file__), 'uploads'))\n", "", "uploads!"},
		{"Flask's setting", "", "BASE_DIR = os.getcwd()\napp.config['UPLOAD_FOLDER'] = os.path.join(BASE_DIR, 'static/uploads')\n", "", "static/uploads!"},
		{"logs", "", "os.makedirs('logs')\n", "", "logs"},
		{"a variable with a default", "", "UPLOAD_DIR = os.getenv('UPLOAD_DIR', 'uploads')\n", "", "uploads!"},
		{"a variable", "", "UPLOAD_DIR = os.environ['UPLOAD_DIR']\nos.makedirs(UPLOAD_DIR)\n", "", ""},
	}
	for _, tt := range tests {
		files := map[string]string{"requirements.txt": "flask\ngunicorn\n" + tt.requirements, "app.py": "import os\nfrom pathlib import Path\n" + flaskApp + tt.code}
		if tt.extra != "" {
			files[tt.extra] = "x"
		}
		s := scan(t, files)
		if got := toldWrites(s); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestPythonWritesOfOthers holds that a script which is not the program asks for nothing, and that Django's database is kept.
func TestPythonWritesOfOthers(t *testing.T) {
	settings := "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nDATABASES = {\n  'default': {\n    'ENGINE': 'django.db.backends.sqlite3',\n    'NAME': BASE_DIR / 'db.sqlite3',\n  }\n}\n"
	django := map[string]string{"requirements.txt": "django\ngunicorn\n", "manage.py": djangoManage, "x/__init__.py": "", "x/settings.py": settings, "x/wsgi.py": "application = 1\n"}
	if got, want := toldWrites(scan(t, django)), "data! db.sqlite3>data/db.sqlite3"; got != want {
		t.Errorf("Django: %q, want %q", got, want)
	}
	for i := range 250 {
		django[fmt.Sprintf("a/m%d.py", i)] = ""
	}
	if got, want := toldWrites(scan(t, django)), "data! db.sqlite3>data/db.sqlite3"; got != want {
		t.Errorf("Django with many sources: %q, want %q", got, want)
	}
	script := map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": flaskApp, "train.py": "if __name__ == '__main__':\n    open('model.bin', 'wb')\n"}
	if got := toldWrites(scan(t, script)); got != "" {
		t.Errorf("a script: %q", got)
	}
	script["app.py"] += "from train import model\n"
	if got, want := toldWrites(scan(t, script)), "data! model.bin>data/model.bin"; got != want {
		t.Errorf("an imported script: %q, want %q", got, want)
	}
}

func toldWrites(s detect.Stack) string {
	var got []string
	for _, w := range s.Writes {
		if w.Keep {
			w.Dir += "!"
		}
		got = append(got, w.Dir)
	}
	for _, l := range s.Python.Led {
		if l.Shipped {
			l.To += "*"
		}
		got = append(got, l.File+">"+l.To)
	}
	return strings.Join(got, " ")
}
