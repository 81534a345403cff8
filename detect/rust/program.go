package rust

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	quoted  = pattern.New(`"((?:\\.|[^"\\])*)"`)
	quad    = pattern.New(`\d+\s*(?:,\s*\d+\s*){3}|"[^"]*"`)
	variant = pattern.New(`^\s*(?:#\[[^\]]*\]\s*)*([A-Z]\w*)`)
	camel   = pattern.New(`([a-z0-9])([A-Z])`)
	plain   = pattern.New(`^[A-Za-z0-9._/-]+$`)
	varies  = pattern.New(`/?[^/]*[*{].*$`)
)

// maxPieces is how many definitions one expression is followed through.
const maxPieces = 24

// program says of one binary what its sources tell; those of the package's other programs are left out.
func (s *crate) program(p detect.Program) detect.Program {
	src := s.ws.code.Sources(p.Dir)
	p.Because = append(src.Find("main").Because, detect.Evidence{Path: p.Dir})[:1]
	for _, c := range s.parts {
		p.Sources = append(p.Sources, c.dir)
		src.Add(slices.DeleteFunc(s.t.Sources(c.dir, ".rs"), func(f string) bool {
			return f == p.Dir || f == path.Join(c.dir, "build.rs") || !c.owns(f) || slices.ContainsFunc(c.bins(), func(o detect.Program) bool {
				dir := path.Dir(o.Dir)
				return o.Dir != p.Dir && (f == o.Dir || path.Base(dir) != "src" && path.Base(dir) != "bin" && detect.Inside(f, dir))
			})
		})...)
	}
	for _, row := range tables().Frameworks {
		if name := row.Crate; name == "std" || s.dependency(name).Known() {
			calls := slices.DeleteFunc(src.Calls(row.Call), func(args []detect.Piece) bool { // settings.bind(|| …)
				return len(args) > 1 && strings.HasPrefix(strings.TrimPrefix(strings.TrimSpace(args[1].Text), "move "), "|")
			})
			if len(calls) > 0 {
				s.listens(&p, src, row, calls)
				break
			}
		}
	}
	for pattern, to := range map[string]*detect.Fact[bool]{"terminate": &p.Signals, "interrupt": &p.Interrupt} {
		if at := src.Find(pattern); at.Known() {
			*to = detect.Strongest(*to, detect.NewFact(true, at.Because...))
		}
	}
	p.Temp = src.Find("temp").Because
	if at := src.Find("dotenv"); at.Known() {
		p.Dotenv = detect.NewFact(".env", at.Because...)
	}
	s.files(&p, src)
	p.Writes = detect.Outermost(p.Writes)
	return p
}

// listens reads the address from the call that listens, what the framework itself decides, and what of it the sources say.
func (s *crate) listens(p *detect.Program, src *detect.Sources, row framework, calls [][]detect.Piece) {
	name, at := row.Crate, src.Line(calls[0][0], 0)
	p.Serves, p.TCP, p.Framework = true, row.TCP, detect.Strongest(s.dependency(name), detect.NewFact(name, at))
	if name == "std" {
		p.Framework = detect.Fact[string]{}
	}
	if row.Signals {
		p.Signals = detect.NewFact(true, at)
	}
	for _, args := range calls {
		if len(args) > 1 && !p.Port.Known() && !p.PortEnv.Known() {
			for _, piece := range src.Follow(args[1], maxPieces) {
				address(p, src, piece)
			}
		}
	}
	for _, piece := range src.Defined("port") { // an option of the command line
		if !p.Port.Known() && !p.PortEnv.Known() && option(piece) {
			for _, piece := range src.Follow(piece, maxPieces) {
				address(p, src, piece)
			}
		}
	}
	if row.Port != 0 && !p.Port.Known() {
		p.Port, p.Host, p.PortEnv, p.HostEnv = detect.NewFact(row.Port, at), detect.NewFact(row.Host, at), detect.NewFact(row.PortEnv, at), detect.NewFact(row.HostEnv, at)
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
	if health := src.Find("health"); health.Known() && !p.TCP && !src.Find("nested").Known() { // or the path is put together from several
		p.Health = detect.NewFact("/"+strings.TrimPrefix(health.Value, "/"), health.Because...)
	}
	for _, call := range src.Calls(tables().Patterns["commands"]) { // the variants of an enum, as arguments
		for _, v := range call[1:] {
			variant := variant.FindStringSubmatch(v.Text)
			if variant == nil {
				continue
			}
			name := strings.ToLower(camel.ReplaceAllString(variant[1], "$1-$2"))
			if p.Asked = append(p.Asked, detect.Candidate{Value: name, Because: []detect.Evidence{src.Line(v, 0)}}); slices.Contains(tables().Serving, name) && !p.Command.Known() {
				p.Command = detect.NewFact([]string{name}, src.Line(v, 0))
			}
		}
		enum := tables().Word.FindAllString(call[0].Text, -1)
		if p.Command.Known() || strings.Contains(call[0].Whole, "Option<"+enum[len(enum)-1]+">") {
			p.Asked = nil
		}
	}
}

// option reports whether a piece describes an option of the command line: an attribute, or a chain of calls behind its name.
func option(p detect.Piece) bool {
	return strings.HasPrefix(strings.TrimSpace(p.Text), "#[") || strings.HasPrefix(strings.TrimSpace(p.Text), ".")
}

// address reads one piece of an address: what stands in the sources, and the variables and options that move it.
func address(p *detect.Program, src *detect.Sources, piece detect.Piece) {
	host := false
	for _, h := range [][2]string{{"any", "0.0.0.0"}, {"loopback", "127.0.0.1"}} {
		if _, at := piece.Find(h[0]); at >= 0 && !p.Host.Known() {
			host, p.Host = true, detect.NewFact(h[1], src.Line(piece, at))
		}
	}
	name, at := piece.Find("env")
	if name == "env" {
		name = strings.ToUpper(piece.Name)
	}
	number, where := piece.Find("whole")
	whole, port, place := number != "", strings.Contains(strings.ToLower(piece.Name), "port"), strings.Contains(name, "ADDR") || strings.Contains(name, "BIND") || strings.Contains(name, "LISTEN")
	if rest := piece; !whole && (piece.Name == "" || port || name != "" || host) {
		if rest.Text = quad.ReplaceAllString(piece.Text, "[]"); port || name != "" { // a default may be a text
			rest.Text = strings.ReplaceAll(piece.Text, `"`, " ")
		}
		number, _ = rest.Find("number")
		where = max(strings.Index(piece.Text, number), 0)
	}
	if n, err := strconv.Atoi(strings.ReplaceAll(number, "_", "")); err == nil && n >= 10 && n < 1<<16 && !p.Port.Known() {
		p.Port = detect.NewFact(n, src.Line(piece, where))
	}
	switch variable := detect.NewFact(name, src.Line(piece, max(at, 0))); {
	case name == "":
	case strings.Contains(name, "PORT") && !p.PortEnv.Known():
		p.PortEnv = variable
	case (whole || place && !host) && !p.PortEnv.Known():
		p.PortEnv, p.HostEnv, p.PortAddress = variable, variable, true
	case (place || strings.Contains(name, "HOST") || strings.HasSuffix(name, "IP")) && !p.HostEnv.Known():
		p.HostEnv = variable
	}
	if long, at := piece.Find("long"); at >= 0 && name == "" && option(piece) {
		if long == "long" {
			long = strings.ReplaceAll(piece.Name, "_", "-")
		}
		holds := []string{"address", "port", "host"}[slices.Index([]bool{whole, port, true}, true)]
		p.Options = append(p.Options, detect.Option{Name: "--" + long, Holds: holds, Because: []detect.Evidence{src.Line(piece, at)}})
	}
}

// files finds the files of the repository that the program opens, and the directories that it writes to.
func (s *crate) files(p *detect.Program, src *detect.Sources) {
	for _, row := range tables().Files {
		for _, args := range src.Calls(row.Call) {
			if preset := row.Path; preset != "" {
				s.opens(p, preset, src.Line(args[0], 0), nil)
			}
			for i := row.Arg + 1; i < min(len(args), row.Arg+2); i++ {
				var compiled *crate // whose directory the compiler puts in front
				if a := args[i]; strings.Contains(a.Text, "CARGO_MANIFEST_DIR") || strings.Contains(a.Text, "relative!") {
					compiled = s.owner(a.Path)
				}
				pieces := src.Follow(args[i], 8)
				for _, piece := range pieces[:min(len(pieces), 8)] {
					for _, m := range quoted.FindAllStringSubmatchIndex(piece.Text, -1) {
						switch text, before := piece.Text[m[2]:m[3]], strings.TrimRight(piece.Text[:m[0]], " ("); {
						case detect.HasSuffix(before, []string{"var", "env!", "expect", "context", "include_str!", "include_bytes!"}), strings.HasPrefix(piece.Text, "#[") && !strings.HasSuffix(before, "default_value ="):
						case row.Write:
							wrote(p, text, src.Line(piece, m[0]), row)
						default:
							s.opens(p, text, src.Line(piece, m[0]), compiled)
						}
					}
				}
			}
		}
	}
}

// wrote adds the directory of a path that the program writes to.
func wrote(p *detect.Program, text string, at detect.Evidence, row opener) {
	name, lite := strings.CutPrefix(text, "sqlite:")
	name, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, "//"), "file:"), "?")
	w := detect.Write{Dir: path.Clean(name), Keep: !detect.Fleeting.MatchString(name), Because: []detect.Evidence{at}}
	if !row.Dir {
		w.Dir = path.Dir(w.Dir)
	}
	if !plain.MatchString(name) || row.SQLite && !lite || strings.Contains(name, "..") || detect.Inside(w.Dir, "/tmp") || detect.SystemDir.MatchString(w.Dir) || w.Dir == "." && row.Dir {
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
