package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	// databaseFile ends the name of a database's file.
	databaseFile = pattern.New(`\.(?:db|sqlite3?|json|nedb|data)$`)
	logFile      = pattern.New(`(?i)\blogs?\b|logs?(?:$|[/.])`)
)

// named says what a path has to look like where an option of a package may mean others as well.
func (w writer) named() *pattern.Pattern {
	switch {
	case len(w.Packages) == 0:
		return nil
	case !w.Keep:
		return logFile
	case w.File:
		return databaseFile
	}
	return nil
}

// writes finds the directories that the program writes to, seen from its working directory. A path that is computed at run
// time is left alone.
func writes(s *service) {
	if s.n.Bundled {
		return
	}
	for _, w := range s.rowWrites() {
		if hasAny(s, w.Packages) {
			s.wrote(w.Dir, w.Keep, s.stack.Framework.Because[0])
		}
	}
	tools := scripted(s)
	for _, file := range s.sources() {
		lines := s.sourceLines(file)
		if tools[file] {
			continue
		}
		p := &paths{s: s, file: file, named: map[string]string{}}
		for i, line := range lines {
			if len(line) > 400 || isComment(line) {
				continue
			}
			p.name(line)
			for _, w := range tables().Writers {
				if !hasAny(s, w.Packages) {
					continue
				}
				for _, at := range w.Before.FindAllStringIndex(line, -1) {
					write(s, w, p, line[at[1]:], lineOf(file, i, line))
				}
			}
		}
	}
	slices.SortStableFunc(s.stack.Writes, func(a, b detect.Write) int { return strings.Compare(a.Dir, b.Dir) })
}

// scripted gives the sources that scripts of the manifest run, and its commands for other projects, but for the program
// itself: what they write, no container does.
func scripted(s *service) map[string]bool {
	out := map[string]bool{}
	for _, n := range slices.Concat(fieldValues(s.pkg.doc.At("scripts")), fieldValues(s.pkg.doc.At("bin")), []*formats.Node{s.pkg.doc.At("bin")}) {
		for _, word := range strings.FieldsFunc(n.Text(), func(r rune) bool { return strings.ContainsRune(" \t\"'=;&|()", r) }) {
			if p := path.Join(s.pkg.dir, word); detect.HasSuffix(word, sourceExts) && s.t.Has(p) && p != s.entry {
				out[p] = true
			}
		}
	}
	return out
}

func hasAny(s *service, packages []string) bool {
	return len(packages) == 0 || slices.ContainsFunc(packages, func(name string) bool { return name == "" || s.pkg.prod(name) != nil })
}

// write takes one path that is written.
func write(s *service, w writer, p *paths, rest string, because detect.Evidence) {
	dir, ok := p.eval(rest)
	if !ok || dir == "" || strings.HasPrefix(dir, ":") || strings.Contains(dir, "://") {
		return
	}
	if known, ok := strings.CutSuffix(dir, computed); ok {
		dir = path.Clean("./" + known)
	} else if named := w.named(); named != nil && !named.MatchString(dir) {
		return
	} else if w.File {
		dir = path.Dir(dir)
	}
	for _, there := range []string{"/tmp", "/dev", "/proc", "/var/tmp"} {
		if detect.Inside(dir, there) {
			return
		}
	}
	if dir = path.Clean(dir); strings.HasPrefix(dir, "..") || strings.ContainsAny(dir, "<>%{}$*?|\n") || detect.Inside(dir, "node_modules") {
		return
	}
	keep := w.Keep && dir != "." && !strings.Contains(path.Base(dir), "log") && !strings.Contains(path.Base(dir), "cache") && !strings.Contains(path.Base(dir), "tmp") && !strings.Contains(path.Base(dir), "temp")
	if s.wrote(dir, keep, because) && dir == "." {
		s.note(detect.Note{Text: "the program writes to its working directory, so that directory belongs to its user; what it writes is lost when the container is removed",
			Add: "a separate directory, such as data, which can be a volume", Because: []detect.Evidence{because}})
	}
}

// rowWrites are the directories that the framework writes to.
func (s *service) rowWrites() []frameworkWrite {
	if s.row == nil || !s.stack.Framework.Known() {
		return nil
	}
	return s.row.Writes
}

// wrote adds a directory that is written to, and reports whether it is a new one.
func (s *service) wrote(dir string, keep bool, because detect.Evidence) bool {
	for i := range s.stack.Writes {
		if have := &s.stack.Writes[i]; have.Dir == dir {
			have.Keep = have.Keep || keep
			return false
		}
	}
	s.stack.Writes = append(s.stack.Writes, detect.Write{Dir: dir, Keep: keep, Because: []detect.Evidence{because}})
	if hasSource(s.t, path.Join(s.pkg.dir, dir)) && !path.IsAbs(dir) {
		s.n.Seeded = append(s.n.Seeded, dir)
	}
	return true
}

// between is a call without arguments among alternatives: process.env.DATA_DIR || defaultDir() || './data'.
var between = pattern.New(`(?:\|\||\?\?)\s*[\w.]+\(\)`)

// computed stands for what is computed at the end of a path.
const computed = "\x00"

// paths reads the paths of one source.
type paths struct {
	s     *service
	file  string
	named map[string]string // constants that are paths
}

var pathNamed = pattern.New(`^\s*(?:(?:export\s+)?(?:const|let|var|readonly|private|static)\s+)?([A-Za-z_][\w.]*)(?:\s*:\s*string)?\s*=\s*([^=].*)$`)

// name remembers a constant that is a path.
func (p *paths) name(line string) {
	if m := pathNamed.FindStringSubmatch(line); m != nil {
		if v, ok := p.eval(m[2]); ok && v != "" && len(v) < 200 {
			p.named[strings.TrimPrefix(m[1], "this.")] = v
		}
	}
}

// eval gives the path that an expression begins with, as the program sees it from its working directory.
func (p *paths) eval(text string) (string, bool) {
	text = strings.TrimSpace(text)
	for _, or := range []string{"||", "??"} { // process.env.DATA_DIR || './data'
		if i := strings.LastIndex(text, or); i > 0 && strings.HasPrefix(text, "process.env") && !strings.Contains(between.ReplaceAllString(text[:i], ""), "(") && !strings.Contains(text[:i], ",") {
			text = strings.TrimSpace(text[i+len(or):])
		}
	}
	switch {
	case text == "":
		return "", false
	case strings.ContainsRune("\"'`", rune(text[0])):
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 {
			return "", false
		}
		return p.template(text[1 : end+1])
	}
	head := text
	if i := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) && r != '.' }); i >= 0 {
		head = text[:i]
	}
	rest := strings.TrimSpace(text[len(head):])
	switch {
	case head == "__dirname" || head == "import.meta.dirname" || head == "import.meta.dir":
		return p.here(), true
	case head == "__filename" || head == "import.meta.url" || head == "import.meta.filename":
		return path.Join(p.here(), "x.js"), true
	case head == "process.cwd":
		return ".", true
	case strings.HasPrefix(rest, "(") && (head == "path.join" || head == "path.resolve" || head == "join" || head == "resolve" || head == "path.posix.join"):
		return p.join(rest[1:])
	case strings.HasPrefix(rest, "(") && (head == "path.dirname" || head == "dirname"):
		v, ok := p.eval(rest[1:])
		return path.Dir(v), ok
	case strings.HasPrefix(rest, "(") && (head == "fileURLToPath" || head == "path.normalize" || head == "String"):
		return p.eval(rest[1:])
	case head == "new" && strings.HasPrefix(rest, "URL("):
		v, ok := p.eval(rest[4:])
		return path.Join(p.here(), v), ok && strings.Contains(rest, "import.meta.url")
	}
	v, ok := p.named[strings.TrimPrefix(head, "this.")]
	return v, ok && !strings.HasPrefix(rest, "(") && !strings.HasPrefix(rest, ".")
}

// join puts the arguments of path.join together, as far as they are known: what follows lies below.
func (p *paths) join(args string) (string, bool) {
	out, known := "", false
	for _, a := range detect.Arguments(args, "\"'`") {
		v, ok := p.eval(a)
		if !ok {
			out = path.Join(out, computed)
			break
		}
		if known = true; path.IsAbs(v) {
			out = v
		} else {
			out = path.Join(out, v)
		}
	}
	return out, known
}

// template gives a text whose first part may be a known name: `${__dirname}/data`. What is computed behind it lies below.
func (p *paths) template(text string) (string, bool) {
	before, after, ok := strings.Cut(text, "${")
	if !ok {
		return text, text != "" && !strings.ContainsAny(text, "*?\n")
	}
	inner, tail, _ := strings.Cut(after, "}")
	if before == "" {
		if v, known := p.eval(inner); known {
			rest, _, more := strings.Cut(tail, "${")
			if more {
				rest = path.Join(path.Dir(rest+"x"), computed)
			}
			return path.Join(v, rest), true
		}
		return "", false
	}
	if !strings.Contains(before, "/") {
		return computed, strings.HasPrefix(tail, ".") // a file in the working directory whose name is computed
	}
	return path.Join(path.Dir(before+"x"), computed), true
}

// here is the directory of the source as the program runs it: where the build puts it.
func (p *paths) here() string {
	rel := detect.Relative(p.s.pkg.dir, p.file)
	if !p.s.n.Output.Known() || p.s.n.Whole {
		return path.Dir(rel)
	}
	if out := p.s.compiled(rel); out != "" {
		return path.Dir(out)
	}
	if p.s.start.entry != "" && p.s.missing(p.s.start.entry) {
		return path.Dir(p.s.start.entry)
	}
	return path.Dir(rel)
}
