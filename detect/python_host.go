package detect

import (
	"slices"
	"strings"
)

// pyListener is a call that begins to listen.
type pyListener struct {
	call *expression
	// without is the address that it takes when it is given none; "" for all addresses.
	without string
	// at is the position of the address among the arguments where it needs no name; -1 where it always has one.
	at int
	// module must be imported by the file, where the call's name is a common one; "" for any.
	module string
}

// pyListeners are ordered: the first that a line shows is taken.
func pyListeners() []pyListener {
	const local = "127.0.0.1"
	own := lazy(`(?i)\b(?:\w*(?:app|application|server|api)|(?:create|make|get|build)\w*\(\))\.run(?:_server)?\(`)
	return []pyListener{
		{call: lazy(`\buvicorn\.(?:run|Config)\(`), without: local, at: -1},
		{call: lazy(`\b(?:web\.)?run_app\(`), at: -1, module: "aiohttp"},
		{call: lazy(`\b(?:web\.)?TCPSite\(`), at: 1, module: "aiohttp"},
		{call: lazy(`\bsocketio\.run\(`), without: local, at: 1, module: "flask_socketio"},
		{call: own, without: local, at: 0, module: "flask"},
		{call: own, without: local, at: 0, module: "quart"},
		{call: own, without: local, at: 0, module: "sanic"},
		{call: own, at: 0, module: "dash"},
		{call: lazy(`(?:^|\s)(?:bottle\.|\w+\.)?run\(`), without: local, at: -1, module: "bottle"},
		{call: lazy(`\b(?:waitress\.)?serve\(`), at: -1, module: "waitress"},
		{call: lazy(`\b(?:websockets\.)?serve\(`), at: 1, module: "websockets"},
		{call: lazy(`\b(?:asyncio\.)?(?:start_server|create_server)\(`), at: 1, module: "asyncio"},
		{call: lazy(`\b(?:HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|WSGIServer|SimpleXMLRPCServer)\(`), at: 0},
		{call: lazy(`\b(?:make_server|run_simple)\(`), at: 0},
		{call: lazy(`\.add_(?:insecure|secure)_port\(`), at: 0},
		{call: lazy(`\.bind\(`), at: 0, module: "socket"},
		{call: lazy(`\.listen\(`), at: 1, module: "tornado"},
	}
}

var pyHostArg = lazy(`(?:^|[,\s(])(?:host|address|hostname)\s*=\s*(.+)$`)

// listens finds that the program listens on the loopback address only, and the variable or the option that moves it. A server
// whose command line says where it listens is told there.
func (p *pyProject) listens() {
	switch p.py.Server.Value {
	case "python", "module", "command", "declared":
	default:
		return
	}
	for _, file := range p.serveFiles() {
		s := p.source(file)
		for _, row := range pyListeners() {
			if row.module != "" && s.importsModule(row.module) == 0 {
				continue
			}
			for _, c := range s.calls(row.call) {
				c.args = s.unpacked(c.args)
				p.listensBy(s, row, c)
				return
			}
		}
	}
}

// unpacked adds to a call's arguments those that it takes from a dict by two asterisks.
func (s *pySource) unpacked(args string) string {
	m := lazy(`\*\*(\w+)`).FindStringSubmatch(args)
	if m == nil {
		return args
	}
	for _, c := range s.calls(lazy(`^\s*` + m[1] + `\s*(?::[^=]+)?=\s*dict\(`)) {
		args += ", " + c.args
	}
	return args
}

// listensBy judges one call.
func (p *pyProject) listensBy(s *pySource, row pyListener, c pyCall) {
	host := pyValue{text: row.without, because: p.at(s, c.line)}
	if expr := hostArgument(c.args, row.at); expr != "" {
		host = p.valueOf(s, expr, c.line, 0)
	}
	if !pyLoopbackHost(host.text) {
		return
	}
	if host.flag != "" && !slices.Contains(p.stack.Start.Value, host.flag) {
		p.stack.Start.Value = append(slices.Clone(p.stack.Start.Value), host.flag, "0.0.0.0")
		p.stack.Start.Because = append(p.stack.Start.Because, host.because)
		return
	}
	p.stack.Host = fact(host.text, host.because)
	if host.env != "" {
		p.stack.HostEnv = fact(host.env, host.because)
	}
}

// hostArgument gives the expression that stands for the address among a call's arguments.
func hostArgument(args string, at int) string {
	if m := pyHostArg.FindStringSubmatch(args); m != nil {
		return strings.TrimSpace(m[1])
	}
	list := pyParts(args, ',')
	if at < 0 || at >= len(list) || lazy(`^\w+\s*=[^=]`).MatchString(list[at]) {
		return ""
	}
	return strings.TrimPrefix(list[at], "(")
}

// serveFiles gives the file in which the program starts and the files of the project that it imports.
func (p *pyProject) serveFiles() []string {
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
