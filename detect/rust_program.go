package detect

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

var (
	rustQuad    = lazy(`\d+\s*(?:,\s*\d+\s*){3}|"[^"]*"`)
	rustVariant = lazy(`^\s*(?:#\[[^\]]*\]\s*)*([A-Z]\w*)`)
	rustCamel   = lazy(`([a-z0-9])([A-Z])`)
	rustPlain   = lazy(`^[A-Za-z0-9._/-]+$`)
	rustVaries  = lazy(`/?[^/]*[*{].*$`)
)

// program says of one binary what its sources tell; those of the package's other programs are left out.
func (s *rustCrate) program(p Program) Program {
	src := &rustSources{t: s.t}
	src.add(s, p.Dir)
	p.Because = append(src.find("main").Because, Evidence{Path: p.Dir})[:1]
	for _, c := range s.parts {
		p.Sources = append(p.Sources, c.dir)
		src.add(c, slices.DeleteFunc(s.t.sources(c.dir, ".rs"), func(f string) bool {
			return f == p.Dir || f == path.Join(c.dir, "build.rs") || !c.owns(f) || slices.ContainsFunc(s.bins(), func(o Program) bool {
				dir := path.Dir(o.Dir)
				return o.Dir != p.Dir && (f == o.Dir || path.Base(dir) != "src" && path.Base(dir) != "bin" && inside(f, dir))
			})
		})...)
	}
	for _, row := range rustTables().at("frameworks").list() {
		if name := row.at("crate").text(); name == "std" || s.dependency(name).Known() {
			if calls := src.calls(row.at("call").text()); len(calls) > 0 {
				s.listens(&p, src, row, calls)
				break
			}
		}
	}
	for pattern, to := range map[string]*Fact[bool]{"terminate": &p.Signals, "interrupt": &p.Interrupt} {
		if at := src.find(pattern); at.Known() {
			*to = strongest(*to, fact(true, at.Because...))
		}
	}
	p.Temp = src.find("temp").Because
	s.files(&p, src)
	p.Writes = goOuter(p.Writes)
	return p
}

// listens reads the address from the call that listens, what the framework itself decides, and what of it the sources say.
func (s *rustCrate) listens(p *Program, src *rustSources, row *node, calls [][]rustPiece) {
	name, at := row.at("crate").text(), src.line(calls[0][0], 0)
	p.Serves, p.TCP, p.Framework = true, row.at("tcp").truth(), strongest(s.dependency(name), fact(name, at))
	if name == "std" {
		p.Framework = Fact[string]{}
	}
	if row.at("signals").truth() {
		p.Signals = fact(true, at)
	}
	for _, args := range calls {
		if len(args) > 1 && !p.Port.Known() && !p.PortEnv.Known() {
			for _, piece := range src.follow(args[1]) {
				p.address(src, piece)
			}
		}
	}
	if port, err := strconv.Atoi(row.at("port").text()); err == nil && !p.Port.Known() {
		p.Port, p.Host, p.PortEnv, p.HostEnv = fact(port, at), fact(row.at("host").text(), at), fact(row.at("portEnv").text(), at), fact(row.at("hostEnv").text(), at)
	}
	file := path.Join(s.dir, "Rocket.toml")
	if doc, err := s.t.toml(file); s.t.has(file) && err == nil && name == "rocket" {
		p.RunFiles = append(p.RunFiles, RunFile{Path: file, Opened: "Rocket.toml", Because: Evidence{Path: file}})
		for _, profile := range []string{"default", "release", "global"} { // a program of a release takes these
			if n, err := strconv.Atoi(doc.at(profile, "port").text()); err == nil {
				p.Port = fact(n, doc.at(profile, "port").evidence())
			}
			if host := doc.at(profile, "address").fact(); host.Known() {
				p.Host = host
			}
		}
	}
	if p.Host.Value == "0.0.0.0" || !p.Host.Known() {
		p.Host, p.HostEnv = Fact[string]{}, Fact[string]{}
	}
	if health := src.find("health"); health.Known() && !p.TCP && !src.find("nested").Known() { // or the path is put together from several
		p.Health = fact("/"+strings.TrimPrefix(health.Value, "/"), health.Because...)
	}
	for _, call := range src.calls(rustTables().at("patterns", "commands").text()) { // the variants of an enum, as arguments
		for _, v := range call[1:] {
			variant := rustVariant.FindStringSubmatch(v.text)
			if variant == nil {
				continue
			}
			name := strings.ToLower(rustCamel.ReplaceAllString(variant[1], "$1-$2"))
			if p.asked = append(p.asked, Candidate{name, []Evidence{src.line(v, 0)}}); slices.Contains(rustTables().at("serving").texts(), name) && !p.Command.Known() {
				p.Command = fact([]string{name}, src.line(v, 0))
			}
		}
		enum := rustWord.FindAllString(call[0].text, -1)
		if p.Command.Known() || strings.Contains(call[0].whole, "Option<"+enum[len(enum)-1]+">") {
			p.asked = nil
		}
	}
}

// address reads one piece of an address: what stands in the sources, and the variables and options that move it.
func (p *Program) address(src *rustSources, piece rustPiece) {
	host := false
	for _, h := range [][2]string{{"any", "0.0.0.0"}, {"loopback", "127.0.0.1"}} {
		if _, at := piece.find(h[0]); at >= 0 && !p.Host.Known() {
			host, p.Host = true, fact(h[1], src.line(piece, at))
		}
	}
	name, at := piece.find("env")
	if name == "env" {
		name = strings.ToUpper(piece.name)
	}
	number, where := piece.find("whole")
	whole, port, place := number != "", strings.Contains(strings.ToLower(piece.name), "port"), strings.Contains(name, "ADDR") || strings.Contains(name, "BIND") || strings.Contains(name, "LISTEN")
	if rest := piece; !whole && (piece.name == "" || port || name != "" || host) {
		if rest.text = rustQuad.ReplaceAllString(piece.text, "[]"); port || name != "" { // a default may be a text
			rest.text = strings.ReplaceAll(piece.text, `"`, " ")
		}
		number, _ = rest.find("number")
		where = max(strings.Index(piece.text, number), 0)
	}
	if n, err := strconv.Atoi(strings.ReplaceAll(number, "_", "")); err == nil && n >= 10 && n < 1<<16 && !p.Port.Known() {
		p.Port = fact(n, src.line(piece, where))
	}
	switch variable := fact(name, src.line(piece, max(at, 0))); {
	case name == "":
	case strings.Contains(name, "PORT") && !p.PortEnv.Known():
		p.PortEnv = variable
	case (whole || place && !host) && !p.PortEnv.Known():
		p.PortEnv, p.HostEnv, p.PortAddress = variable, variable, true
	case (place || strings.Contains(name, "HOST") || strings.HasSuffix(name, "IP")) && !p.HostEnv.Known():
		p.HostEnv = variable
	}
	if long, at := piece.find("long"); at >= 0 && name == "" && strings.HasPrefix(strings.TrimSpace(piece.text), "#[") {
		if long == "long" {
			long = strings.ReplaceAll(piece.name, "_", "-")
		}
		holds := []string{"address", "port", "host"}[slices.Index([]bool{whole, port, true}, true)]
		p.Options = append(p.Options, Option{Name: "--" + long, Holds: holds, Because: []Evidence{src.line(piece, at)}})
	}
}

// files finds the files of the repository that the program opens, and the directories that it writes to.
func (s *rustCrate) files(p *Program, src *rustSources) {
	for _, row := range rustTables().at("files").list() {
		n, _ := strconv.Atoi(row.at("arg").text())
		for _, args := range src.calls(row.at("call").text()) {
			if preset := row.at("path").text(); preset != "" {
				s.opens(p, preset, src.line(args[0], 0), nil)
			}
			for i := n + 1; i < min(len(args), n+2); i++ {
				var compiled *rustCrate // whose directory the compiler puts in front
				if a := args[i]; strings.Contains(a.text, "CARGO_MANIFEST_DIR") || strings.Contains(a.text, "relative!") {
					compiled = a.crate
				}
				for _, piece := range src.follow(args[i]) {
					for _, m := range rustString.FindAllStringSubmatchIndex(piece.text, -1) {
						switch text, before := piece.text[m[2]:m[3]], strings.TrimRight(piece.text[:m[0]], " ("); {
						case hasSuffix(before, []string{"var", "env!", "expect", "context", "include_str!", "include_bytes!"}):
						case row.at("write").truth():
							p.wrote(text, src.line(piece, m[0]), row)
						default:
							s.opens(p, text, src.line(piece, m[0]), compiled)
						}
					}
				}
			}
		}
	}
}

// wrote adds the directory of a path that the program writes to.
func (p *Program) wrote(text string, at Evidence, row *node) {
	name, lite := strings.CutPrefix(text, "sqlite:")
	name, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, "//"), "file:"), "?")
	w := Write{Dir: path.Clean(name), Keep: !goFleeting.MatchString(name), Because: []Evidence{at}}
	if !row.at("dir").truth() {
		w.Dir = path.Dir(w.Dir)
	}
	if !rustPlain.MatchString(name) || row.at("sqlite").truth() && !lite || strings.Contains(name, "..") || inside(w.Dir, "/tmp") || goSystem.MatchString(w.Dir) || w.Dir == "." && row.at("dir").truth() {
		return
	}
	p.Writes = append(p.Writes, w)
	slices.SortStableFunc(p.Writes, func(a, b Write) int { return strings.Compare(a.Dir, b.Dir) })
	p.Writes = slices.CompactFunc(p.Writes, func(a, b Write) bool { return a.Dir == b.Dir })
}

// opens adds a file or directory of the repository that the program opens, seen from its working directory. A path that the
// compiler made is the one that the sources had in the build.
func (s *rustCrate) opens(p *Program, text string, at Evidence, compiled *rustCrate) {
	text = path.Clean(strings.TrimPrefix(rustVaries.ReplaceAllString(text, ""), "./"))
	roots := []string{s.ws.dir, s.dir}
	if compiled != nil {
		text, roots = strings.TrimPrefix(text, "/"), []string{compiled.dir}
	}
	if !rustPlain.MatchString(text) || path.IsAbs(text) || strings.HasPrefix(text, "..") || strings.HasPrefix(path.Base(text), ".env") || slices.Contains([]string{".", "src", "target", "Cargo.toml", "tests"}, text) {
		return
	}
	for _, root := range roots {
		for _, ending := range []string{"", ".toml", ".yaml", ".yml", ".json"} { // the crate config adds one
			f := RunFile{Path: path.Join(root, text+ending), Opened: text + ending, Because: at}
			if compiled != nil {
				f.Opened = path.Join("/src", below(s.ws.context, f.Path))
			}
			if (s.t.has(f.Path) || s.t.hasDir(f.Path)) && !slices.ContainsFunc(p.RunFiles, func(o RunFile) bool { return inside(f.Opened, o.Opened) }) {
				p.RunFiles = append(p.RunFiles, f)
				return
			}
		}
	}
}
