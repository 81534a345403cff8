package python

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	sqLiteAt = pattern.New(`f?["']sqlite(?:\+\w+)?://`)
	// changesDir makes what a path is relative to unknown.
	changesDir = pattern.New(`\bos\.chdir\(`)
	// onDemand are Django's files that no server runs.
	onDemand     = pattern.New(`(?:^|/)(?:management/commands|migrations)/`)
	writeMode    = pattern.New(`^(?:mode\s*=\s*)?["'][rbt]*[wax+]`)
	passing      = pattern.New(`(?i)(?:^|/)\.?(?:logs?|te?mp|cache|caches|__pycache__)(?:$|/)|\.log$`)
	djangoFileOf = pattern.New(`^(?:\w+\.)?\w*File\(`)
	djangoDBName = pattern.New(`["']NAME["']\s*:\s*(.+?),?\s*$`)
)

// writes finds what the program writes beside its code, where nobody may change anything in the image. What is kept gets a
// directory that the program owns; a link leads there where the file would stand among the code.
func writes(p *project) {
	for _, file := range p.row().Writes {
		wroteFile(p, file, p.stack.Framework.Because[0])
	}
	for _, file := range readSources(p) {
		if s := p.source(file); p.belongs(s) && !s.has(changesDir) && !onDemand.MatchString(file) {
			writesOf(p, s)
		}
	}
	slices.SortFunc(p.stack.Writes, func(a, b detect.Write) int { return strings.Compare(a.Dir, b.Dir) })
}

// readSources gives the sources of the project, and Django's settings wherever they stand among many.
func readSources(p *project) []string {
	files := p.envSources()
	if p.py.Django != nil {
		files = append(slices.Clone(files), p.settingsFiles(path.Dir(p.py.Django.Manage))...)
	}
	return files
}

// belongs tells a part of the program from a script of its own: that can be run, and nothing imports it.
func (p *project) belongs(s *source) bool {
	if s.path == p.file || !s.has(mainGuard) {
		return true
	}
	imported := pattern.New(`^\s*(?:from|import)\s.*\b` + strings.TrimSuffix(path.Base(s.path), ".py") + `\b`)
	return slices.ContainsFunc(p.envSources(), func(file string) bool { return file != s.path && p.source(file).has(imported) })
}

// writesOf looks at one source.
func writesOf(p *project, s *source) {
	for i, line := range s.lines {
		for _, row := range tables().Writers {
			for _, at := range row.Call.FindAllStringIndex(line, -1) {
				written(p, s, row, i, at)
			}
		}
		for _, at := range sqLiteAt.FindAllStringIndex(line, -1) {
			address(p, s, s.whole(i+1, operand(line[at[0]:])), i+1)
		}
		if djangoSQLite.MatchString(line) {
			djangoFile(p, s, i)
		}
	}
}

// written takes the path of one call or assignment.
func written(p *project, s *source, row writer, i int, at []int) {
	line := s.lines[i]
	if !strings.HasSuffix(line[:at[1]], "(") {
		wrote(p, s, s.whole(i+1, line[at[1]:]), row.Dir, i+1)
		return
	}
	args := parts(s.arguments(i, at[1]), ',')
	if len(args) > 1 && djangoFileOf.MatchString(args[1]) {
		return // a name in Django's storage
	}
	expr := args[0]
	if row.Of {
		expr = receiver(line[:at[0]])
		args = append([]string{""}, args...)
	}
	for _, a := range args {
		if name, value, ok := strings.Cut(a, "="); ok && strings.TrimSpace(name) == row.Key {
			expr = value
		}
	}
	if row.Mode && !slices.ContainsFunc(args[1:], writeMode.MatchString) || row.Key == "filename" && strings.Contains(line, "basicConfig") && expr == args[0] {
		return
	}
	wrote(p, s, expr, row.Dir, i+1)
}

// address takes the file of an address of SQLite. Flask-SQLAlchemy places a relative one in Flask's instance directory, as it
// does since version 3.
func address(p *project, s *source, expr string, line int) {
	_, extension := p.deps.get("flask-sqlalchemy")
	if _, ok := findPlace(p, s, expr, 0); ok && extension && textOnly.MatchString(expr) && !strings.HasPrefix(p.deps.version("flask-sqlalchemy"), "2.") {
		wroteDir(p, instance(p), p.at(s, line))
		return
	}
	wrote(p, s, expr, false, line)
}

// instance is Flask's directory for what belongs to one installation: beside the package or the file of the program.
func instance(p *project) string { return path.Join(p.rel(p.py.Root), "instance") }

// djangoFile takes the file of a database of which line i names the engine.
func djangoFile(p *project, s *source, i int) {
	for j := max(i-4, 0); j < min(i+5, len(s.lines)); j++ {
		if m := djangoDBName.FindStringSubmatch(s.lines[j]); m != nil {
			wrote(p, s, m[1], false, j+1)
		}
	}
}

// wrote records a path, as far as it is written out.
func wrote(p *project, s *source, expr string, dir bool, line int) {
	s.near = line
	place, ok := findPlace(p, s, expr, 0)
	s.near = 0
	if d := p.py.Django; !ok || d != nil && p.dir != "." && d.StaticRoot.Value == path.Join(p.dir, place) || d != nil && d.StaticRoot.Value == place {
		return
	}
	if i := strings.Index(place, unknown); i >= 0 {
		place, dir = path.Dir(place[:i]+"-"), true
	}
	switch {
	case place == "." || strings.HasPrefix(place, ".."):
	case dir:
		wroteDir(p, place, p.at(s, line))
	default:
		wroteFile(p, place, p.at(s, line))
	}
}

// wroteDir records a directory.
func wroteDir(p *project, dir string, at detect.Evidence) {
	if !slices.ContainsFunc(p.stack.Writes, func(w detect.Write) bool { return w.Dir == dir }) {
		p.stack.Writes = append(p.stack.Writes, detect.Write{Dir: dir, Keep: !passing.MatchString(dir), Because: []detect.Evidence{at}})
	}
}

// wroteFile records a file: its directory, or a link where that holds code. Logs are led to /tmp.
func wroteFile(p *project, file string, at detect.Evidence) {
	dir, base := path.Split(file)
	if dir = path.Clean(dir); dir != "." && !codeOf(p, dir) {
		wroteDir(p, dir, at)
		return
	}
	if slices.ContainsFunc(p.py.Led, func(l detect.Led) bool { return l.File == file }) {
		return
	}
	led := detect.Led{File: file, To: path.Join("/tmp", base), Because: []detect.Evidence{at}}
	shipped := slices.Index(p.py.RunFiles, path.Join(p.dir, file))
	switch {
	case dir != "." && p.t.Has(path.Join(p.dir, file)):
		p.note("the program writes "+file+" next to its code, which is read-only in the image", "a path outside of the code", at)
		return
	case passing.MatchString(file):
		p.note("the program logs to "+file+" next to its code; in the image, a link leads to "+led.To+", which is lost with the container", "logging to the console", at)
	default:
		led.To = path.Join(dataDir(p), base)
		wroteDir(p, dataDir(p), at)
	}
	if shipped >= 0 {
		led.Shipped, p.py.RunFiles = true, slices.Delete(p.py.RunFiles, shipped, shipped+1)
	}
	p.py.Led = append(p.py.Led, led)
}

// codeOf reports whether a directory holds parts of the program.
func codeOf(p *project, dir string) bool { return len(p.t.Under(path.Join(p.dir, dir), ".py")) > 0 }

// dataDir is a directory for the files that the program writes: the first name that the repository does not use.
func dataDir(p *project) string {
	for _, name := range []string{"data", "var", "state"} {
		if !p.t.HasDir(path.Join(p.dir, name)) && !p.t.Has(path.Join(p.dir, name)) {
			return name
		}
	}
	return "msgen-data"
}

// operand cuts off what follows an expression: a closing bracket, a comma.
func operand(text string) string {
	return strings.TrimSpace(text[:detect.Until(text, 0, ",", quotes)])
}

// receiver gives the expression that ends a text: what a method is called on.
func receiver(text string) string {
	depth, from := 0, len(text)
	for i := len(text) - 1; i >= 0; i-- {
		c := rune(text[i])
		switch {
		case strings.ContainsRune(")]}", c):
			depth++
		case strings.ContainsRune("([{", c):
			depth--
		}
		if depth < 0 || depth == 0 && !strings.ContainsRune("([{.\"'_", c) && !isWordRune(c) {
			break
		}
		from = i
	}
	return text[from:]
}

func isWordRune(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
