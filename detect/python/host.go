package python

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var ownRun = pattern.New(`(?i)\b(?:\w*(?:app|application|server|api)|(?:create|make|get|build)\w*\(\))\.run(?:_server)?\(`)

var hostArg = pattern.New(`(?:^|[,\s(])(?:host|address|hostname)\s*=\s*(.+)$`)

// listens finds that the program listens on the loopback address only, and the variable or the option that moves it. A server
// whose command line says where it listens is told there.
func listens(p *project) {
	switch p.py.Server.Value {
	case "python", "module", "command", "declared":
	default:
		return
	}
	for _, file := range serveFiles(p) {
		s := p.source(file)
		for _, row := range tables().Listeners {
			if row.Module != "" && s.importsModule(row.Module) == 0 {
				continue
			}
			for _, c := range s.calls(row.Call) {
				c.args = s.unpacked(c.args)
				listensBy(p, s, row, c)
				return
			}
		}
	}
}

// unpublished notes a server of the program's own whose port is not written out.
func unpublished(p *project) {
	if p.stack.Port.Value != 0 || p.stack.PortEnv.Known() || !servesItself(p) {
		return
	}
	for _, file := range p.envSources() {
		s := p.source(file)
		for _, row := range tables().Listeners {
			if row.Module == "asyncio" || row.Module == "socket" || row.Module != "" && s.importsModule(row.Module) == 0 || !p.belongs(s) {
				continue
			}
			if all := s.calls(row.Call); len(all) > 0 {
				p.note("the program listens, but its port is not written out: the image exposes none and has no health check", "--port NUMBER", p.at(s, all[0].line))
				return
			}
		}
	}
}

// unpacked adds to a call's arguments those that it takes from a dict by two asterisks.
func (s *source) unpacked(args string) string {
	m := pattern.New(`\*\*(\w+)`).FindStringSubmatch(args)
	if m == nil {
		return args
	}
	for _, c := range s.calls(pattern.New(`^\s*` + m[1] + `\s*(?::[^=]+)?=\s*dict\(`)) {
		args += ", " + c.args
	}
	return args
}

// listensBy judges one call.
func listensBy(p *project, s *source, row listener, c call) {
	host := knownValue{text: row.Without, because: p.at(s, c.line)}
	if expr := hostArgument(c.args, row.At); expr != "" {
		host = p.valueOf(s, expr, c.line, 0)
	}
	if !detect.Loopback(host.text) {
		return
	}
	if host.flag != "" && !slices.Contains(p.stack.Start.Value, host.flag) {
		p.stack.Start.Value = append(slices.Clone(p.stack.Start.Value), host.flag, "0.0.0.0")
		p.stack.Start.Because = append(p.stack.Start.Because, host.because)
		return
	}
	p.stack.Host = detect.NewFact(host.text, host.because)
	if host.env != "" {
		p.stack.HostEnv = detect.NewFact(host.env, host.because)
	}
}

// hostArgument gives the expression that stands for the address among a call's arguments.
func hostArgument(args string, at int) string {
	if m := hostArg.FindStringSubmatch(args); m != nil {
		return strings.TrimSpace(m[1])
	}
	list := parts(args, ',')
	if at < 0 || at >= len(list) || pattern.New(`^\w+\s*=[^=]`).MatchString(list[at]) {
		return ""
	}
	return strings.TrimPrefix(list[at], "(")
}

// serveFiles gives the file in which the program starts and the files of the project that it imports.
func serveFiles(p *project) []string {
	if p.file == "" {
		return nil
	}
	out := []string{p.file}
	for _, file := range p.envSources() {
		module := strings.ReplaceAll(strings.TrimSuffix(strings.TrimSuffix(p.rel(file), ".py"), "/__init__"), "/", ".")
		for name := range p.source(p.file).imports() {
			name = strings.TrimLeft(name, ".")
			if name != "" && file != p.file && (module == name || strings.HasSuffix(module, "."+name)) && !slices.Contains(out, file) {
				out = append(out, file)
			}
		}
	}
	return out
}
