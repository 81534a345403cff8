package python

import (
	"strings"
	"testing"
)

// TestPythonEnviron holds which variables the settings cannot do without, and the form that their values must have.
func TestPythonEnviron(t *testing.T) {
	tests := []struct{ name, code, asked, forms string }{
		{"plain", "A = os.environ['A_KEY']\n", "A_KEY", ""},
		{"number", "A = int(os.environ['A_KEY'])\nB = env.int('B_KEY')\nC = config('C_KEY', cast=bool)\n", "A_KEY B_KEY C_KEY", "A_KEY=int B_KEY=int C_KEY=bool"},
		{"address", "DATABASES = {'default': env.db('MAIN_DB')}\n", "MAIN_DB", "MAIN_DB=db"},
		{"helper", "def from_env(name):\n    try:\n        return os.environ[name]\n    except KeyError:\n        raise Exception(name)\nA = from_env('A_KEY')\n", "A_KEY", ""},
		{"helper with a default", "def from_env(name, default):\n    return os.environ.get(name, default)\nA = from_env('A_KEY', 1)\n", "", ""},
		{"asked whether it is there", "if 'A_KEY' in os.environ:\n    A = os.environ['A_KEY']\nif 'B_KEY' not in os.environ:\n    raise Exception\nB = os.environ['B_KEY']\n", "B_KEY", ""},
		{"default", "A = os.environ.get('A_KEY', 'x')\nB = env.int('B_KEY', default=3)\n", "", ""},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "django\ngunicorn\n", "manage.py": "import django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n",
			"x/__init__.py": "", "x/settings.py": tt.code, "x/wsgi.py": ""})
		var asked, forms []string
		for _, v := range s.Python.RunEnv {
			asked = append(asked, v.Value)
		}
		for _, v := range s.Python.EnvForms {
			forms = append(forms, v.Name+"="+v.Value)
		}
		if strings.Join(asked, " ") != tt.asked || strings.Join(forms, " ") != tt.forms {
			t.Errorf("%s: asked %v, forms %v", tt.name, asked, forms)
		}
	}
}

// TestPythonToken holds that a bot is given its token, and that another program may do without.
func TestPythonToken(t *testing.T) {
	for dep, want := range map[string]int{"discord.py": 1, "requests": 0} {
		s := scan(t, map[string]string{"requirements.txt": dep + "\n", "main.py": "TOKEN = os.getenv(\"DISCORD_TOKEN\")\nOTHER = os.getenv('X_TOKEN', '')\n"})
		if len(s.Python.RunEnv) != want {
			t.Errorf("%s: asked %v", dep, s.Python.RunEnv)
		}
	}
}

// TestPythonToldSettings holds that manage.py is told the server's settings where it takes others by itself.
func TestPythonToldSettings(t *testing.T) {
	name := func(s string) string { return "os.environ.setdefault('DJANGO_SETTINGS_MODULE', '" + s + "')\n" }
	tests := []struct {
		manage, wsgi string
		told         bool
		settings     string
	}{
		{name("x.local"), name("x.prod"), true, "x.prod"},
		{name("x.prod"), name("x.prod"), false, "x.prod"},
		{"", name("x.prod"), true, "x.prod"},
		{name("x.local"), "", false, "x.local"},
	}
	for _, tt := range tests {
		s := scan(t, map[string]string{"requirements.txt": "django\ngunicorn\n", "manage.py": "import django\n" + tt.manage, "x/__init__.py": "", "x/wsgi.py": tt.wsgi})
		if d := s.Python.Django; d.Told != tt.told || d.Settings.Value != tt.settings {
			t.Errorf("manage.py %q, wsgi.py %q: settings %q, told %v", tt.manage, tt.wsgi, d.Settings.Value, d.Told)
		}
	}
}
