package detect

import (
	"path"
	"slices"
	"strings"
)

var (
	pySQLiteURL  = lazy(`["']sqlite(?:\+\w+)?:///(?:\./)?(\w[\w.-]*)["'?]`)
	pySQLiteOpen = lazy(`\b(?:sqlite3|aiosqlite)\.connect\(\s*(?:["'](?:\./)?(\w[\w.-]*)["']|([A-Za-z_]\w*))\s*[,)]`)
	pyOpenWrite  = lazy(`\bopen\(\s*["'](?:\./)?(\w[\w.-]*)["']\s*,\s*(?:mode\s*=\s*)?["'][rbt]*[wax+]`)
	pyLogFile    = lazy(`\b(?:basicConfig|FileHandler)\((?:.*\bfilename\s*=\s*)?["'](?:\./)?(\w[\w.-]*)["']`)
	pyNameText   = lazy(`^\s*([A-Za-z_]\w*)\s*(?::[^=]+)?=\s*["'](?:\./)?(\w[\w.-]*)["']\s*$`)
)

// pyWrite is a file in the working directory that the code writes, by its literal name.
type pyWrite struct {
	name string
	line int
	// url reports that the name stands in a database's address, which an extension may place elsewhere.
	url bool
}

// writes finds the files that a source writes in its working directory. A name that is computed is left alone.
func (s *pySource) writes() []pyWrite {
	var out []pyWrite
	named := map[string]string{}
	for i, line := range s.lines {
		if m := pyNameText.FindStringSubmatch(line); m != nil {
			named[m[1]] = m[2]
		}
		if m := pySQLiteURL.FindStringSubmatch(line); m != nil {
			out = append(out, pyWrite{m[1], i + 1, true})
		}
		for _, re := range []*expression{pySQLiteOpen, pyOpenWrite, pyLogFile} {
			m := re.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			name := m[1]
			if name == "" {
				name = named[m[len(m)-1]]
			}
			if name != "" {
				out = append(out, pyWrite{name, i + 1, false})
			}
		}
	}
	return out
}

// writable finds what the program writes beside itself, where nobody may write in the image. Django says so for itself.
func (p *pyProject) writable() {
	p.py.Writable = slices.Clone(p.row().writes)
	if p.py.Django != nil {
		return
	}
	seen := map[string]bool{}
	for _, file := range p.envSources() {
		s := p.source(file)
		for _, w := range s.writes() {
			if !seen[w.name] {
				seen[w.name] = true
				p.writes(w, p.at(s, w.line))
			}
		}
	}
}

// writes has one file led to where it may be written, if that is sound, and says what becomes of it.
func (p *pyProject) writes(w pyWrite, because Evidence) {
	place := w.name
	if w.url && p.instance() {
		place = "instance/"
	}
	if !p.led(place) || p.t.has(path.Join(p.dir, w.name)) {
		p.note("the program writes "+w.name+" beside its code, which nobody may change in the image", "a path outside the code, such as /tmp or a volume's", because)
		return
	}
	if !slices.Contains(p.py.Writable, place) {
		p.py.Writable = append(p.py.Writable, place)
	}
	p.note("the program writes "+w.name+" beside its code: in the image that leads to /tmp, and is lost with the container", "a volume on /tmp, or a path of a volume", because)
}

// led reports whether a link in the working directory can take a path's place.
func (p *pyProject) led(place string) bool {
	installs := !p.py.Empty || len(p.py.Extra) > 0 || p.py.Packaged.Known() || len(p.py.Local) > 0 // a stage makes the links
	name := strings.TrimSuffix(place, "/")
	return installs && p.stack.Context == p.dir && !p.t.has(path.Join(p.dir, name)) && !p.t.hasDir(path.Join(p.dir, name))
}

// instance reports whether Flask-SQLAlchemy places the file of an address in Flask's instance directory, as it does since version 3.
func (p *pyProject) instance() bool {
	_, ok := p.deps.get("flask-sqlalchemy")
	return ok && !strings.HasPrefix(p.deps.version("flask-sqlalchemy"), "2.")
}
