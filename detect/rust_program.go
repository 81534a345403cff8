package detect

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	rustEnv      = lazy(`\bvar(?:_os)?\(\s*"([A-Z][A-Z0-9_]*)"|\benv\s*=\s*"([A-Z][A-Z0-9_]*)"|\bfrom\s*=\s*"([A-Z][A-Z0-9_]*)"|[(,]\s*(env)\s*[,)]`)
	rustAddress  = lazy(`"(?:\w+://)?(\[[\d:a-f]*\]|[\w.*-]*):(\d{2,5}|\{[\w.]*\})/?"`)
	rustQuad     = lazy(`\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]|Ipv4Addr::new\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)`)
	rustLoopback = lazy(`"127\.\d+\.\d+\.\d+"|"localhost"|"::1"|Ipv[46]Addr::LOCALHOST`)
	rustAny      = lazy(`"0\.0\.0\.0"|"::"|Ipv[46]Addr::UNSPECIFIED`)
	rustNumber   = lazy(`(?:^|[^\w.])(\d[\d_]{1,5})(?:_?u16)?(?:$|[^\w.])`)
	rustHealth   = lazy(`(?:route|at|get|resource|path!?|#\[get)\s*\(\s*"(/?(?:api/)?(?:healthz?|health[-_]?check|livez?|readyz?|ready|_health|ping|up|status|health/live|health/ready))/?"`)
	rustNested   = lazy(`(?:\.nest(?:_service)?|\bscope|\.mount)\s*\(\s*"/[^"]`)
	rustTerm     = lazy(`SignalKind::terminate|\bSIGTERM\b`)
	rustCtrlC    = lazy(`\bctrl_c\s*\(|\bctrlc::set_handler|SignalKind::interrupt|\bSIGINT\b`)
	rustCommands = lazy(`(?s)#\[derive\([^)]*\bSubcommand\b[^)]*\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?enum\s+(\w+)\s*\{`)
	rustVariant  = lazy(`(?m)^\s*([A-Z]\w*)\s*(?:[{(,]|$)`)
	rustLong     = lazy(`\blong(?:\s*=\s*"([\w-]+)")?`)
	rustCamel    = lazy(`([a-z0-9])([A-Z])`)
	rustPlain    = lazy(`^[A-Za-z0-9._/-]+$`)
	rustPattern  = lazy(`/?[^/]*[*{].*$`)
)

// program says of one binary what its sources tell.
func (s *rustService) program(b rustBin, bins []rustBin) RustProgram {
	p := RustProgram{Name: b.name, Path: b.path, Features: b.features}
	src := s.sourcesOf(b, bins)
	if p.Because = []Evidence{{Path: b.path}}; len(src.files) > 0 {
		if at := rustMain.FindStringIndex(src.files[0].text); at != nil {
			p.Because = []Evidence{s.t.atOffset(b.path, at[0])}
		}
	}
	for _, row := range rustTable("frameworks") {
		if name := row.at("crate").text(); name == "std" || s.dependency(name) != nil {
			if calls := src.calls(lazy(row.at("call").text())); len(calls) > 0 {
				s.listens(&p, src, row, calls)
				break
			}
		}
	}
	s.ends(&p, src)
	if p.Serves {
		s.commands(&p, src)
	}
	s.writes(&p, src)
	s.opens(&p, src)
	return p
}

// listens reads the address from the call that listens, and what the framework itself decides.
func (s *rustService) listens(p *RustProgram, src *rustSources, row *node, calls [][]rustPiece) {
	call := calls[0]
	at := src.at(call[0])
	p.Serves, p.TCP = true, row.at("tcp").truth()
	if name := row.at("crate").text(); name != "std" {
		p.Framework = fact(name, s.dependency(name).evidence(), at)
	}
	if row.at("signals").truth() {
		p.Signals = fact(true, at)
	}
	for _, args := range calls {
		if len(args) > 1 && !p.Port.Known() && !p.PortEnv.Known() {
			for _, arg := range args[1:2] {
				for _, piece := range src.follow(arg) {
					p.address(src, piece)
				}
			}
		}
	}
	if row.at("port") != nil && !p.Port.Known() {
		port, _ := strconv.Atoi(row.at("port").text())
		p.Port, p.Host = fact(port, at), fact(row.at("host").text(), at)
		p.PortEnv, p.HostEnv = fact(row.at("portEnv").text(), at), fact(row.at("hostEnv").text(), at)
		s.rocket(p)
	}
	if host := p.Host.Value; host == "0.0.0.0" || host == "::" {
		p.Host, p.HostEnv = Fact[string]{}, Fact[string]{}
	}
	if !p.Host.Known() {
		p.HostEnv = Fact[string]{}
	}
	s.health(p, src)
}

// rocket reads Rocket.toml, which is written for the profiles that a program of a release takes.
func (s *rustService) rocket(p *RustProgram) {
	file := path.Join(s.dir, "Rocket.toml")
	if doc, err := s.t.toml(file); s.t.has(file) && err == nil && p.Framework.Value == "rocket" {
		p.RunFiles = append(p.RunFiles, RunFile{Path: file, Opened: "Rocket.toml", Because: Evidence{Path: file}})
		for _, profile := range []string{"default", "release", "global"} {
			if port := doc.at(profile, "port"); port != nil {
				n, _ := strconv.Atoi(port.text())
				p.Port = fact(n, port.evidence())
			}
			if host := doc.at(profile, "address").fact(); host.Known() {
				p.Host = host
			}
		}
	}
}

// address reads one piece of an address: what stands in the sources, and the variables and options that move it.
func (p *RustProgram) address(src *rustSources, piece rustPiece) {
	text, at := piece.text, src.at(piece)
	line := func(offset int) Evidence { return src.t.atOffset(piece.file.path, piece.at+offset) }
	host := func(h string, e Evidence) {
		if h = strings.Trim(h, "[]"); h != "" && !p.Host.Known() {
			switch {
			case strings.HasPrefix(h, "127.") || h == "localhost" || h == "::1":
				p.Host = fact(map[bool]string{true: "127.0.0.1", false: h}[strings.HasPrefix(h, "127.")], e)
			case h == "0.0.0.0" || h == "::" || h == "*":
				p.Host = fact("0.0.0.0", e)
			}
		}
	}
	port := func(number string, e Evidence) {
		if n, _ := strconv.Atoi(strings.ReplaceAll(number, "_", "")); n >= 10 && n < 1<<16 && !p.Port.Known() {
			p.Port = fact(n, e)
		}
	}
	whole := false
	for _, m := range rustAddress.FindAllStringSubmatchIndex(text, -1) {
		host(text[m[2]:m[3]], line(m[0]))
		if n := text[m[4]:m[5]]; n[0] != '{' {
			port(n, line(m[0]))
			whole = true
		}
	}
	for _, m := range rustQuad.FindAllStringIndex(text, -1) {
		host(strings.Join(rustDigits.FindAllString(strings.TrimPrefix(text[m[0]:m[1]], "Ipv4Addr"), -1), "."), line(m[0]))
	}
	if m := rustLoopback.FindStringIndex(text); m != nil {
		host("127.0.0.1", line(m[0]))
	}
	if m := rustAny.FindStringIndex(text); m != nil {
		host("0.0.0.0", line(m[0]))
	}
	var name string
	for _, m := range rustEnv.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				name = text[m[g]:m[g+1]]
			}
		}
		if name == "env" {
			name = strings.ToUpper(piece.name)
		}
		switch {
		case strings.Contains(name, "PORT") && !p.PortEnv.Known():
			p.PortEnv = fact(name, line(m[0]))
		case (whole || strings.Contains(name, "ADDR") || strings.Contains(name, "LISTEN") || strings.Contains(name, "BIND")) && !p.PortEnv.Known() && !strings.Contains(name, "HOST") && strings.Contains(text, ":") && (whole || !rustLoopback.MatchString(text) && !rustAny.MatchString(text)):
			p.PortEnv, p.HostEnv, p.PortAddress = fact(name, line(m[0])), fact(name, line(m[0])), true
		case !p.HostEnv.Known() && (strings.Contains(name, "HOST") || strings.Contains(name, "ADDR") || strings.Contains(name, "BIND") || strings.HasSuffix(name, "IP")):
			p.HostEnv = fact(name, line(m[0]))
		}
	}
	rest := rustQuad.ReplaceAllString(rustAddress.ReplaceAllString(text, `""`), `[]`)
	if m := rustNumber.FindStringSubmatch(strings.ReplaceAll(rest, `"`, " ")); m != nil && (piece.name == "" || strings.Contains(strings.ToLower(piece.name), "port") || name != "" || strings.Contains(rest, "SocketAddr")) {
		port(m[1], line(max(strings.Index(text, m[1]), 0)))
	}
	if m := rustLong.FindStringSubmatch(text); m != nil && name == "" && strings.HasPrefix(strings.TrimSpace(text), "#[") {
		holds := map[bool]string{true: "address", false: "host"}[whole]
		if strings.Contains(piece.name, "port") {
			holds = "port"
		}
		option := "--" + strings.ReplaceAll(piece.name, "_", "-")
		if m[1] != "" {
			option = "--" + m[1]
		}
		p.Options = append(p.Options, Option{Name: option, Holds: holds, Because: []Evidence{at}})
	}
}

var rustDigits = lazy(`\d+`)

// health finds the route that answers for the program's health, where its path is not put together from several.
func (s *rustService) health(p *RustProgram, src *rustSources) {
	for _, f := range src.files {
		if rustNested.MatchString(f.text) {
			return
		}
	}
	for _, f := range src.files {
		if m := rustHealth.FindStringSubmatchIndex(f.text); m != nil && !p.TCP {
			p.Health = fact("/"+strings.TrimPrefix(f.text[m[2]:m[3]], "/"), s.t.atOffset(f.path, m[2]))
			return
		}
	}
}

// ends finds the handlers of signals.
func (s *rustService) ends(p *RustProgram, src *rustSources) {
	for _, f := range src.files {
		if m := rustTerm.FindStringIndex(f.text); m != nil && !p.Signals.Known() {
			p.Signals = fact(true, s.t.atOffset(f.path, m[0]))
		}
		if m := rustCtrlC.FindStringIndex(f.text); m != nil && !p.Interrupt.Known() {
			p.Interrupt = fact(true, s.t.atOffset(f.path, m[0]))
		}
	}
}

// commands finds the subcommand that listens.
func (s *rustService) commands(p *RustProgram, src *rustSources) {
	for _, f := range src.files {
		m := rustCommands.FindStringSubmatchIndex(f.text)
		if m == nil {
			continue
		}
		optional := regexp.MustCompile(`Option<\s*` + regexp.QuoteMeta(f.text[m[2]:m[3]]) + `\s*>`).MatchString(f.text)
		body := f.text[m[1]:rustClosed(f.text, m[1]-1)]
		for _, v := range rustVariant.FindAllStringSubmatchIndex(body, -1) {
			name, at := strings.ToLower(rustCamel.ReplaceAllString(body[v[2]:v[3]], "$1-$2")), s.t.atOffset(f.path, m[1]+v[2])
			if slices.Contains([]string{"serve", "server", "start", "run", "web", "http", "api", "listen", "daemon"}, name) && !p.Command.Known() {
				p.Command = fact([]string{name}, at)
			}
			p.asked = append(p.asked, Candidate{Value: name, Because: []Evidence{at}})
		}
		if p.Command.Known() || optional {
			p.asked = nil
		}
		return
	}
}

// writes finds the directories that the program writes to.
func (s *rustService) writes(p *RustProgram, src *rustSources) {
	found := map[string]Write{}
	for _, row := range rustTable("writes") {
		for _, args := range src.calls(lazy(row.at("call").text())) {
			if len(args) < 2 {
				continue
			}
			for _, text := range src.paths(args[1]) {
				name, lite := strings.CutPrefix(text.text, "sqlite:")
				name, _, _ = strings.Cut(strings.TrimPrefix(name, "//"), "?")
				name = strings.TrimPrefix(strings.TrimPrefix(name, "file:"), "./")
				if !rustPlain.MatchString(name) || strings.HasPrefix(name, ":") || strings.Contains(name, "..") || goSystem.MatchString(name) || strings.Contains(row.at("call").text(), "onnect") && !lite && path.Ext(name) == "" ||
					row.at("sqlite").truth() && !lite {
					continue
				}
				if !row.at("dir").truth() {
					name = path.Dir(name)
				}
				if name = path.Clean(name); name == "/tmp" || strings.HasPrefix(name, "/tmp/") || name == "/" {
					continue
				}
				if w, known := found[name]; !known {
					found[name] = Write{Dir: name, Keep: !goFleeting.MatchString(name + "/" + path.Base(text.text)), Because: []Evidence{src.at(text)}}
				} else {
					w.Keep = w.Keep || !goFleeting.MatchString(name)
					found[name] = w
				}
			}
		}
	}
	for _, w := range found {
		p.Writes = append(p.Writes, w)
	}
	slices.SortFunc(p.Writes, func(a, b Write) int { return strings.Compare(a.Dir, b.Dir) })
	p.Writes = goOuter(p.Writes)
}

// opens finds the files of the repository that the program opens.
func (s *rustService) opens(p *RustProgram, src *rustSources) {
	add := func(text string, at Evidence, c *rustCrate, compiled bool) {
		text = path.Clean(strings.TrimPrefix(rustPattern.ReplaceAllString(text, ""), "./"))
		roots := []string{s.ws.dir, s.dir}
		if compiled {
			text, roots = strings.TrimPrefix(text, "/"), []string{c.dir}
		}
		if !rustPlain.MatchString(text) || text == "." || path.IsAbs(text) || strings.HasPrefix(text, "..") || strings.HasPrefix(path.Base(text), ".env") || text == "src" || text == "target" || text == "Cargo.toml" {
			return
		}
		for _, root := range roots {
			f := RunFile{Path: path.Join(root, text), Opened: text, Because: at}
			for _, ending := range []string{"", ".toml", ".yaml", ".yml", ".json"} { // config::File::with_name
				if s.t.has(f.Path + ending) {
					f.Path, f.Opened = f.Path+ending, text+ending
				}
			}
			if compiled {
				f.Opened = path.Join("/src", below(s.context(), f.Path))
			}
			if !s.t.has(f.Path) && !s.t.hasDir(f.Path) || slices.ContainsFunc(p.RunFiles, func(o RunFile) bool { return o.Opened == f.Opened }) {
				continue
			}
			p.RunFiles = append(p.RunFiles, f)
			return
		}
	}
	for _, row := range rustTable("opens") {
		n, _ := strconv.Atoi(row.at("arg").text())
		for _, args := range src.calls(lazy(row.at("call").text())) {
			if preset := row.at("path").text(); preset != "" {
				add(preset, src.at(args[0]), s.rustCrate, false)
			}
			if len(args) > n+1 {
				compiled := strings.Contains(args[n+1].text, "CARGO_MANIFEST_DIR") || strings.Contains(args[n+1].text, "relative!")
				for _, text := range src.paths(args[n+1]) {
					if text.text != "CARGO_MANIFEST_DIR" && !strings.Contains(text.name, "include_") {
						add(text.text, src.at(text), args[0].file.crate, compiled)
					}
				}
			}
		}
	}
}

