package node

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	// envOr is a port from the environment with a value for its absence: process.env.PORT || 3000.
	envOr = pattern.New(`\b([A-Z_]*PORT)\b["'\])]*[^;|?]{0,40}?(?:\|\||\?\?|\?[^:]{0,60}:)\s*(?:Number\(|parseInt\()?["'` + "`" + `]?(\d{2,5})\b`)
	// envGet asks for it with a value: config.get("PORT", 3000).
	envGet = pattern.New(`\b([A-Z_]*PORT)\b["'\])]*\s*,\s*["']?(\d{3,5})\b`)
	// envDefault is a schema's: PORT: z.coerce.number().default(3000), PORT: port({ default: 3000 }).
	envDefault = pattern.New(`\b([A-Z_]*PORT)\b["'\])]*\s*:.{0,80}?default["']?\s*[(:]\s*["']?(\d{2,5})\b`)
	// envTaken takes the environment apart: const { PORT = 3000 } = process.env.
	envTaken = pattern.New(`\{.*\b([A-Z_]*PORT)\s*=\s*["']?(\d{2,5})\b.*\}\s*=\s*(?:process|import\.meta|Bun)\.env`)
	// envElse names a constant for the absence: process.env.PORT || DEFAULT_PORT.
	envElse = pattern.New(`\b(PORT)\b["'\])]*\s*(?:\|\||\?\?)\s*([A-Za-z_]\w*)`)
	// envPort is the variable alone.
	envPort = pattern.New(`env(?:\.|\[["'])([A-Z_]*PORT)\b`)
	// listenTo is a call that opens a port by number: app.listen(3000.
	listenTo = pattern.New(`\.listen\(\s*(\d{2,5})\b`)
	// listenPort is one that names it: listen({ port: 3000, serve({ fetch: app.fetch, port: 3000 }).
	listenPort = pattern.New(`(?:listen|serve|start)\s*\(\s*\{.*\bport\s*:\s*(\d{2,5})\b`)
	// listenVar follows a name: app.listen(port.
	listenVar = pattern.New(`(?:\.listen\(\s*\{?\s*|\bport\s*:\s*)(?:port\s*:\s*)?(?:Number\()?([A-Za-z_]\w*)\b`)
	// named is a port by its name: const port = 3000, port: 3000.
	namedPort = pattern.New(`(?i)\b(\w*port)\b["']?(?:\s*:\s*number)?\s*[=:]\s*["']?(\d{2,5})\b`)
)

// portScan gathers what speaks for a port, by strength.
type portScan struct {
	s                      *service
	env, literal, variable []detect.Fact[int]
	names, settings        []detect.Fact[string]
	listens                bool
	open                   bool // an address that everybody reaches is named
}

func newPortScan(s *service) *portScan { return &portScan{s: s} }

// file reads one source.
func (p *portScan) file(file string, lines []string) {
	var follow []string
	constants := map[string]detect.Fact[int]{}
	listens := false
	for i, line := range lines {
		if len(line) > 600 || isComment(line) {
			continue
		}
		low := namesPort(line)
		listen := strings.Contains(line, "listen(") || strings.Contains(line, "serve(") || strings.Contains(line, "createServer(")
		listens = listens || listen
		p.open = p.open || strings.Contains(line, "0.0.0.0")
		if !low && !listen || low && setsURL(lines, line) {
			continue
		}
		at := lineOf(file, i, line)
		p.setting(line, at)
		p.line(line, at, constants)
		if !listen {
			continue
		}
		if m := listenVar.FindStringSubmatch(line); m != nil {
			follow = append(follow, m[1])
		}
	}
	for _, name := range follow {
		if f, ok := constants[name]; ok {
			p.literal = append(p.literal, f)
		}
	}
	p.listens = p.listens || listens
}

// setPort is a port that a line gives to an object: url.port = "5433".
var setPort = pattern.New(`^\s*(\w+)\.port\s*=[^=]`)

// setsURL reports whether a line changes the port of a URL, which is where the program connects to.
func setsURL(lines []string, line string) bool {
	m := setPort.FindStringSubmatch(line)
	return m != nil && slices.ContainsFunc(lines, func(other string) bool {
		name, rest, ok := strings.Cut(other, m[1])
		return ok && !strings.HasSuffix(name, ".") && strings.HasPrefix(strings.TrimLeft(rest, " ="), "new URL(")
	})
}

// namesPort reports whether a line speaks of a port. Half of all lines import or export something: they are told apart
// before any expression is tried, which costs a hundred times as much.
func namesPort(line string) bool {
	for rest := line; ; {
		i := strings.Index(rest, "ort")
		if i < 0 {
			return strings.Contains(line, "PORT")
		}
		before := rest[:i]
		if (strings.HasSuffix(before, "p") || strings.HasSuffix(before, "P")) &&
			!strings.HasSuffix(before, "imp") && !strings.HasSuffix(before, "exp") {
			return true
		}
		rest = rest[i+len("ort"):]
	}
}

// line reads one line.
func (p *portScan) line(line string, at detect.Evidence, constants map[string]detect.Fact[int]) {
	take := func(to *[]detect.Fact[int], m []string) bool {
		if m == nil {
			return false
		}
		n, ok := detect.PortNumber(m[len(m)-1])
		if ok {
			*to = append(*to, detect.NewFact(n, at))
		}
		return ok
	}
	for _, m := range envPort.FindAllStringSubmatch(line, -1) {
		p.names = append(p.names, detect.NewFact(m[1], at))
	}
	env := strings.Contains(line, "env") || strings.Contains(line, ".get") || strings.Contains(line, "Config")
	for _, re := range []*pattern.Pattern{envTaken, envOr, envGet, envDefault} {
		m := re.FindStringSubmatch(line)
		if m == nil || otherPort(m[1]) || (re == envOr || re == envGet) && !env {
			continue
		}
		if take(&p.env, m) {
			p.names = append(p.names, detect.NewFact(m[1], at))
			return
		}
	}
	if m := envElse.FindStringSubmatch(line); m != nil {
		if f, ok := constants[m[2]]; ok {
			p.env = append(p.env, detect.Fact[int]{Value: f.Value, Because: append([]detect.Evidence{at}, f.Because...)})
		}
	}
	if take(&p.literal, listenTo.FindStringSubmatch(line)) || take(&p.literal, listenPort.FindStringSubmatch(line)) {
		return
	}
	if m := namedPort.FindStringSubmatch(line); m != nil && !otherPort(m[1]) {
		if n, ok := detect.PortNumber(m[2]); ok {
			constants[m[1]] = detect.NewFact(n, at)
			own := strings.EqualFold(m[1], "port") || strings.EqualFold(m[1], "http_port") || strings.EqualFold(m[1], "serverport")
			if own && n >= 1024 { // a lower one is that of a server that the program calls
				p.variable = append(p.variable, detect.NewFact(n, at))
			}
		}
	}
}

// otherPort reports whether a name is that of another server's port.
func otherPort(name string) bool {
	name = strings.ToUpper(name)
	for _, other := range []string{"DB", "REDIS", "SMTP", "MAIL", "PG", "POSTGRES", "MYSQL", "MONGO", "DATABASE", "DEBUG", "INSPECT", "METRICS", "PROXY", "KAFKA", "RABBIT", "AMQP", "FTP", "SSH", "IMPORT", "EXPORT", "SUPPORT", "REPORT", "TRANSPORT", "REMOTE", "ELASTIC", "MEMCACHE", "SENTINEL", "HMR", "CLIENT", "FRONTEND", "WS_", "GRPC", "TEST"} {
		if strings.Contains(name, other) {
			return true
		}
	}
	return false
}

// settle decides: the command line, the environment with a default, what listen is given, a variable named port, .env,
// the framework's configuration and default.
func (p *portScan) settle() {
	s := p.s
	server := s.row != nil && s.row.Port != 0
	var facts []detect.Fact[int]
	if s.start.port != 0 {
		facts = append(facts, detect.NewFact(s.start.port, s.start.because...))
	}
	for _, e := range s.start.env {
		if n, ok := detect.PortNumber(e.Value); ok && e.Name == "PORT" {
			facts = append(facts, detect.NewFact(n, s.start.because...))
		}
	}
	if own := s.row == nil || s.row.Server || s.row.Name == "nestjs" || s.start.entry != "" && !s.n.Bundled; own {
		facts = append(facts, firstOf(p.env)...)
		facts = append(facts, firstOf(p.literal)...)
		if p.listens || server {
			facts = append(facts, firstOf(p.variable)...)
		}
	}
	if p.listens || server {
		facts = append(facts, p.settled()...)
		if f := s.t.DotenvPort(s.pkg.dir, ".env.production", ".env.example", ".env.sample", ".env.template", ".env.dist", "env.example", ".env"); f.Known() {
			facts = append(facts, f)
		}
	}
	if len(facts) == 0 && (server || p.listens && len(p.names) > 0) {
		facts = append(facts, defaultPort(s, p))
	}
	s.stack.Port = detect.Strongest(facts...)
	s.n.Service = s.stack.Port.Value != 0
	s.stack.PortEnv = p.variableName()
}

// firstOf keeps the strongest of the facts of one kind: the entry's, which was read first.
func firstOf(facts []detect.Fact[int]) []detect.Fact[int] {
	if len(facts) == 0 {
		return nil
	}
	return facts[:1]
}

// defaultPort is the framework's; for a server without one, the ecosystem's.
func defaultPort(s *service, p *portScan) detect.Fact[int] {
	if s.row != nil && s.row.Port != 0 {
		return detect.NewFact(s.row.Port, s.stack.Framework.Because...)
	}
	return detect.NewFact(3000, p.names[0].Because...)
}

// variableName gives the variable that moves the port. A framework's own server reads PORT.
func (p *portScan) variableName() detect.Fact[string] {
	for _, f := range p.names {
		if f.Value == "PORT" {
			return f
		}
	}
	if len(p.names) > 0 && !otherPort(p.names[0].Value) {
		return p.names[0]
	}
	row := p.s.row
	if row != nil && row.Port != 0 && !row.Server && row.Name != "nestjs" && p.s.start.bin != "vite" {
		return detect.NewFact("PORT", p.s.stack.Framework.Because...)
	}
	return detect.Fact[string]{}
}
