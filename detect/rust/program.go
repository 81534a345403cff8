package rust

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	quad    = pattern.New(`\d+\s*(?:,\s*\d+\s*){3}|"[^"]*"`)
	variant = pattern.New(`^\s*(?:#\[[^\]]*\]\s*)*([A-Z]\w*)`)
	camel   = pattern.New(`([a-z0-9])([A-Z])`)
	plain   = pattern.New(`^[A-Za-z0-9._/-]+$`)
	varies  = pattern.New(`/?[^/]*[*{].*$`)
)

// program says of one binary what its sources tell; those of the package's other programs are left out.
func (s *crate) program(p detect.Program) detect.Program {
	src := &sources{t: s.t, known: map[string][]piece{}}
	src.add(s, p.Dir)
	p.Because = append(src.find("main").Because, detect.Evidence{Path: p.Dir})[:1]
	for _, c := range s.parts {
		p.Sources = append(p.Sources, c.dir)
		src.add(c, slices.DeleteFunc(s.t.Sources(c.dir, ".rs"), func(f string) bool {
			return f == p.Dir || f == path.Join(c.dir, "build.rs") || !c.owns(f) || slices.ContainsFunc(c.bins(), func(o detect.Program) bool {
				dir := path.Dir(o.Dir)
				return o.Dir != p.Dir && (f == o.Dir || path.Base(dir) != "src" && path.Base(dir) != "bin" && detect.Inside(f, dir))
			})
		})...)
	}
	for _, row := range tables().At("frameworks").List() {
		if name := row.At("crate").Text(); name == "std" || s.dependency(name).Known() {
			calls := slices.DeleteFunc(src.calls(row.At("call").Text()), func(args []piece) bool { // settings.bind(|| …)
				return len(args) > 1 && strings.HasPrefix(strings.TrimPrefix(strings.TrimSpace(args[1].text), "move "), "|")
			})
			if len(calls) > 0 {
				s.listens(&p, src, row, calls)
				break
			}
		}
	}
	for pattern, to := range map[string]*detect.Fact[bool]{"terminate": &p.Signals, "interrupt": &p.Interrupt} {
		if at := src.find(pattern); at.Known() {
			*to = detect.Strongest(*to, detect.NewFact(true, at.Because...))
		}
	}
	p.Temp = src.find("temp").Because
	s.files(&p, src)
	p.Writes = detect.Outermost(p.Writes)
	return p
}

// listens reads the address from the call that listens, what the framework itself decides, and what of it the sources say.
func (s *crate) listens(p *detect.Program, src *sources, row *formats.Node, calls [][]piece) {
	name, at := row.At("crate").Text(), src.line(calls[0][0], 0)
	p.Serves, p.TCP, p.Framework = true, row.At("tcp").True(), detect.Strongest(s.dependency(name), detect.NewFact(name, at))
	if name == "std" {
		p.Framework = detect.Fact[string]{}
	}
	if row.At("signals").True() {
		p.Signals = detect.NewFact(true, at)
	}
	for _, args := range calls {
		if len(args) > 1 && !p.Port.Known() && !p.PortEnv.Known() {
			for _, piece := range src.follow(args[1], maxPieces) {
				address(p, src, piece)
			}
		}
	}
	for _, piece := range src.defined("port") { // an option of the command line
		if !p.Port.Known() && !p.PortEnv.Known() && option(piece) {
			for _, piece := range src.follow(piece, maxPieces) {
				address(p, src, piece)
			}
		}
	}
	if port, err := strconv.Atoi(row.At("port").Text()); err == nil && !p.Port.Known() {
		p.Port, p.Host, p.PortEnv, p.HostEnv = detect.NewFact(port, at), detect.NewFact(row.At("host").Text(), at), detect.NewFact(row.At("portEnv").Text(), at), detect.NewFact(row.At("hostEnv").Text(), at)
	}
	file := path.Join(s.dir, "Rocket.toml")
	if doc, err := s.t.TOML(file); s.t.Has(file) && err == nil && name == "rocket" {
		p.RunFiles = append(p.RunFiles, detect.RunFile{Path: file, Opened: "Rocket.toml", Because: detect.Evidence{Path: file}})
		for _, profile := range []string{"default", "release", "global"} { // a program of a release takes these
			if n, err := strconv.Atoi(doc.At(profile, "port").Text()); err == nil {
				p.Port = detect.NewFact(n, detect.EvidenceOf(doc.At(profile, "port")))
			}
			if host := detect.FactOf(doc.At(profile, "address")); host.Known() {
				p.Host = host
			}
		}
	}
	if p.Host.Value == "0.0.0.0" || !p.Host.Known() {
		p.Host, p.HostEnv = detect.Fact[string]{}, detect.Fact[string]{}
	}
	if health := src.find("health"); health.Known() && !p.TCP && !src.find("nested").Known() { // or the path is put together from several
		p.Health = detect.NewFact("/"+strings.TrimPrefix(health.Value, "/"), health.Because...)
	}
	for _, call := range src.calls(tables().At("patterns", "commands").Text()) { // the variants of an enum, as arguments
		for _, v := range call[1:] {
			variant := variant.FindStringSubmatch(v.text)
			if variant == nil {
				continue
			}
			name := strings.ToLower(camel.ReplaceAllString(variant[1], "$1-$2"))
			if p.Asked = append(p.Asked, detect.Candidate{Value: name, Because: []detect.Evidence{src.line(v, 0)}}); slices.Contains(tables().At("serving").Texts(), name) && !p.Command.Known() {
				p.Command = detect.NewFact([]string{name}, src.line(v, 0))
			}
		}
		enum := word.FindAllString(call[0].text, -1)
		if p.Command.Known() || strings.Contains(call[0].whole, "Option<"+enum[len(enum)-1]+">") {
			p.Asked = nil
		}
	}
}

// option reports whether a piece describes an option of the command line: an attribute, or a chain of calls behind its name.
func option(p piece) bool {
	return strings.HasPrefix(strings.TrimSpace(p.text), "#[") || strings.HasPrefix(strings.TrimSpace(p.text), ".")
}

// address reads one piece of an address: what stands in the sources, and the variables and options that move it.
func address(p *detect.Program, src *sources, piece piece) {
	host := false
	for _, h := range [][2]string{{"any", "0.0.0.0"}, {"loopback", "127.0.0.1"}} {
		if _, at := piece.find(h[0]); at >= 0 && !p.Host.Known() {
			host, p.Host = true, detect.NewFact(h[1], src.line(piece, at))
		}
	}
	name, at := piece.find("env")
	if name == "env" {
		name = strings.ToUpper(piece.name)
	}
	number, where := piece.find("whole")
	whole, port, place := number != "", strings.Contains(strings.ToLower(piece.name), "port"), strings.Contains(name, "ADDR") || strings.Contains(name, "BIND") || strings.Contains(name, "LISTEN")
	if rest := piece; !whole && (piece.name == "" || port || name != "" || host) {
		if rest.text = quad.ReplaceAllString(piece.text, "[]"); port || name != "" { // a default may be a text
			rest.text = strings.ReplaceAll(piece.text, `"`, " ")
		}
		number, _ = rest.find("number")
		where = max(strings.Index(piece.text, number), 0)
	}
	if n, err := strconv.Atoi(strings.ReplaceAll(number, "_", "")); err == nil && n >= 10 && n < 1<<16 && !p.Port.Known() {
		p.Port = detect.NewFact(n, src.line(piece, where))
	}
	switch variable := detect.NewFact(name, src.line(piece, max(at, 0))); {
	case name == "":
	case strings.Contains(name, "PORT") && !p.PortEnv.Known():
		p.PortEnv = variable
	case (whole || place && !host) && !p.PortEnv.Known():
		p.PortEnv, p.HostEnv, p.PortAddress = variable, variable, true
	case (place || strings.Contains(name, "HOST") || strings.HasSuffix(name, "IP")) && !p.HostEnv.Known():
		p.HostEnv = variable
	}
	if long, at := piece.find("long"); at >= 0 && name == "" && option(piece) {
		if long == "long" {
			long = strings.ReplaceAll(piece.name, "_", "-")
		}
		holds := []string{"address", "port", "host"}[slices.Index([]bool{whole, port, true}, true)]
		p.Options = append(p.Options, detect.Option{Name: "--" + long, Holds: holds, Because: []detect.Evidence{src.line(piece, at)}})
	}
}

// files finds the files of the repository that the program opens, and the directories that it writes to.
func (s *crate) files(p *detect.Program, src *sources) {
	for _, row := range tables().At("files").List() {
		n, _ := strconv.Atoi(row.At("arg").Text())
		for _, args := range src.calls(row.At("call").Text()) {
			if preset := row.At("path").Text(); preset != "" {
				s.opens(p, preset, src.line(args[0], 0), nil)
			}
			for i := n + 1; i < min(len(args), n+2); i++ {
				var compiled *crate // whose directory the compiler puts in front
				if a := args[i]; strings.Contains(a.text, "CARGO_MANIFEST_DIR") || strings.Contains(a.text, "relative!") {
					compiled = a.crate
				}
				pieces := src.follow(args[i], 8)
				for _, piece := range pieces[:min(len(pieces), 8)] {
					for _, m := range stringLiteral.FindAllStringSubmatchIndex(piece.text, -1) {
						switch text, before := piece.text[m[2]:m[3]], strings.TrimRight(piece.text[:m[0]], " ("); {
						case detect.HasSuffix(before, []string{"var", "env!", "expect", "context", "include_str!", "include_bytes!"}), strings.HasPrefix(piece.text, "#[") && !strings.HasSuffix(before, "default_value ="):
						case row.At("write").True():
							wrote(p, text, src.line(piece, m[0]), row)
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
func wrote(p *detect.Program, text string, at detect.Evidence, row *formats.Node) {
	name, lite := strings.CutPrefix(text, "sqlite:")
	name, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, "//"), "file:"), "?")
	w := detect.Write{Dir: path.Clean(name), Keep: !detect.Fleeting.MatchString(name), Because: []detect.Evidence{at}}
	if !row.At("dir").True() {
		w.Dir = path.Dir(w.Dir)
	}
	if !plain.MatchString(name) || row.At("sqlite").True() && !lite || strings.Contains(name, "..") || detect.Inside(w.Dir, "/tmp") || detect.SystemDir.MatchString(w.Dir) || w.Dir == "." && row.At("dir").True() {
		return
	}
	p.Writes = append(p.Writes, w)
	slices.SortStableFunc(p.Writes, func(a, b detect.Write) int { return strings.Compare(a.Dir, b.Dir) })
	p.Writes = slices.CompactFunc(p.Writes, func(a, b detect.Write) bool { return a.Dir == b.Dir })
}

// opens adds a file or directory of the repository that the program opens, seen from its working directory. A path that the
// compiler made is the one that the sources had in the build.
func (s *crate) opens(p *detect.Program, text string, at detect.Evidence, compiled *crate) {
	text = path.Clean(strings.TrimPrefix(varies.ReplaceAllString(text, ""), "./"))
	roots := []string{s.ws.dir, s.dir}
	if compiled != nil {
		text, roots = strings.TrimPrefix(text, "/"), []string{compiled.dir}
	}
	if !plain.MatchString(text) || path.IsAbs(text) || text[0] == '.' || strings.HasPrefix(path.Base(text), ".env") || slices.Contains([]string{"src", "target", "Cargo.toml", "tests"}, text) {
		return
	}
	for _, root := range roots {
		for _, ending := range []string{"", ".toml", ".yaml", ".yml", ".json"} { // the crate config adds one
			f := detect.RunFile{Path: path.Join(root, text+ending), Opened: text + ending, Because: at}
			if compiled != nil {
				f.Opened = path.Join("/src", detect.Below(s.ws.context, f.Path))
			}
			if (s.t.Has(f.Path) || s.t.HasDir(f.Path)) && !slices.ContainsFunc(p.RunFiles, func(o detect.RunFile) bool { return detect.Inside(f.Opened, o.Opened) }) {
				p.RunFiles = append(p.RunFiles, f)
				return
			}
		}
	}
}
