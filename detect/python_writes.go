package detect

import (
	"path"
	"slices"
	"strings"
)

// pyWriter is a form in which a source shows where the program writes.
type pyWriter struct {
	// call matches up to the bracket that opens a call's arguments, or to an assignment's sign.
	call *expression
	// key is the name of the argument that holds the path, where it is not the first; of is set where the path is what a method is called on.
	key string
	of  bool
	// dir reports that it is a directory; mode that the call must ask for writing.
	dir, mode bool
}

func pyWriters() []pyWriter {
	return []pyWriter{
		{call: lazy(`\bos\.(?:makedirs|mkdir)\(`), dir: true},
		{call: lazy(`\.mkdir\(`), of: true, dir: true},
		{call: lazy(`\.(?:write_text|write_bytes|touch)\(`), of: true},
		{call: lazy(`\.open\(`), of: true, mode: true},
		{call: lazy(`(?:^|[^\w.])(?:aiofiles\.|io\.|codecs\.)?open\(`), mode: true},
		{call: lazy(`\b(?:sqlite3\.connect|aiosqlite\.connect|TinyDB|SqliteDatabase|SqliteExtDatabase|shelve\.open|dbm\.open)\(`)},
		{call: lazy(`\b(?:\w*FileHandler|basicConfig)\(`), key: "filename"},
		{call: lazy(`\bPicklePersistence\(`), key: "filepath"},
		{call: lazy(`\.(?:save|savefig|to_csv|to_excel|to_pickle)\(`)},
		{call: lazy(`(?i)^\s*(?:\w+\.config\[\s*["'])?(?:UPLOAD_FOLDER|UPLOAD_DIR|UPLOADS_DIR|UPLOAD_PATH|MEDIA_ROOT|DATA_DIR|STORAGE_DIR|STORAGE_PATH)(?:["']\s*\])?\s*(?::[^=]+)?=\s*`), dir: true},
	}
}

var (
	pySQLiteAt = lazy(`f?["']sqlite(?:\+\w+)?://`)
	// pyChangesDir makes what a path is relative to unknown.
	pyChangesDir = lazy(`\bos\.chdir\(`)
	pyWriteMode  = lazy(`^(?:mode\s*=\s*)?["'][rbt]*[wax+]`)
	pyPassing    = lazy(`(?i)(?:^|/)\.?(?:logs?|te?mp|cache|caches|__pycache__)(?:$|/)|\.log$`)
	djangoDBName = lazy(`["']NAME["']\s*:\s*(.+?),?\s*$`)
)

// writes finds what the program writes beside its code, where nobody may change anything in the image. What is kept gets a
// directory that the program owns; a link leads there where the file would stand among the code.
func (p *pyProject) writes() {
	for _, file := range p.row().writes {
		p.wroteFile(file, p.stack.Framework.Because[0])
	}
	for _, file := range p.readSources() {
		if s := p.source(file); p.belongs(s) && !s.has(pyChangesDir) {
			p.writesOf(s)
		}
	}
	slices.SortFunc(p.stack.Writes, func(a, b Write) int { return strings.Compare(a.Dir, b.Dir) })
}

// readSources gives the sources of the project, and Django's settings wherever they stand among many.
func (p *pyProject) readSources() []string {
	files := p.envSources()
	if p.py.Django != nil {
		files = append(slices.Clone(files), p.settingsFiles(path.Dir(p.py.Django.Manage))...)
	}
	return files
}

// belongs tells a part of the program from a script of its own: that can be run, and nothing imports it.
func (p *pyProject) belongs(s *pySource) bool {
	if s.path == p.file || !s.has(pyMainGuard) {
		return true
	}
	imported := lazy(`^\s*(?:from|import)\s.*\b` + strings.TrimSuffix(path.Base(s.path), ".py") + `\b`)
	return slices.ContainsFunc(p.envSources(), func(file string) bool { return file != s.path && p.source(file).has(imported) })
}

// writesOf looks at one source.
func (p *pyProject) writesOf(s *pySource) {
	for i, line := range s.lines {
		for _, row := range pyWriters() {
			for _, at := range row.call.FindAllStringIndex(line, -1) {
				p.written(s, row, i, at)
			}
		}
		for _, at := range pySQLiteAt.FindAllStringIndex(line, -1) {
			p.address(s, s.whole(i+1, pyOperand(line[at[0]:])), i+1)
		}
		if djangoSQLite.MatchString(line) {
			p.djangoFile(s, i)
		}
	}
}

// written takes the path of one call or assignment.
func (p *pyProject) written(s *pySource, row pyWriter, i int, at []int) {
	line := s.lines[i]
	if !strings.HasSuffix(line[:at[1]], "(") {
		p.wrote(s, s.whole(i+1, line[at[1]:]), row.dir, i+1)
		return
	}
	args := pyParts(s.arguments(i, at[1]), ',')
	expr := args[0]
	if row.of {
		expr = pyReceiver(line[:at[0]])
		args = append([]string{""}, args...)
	}
	for _, a := range args {
		if name, value, ok := strings.Cut(a, "="); ok && strings.TrimSpace(name) == row.key {
			expr = value
		}
	}
	if row.mode && !slices.ContainsFunc(args[1:], pyWriteMode.MatchString) || row.key == "filename" && strings.Contains(line, "basicConfig") && expr == args[0] {
		return
	}
	p.wrote(s, expr, row.dir, i+1)
}

// address takes the file of an address of SQLite. Flask-SQLAlchemy places a relative one in Flask's instance directory, as it
// does since version 3.
func (p *pyProject) address(s *pySource, expr string, line int) {
	_, extension := p.deps.get("flask-sqlalchemy")
	if _, ok := p.place(s, expr, 0); ok && extension && pyTextOnly.MatchString(expr) && !strings.HasPrefix(p.deps.version("flask-sqlalchemy"), "2.") {
		p.wroteDir(p.instance(), p.at(s, line))
		return
	}
	p.wrote(s, expr, false, line)
}

// instance is Flask's directory for what belongs to one installation: beside the package or the file of the program.
func (p *pyProject) instance() string { return path.Join(p.rel(p.py.Root), "instance") }

// djangoFile takes the file of a database of which line i names the engine.
func (p *pyProject) djangoFile(s *pySource, i int) {
	for j := max(i-4, 0); j < min(i+5, len(s.lines)); j++ {
		if m := djangoDBName.FindStringSubmatch(s.lines[j]); m != nil {
			p.wrote(s, m[1], false, j+1)
		}
	}
}

// wrote records a path, as far as it is written out.
func (p *pyProject) wrote(s *pySource, expr string, dir bool, line int) {
	place, ok := p.place(s, expr, 0)
	if d := p.py.Django; !ok || d != nil && p.dir != "." && d.StaticRoot.Value == path.Join(p.dir, place) || d != nil && d.StaticRoot.Value == place {
		return
	}
	if i := strings.Index(place, pyUnknown); i >= 0 {
		place, dir = path.Dir(place[:i]+"-"), true
	}
	switch {
	case place == "." || strings.HasPrefix(place, ".."):
	case dir:
		p.wroteDir(place, p.at(s, line))
	default:
		p.wroteFile(place, p.at(s, line))
	}
}

// wroteDir records a directory.
func (p *pyProject) wroteDir(dir string, at Evidence) {
	if !slices.ContainsFunc(p.stack.Writes, func(w Write) bool { return w.Dir == dir }) {
		p.stack.Writes = append(p.stack.Writes, Write{Dir: dir, Keep: !pyPassing.MatchString(dir), Because: []Evidence{at}})
	}
}

// wroteFile records a file: its directory, or a link where that holds code. Logs are led to /tmp.
func (p *pyProject) wroteFile(file string, at Evidence) {
	dir, base := path.Split(file)
	if dir = path.Clean(dir); dir != "." && !p.code(dir) {
		p.wroteDir(dir, at)
		return
	}
	if slices.ContainsFunc(p.py.Led, func(l Led) bool { return l.File == file }) {
		return
	}
	led := Led{File: file, To: path.Join("/tmp", base), Because: []Evidence{at}}
	shipped := slices.Index(p.py.RunFiles, path.Join(p.dir, file))
	switch {
	case dir != "." && p.t.has(path.Join(p.dir, file)):
		p.note("the program writes "+file+" beside its code, which nobody may change in the image", "a path outside of the code", at)
		return
	case pyPassing.MatchString(file):
		p.note("the program logs to "+file+" beside its code: in the image a link leads to "+led.To+", which is lost with the container", "logging to the console", at)
	default:
		led.To = path.Join(p.dataDir(), base)
		p.wroteDir(p.dataDir(), at)
	}
	if shipped >= 0 {
		led.Shipped, p.py.RunFiles = true, slices.Delete(p.py.RunFiles, shipped, shipped+1)
	}
	p.py.Led = append(p.py.Led, led)
}

// code reports whether a directory holds parts of the program.
func (p *pyProject) code(dir string) bool { return len(p.t.under(path.Join(p.dir, dir), ".py")) > 0 }

// dataDir is a directory for the files that the program writes: the first name that the repository does not use.
func (p *pyProject) dataDir() string {
	for _, name := range []string{"data", "var", "state"} {
		if !p.t.hasDir(path.Join(p.dir, name)) && !p.t.has(path.Join(p.dir, name)) {
			return name
		}
	}
	return "msgen-data"
}

// pyOperand cuts off what follows an expression: a closing bracket, a comma.
func pyOperand(text string) string {
	text = pyParts(text, ',')[0]
	depth, quote := 0, rune(0)
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.ContainsRune("([{", c):
			depth++
		case strings.ContainsRune(")]}", c):
			if depth--; depth < 0 {
				return text[:i]
			}
		}
	}
	return text
}

// pyReceiver gives the expression that ends a text: what a method is called on.
func pyReceiver(text string) string {
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
