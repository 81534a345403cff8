package plan

import (
	"strings"
)

// builds reports whether the project is installed in a step of its own.
func (w *pyWork) builds() bool { return w.py.Packaged.Known() && !w.local(".") }

// standIn gives a value that has the form of what a variable's name asks for.
func standIn(name string) string {
	switch {
	case strings.Contains(name, "DATABASE_URL"), strings.HasSuffix(name, "DB_URL"):
		return "sqlite:///:memory:"
	case strings.Contains(name, "REDIS"), strings.HasSuffix(name, "BROKER_URL"), strings.HasSuffix(name, "CACHE_URL"):
		return "redis://127.0.0.1:6379/0"
	case strings.HasSuffix(name, "_URL"):
		return "http://127.0.0.1/"
	case strings.HasSuffix(name, "DEBUG"), strings.HasPrefix(name, "USE_"), strings.HasSuffix(name, "_PORT"), strings.HasSuffix(name, "_ENABLED"):
		return "0"
	}
	return "not-used-here"
}

// isFile reports whether a path of RunFiles is a file.
func (w *pyWork) isFile(f string) bool {
	for _, d := range w.py.RunDirs {
		if d == f {
			return false
		}
	}
	return true
}

// installed reports whether a directory is in the environment already, as the project's package or a member.
func (w *pyWork) installed(dir string) bool {
	rel := w.rel(dir)
	for _, l := range w.py.Local {
		if l.Value == rel || strings.HasPrefix(l.Value, rel+"/") {
			return w.st.Manager.Value == "uv"
		}
	}
	if !w.py.Packaged.Known() {
		return false
	}
	name := strings.ReplaceAll(strings.ToLower(w.st.Name), "-", "_")
	return rel == "src" || strings.ToLower(rel) == name
}
