package node

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// loopback is an address that nobody outside of the container reaches.
const loopback = "[\"'`](localhost|127\\.0\\.0\\.1|::1)[\"'`]"

var (
	// hostOr is an address from the environment with the loopback for its absence: process.env.HOST ?? 'localhost',
	// HOST: z.string().default('localhost'), config.get("HOST", "localhost").
	hostOr = pattern.New(`\b([A-Z][A-Z_]*)\b["'\])]*\s*(?:\|\||\?\?|,|:.{0,80}?default["']?\s*[(:]|\?[^:]{0,60}:)\s*` + loopback)
	// hostTaken takes the environment apart: const { HOST = 'localhost' } = process.env.
	hostTaken = pattern.New(`\{.*\b([A-Z][A-Z_]*)\s*=\s*` + loopback + `.*\}\s*=\s*(?:process|import\.meta|Bun)\.env`)
	// hostNamed is a name for it: const hostname = '127.0.0.1'.
	hostNamed = pattern.New(`\b(\w*(?i:host|hostname|address|addr|ip))\b(?:\s*:\s*string)?\s*=\s*` + loopback)
	// hostField is it in the options of a server: host: 'localhost'.
	hostField = pattern.New(`\bhost(?:name)?["']?\s*:\s*` + loopback)
	// hostGiven is it among the arguments: .listen(3000, '127.0.0.1'.
	hostGiven = pattern.New(`\blisten\([^"'` + "`" + `]*,\s*` + loopback)
	// hostSetting asks the settings for it: config.get('server.host').
	hostSetting = pattern.New(`\bconfig\.get(?:<\w+>)?\(\s*["']((?:\w+\.)*\w*[hH]ost(?:name)?)["']|\bconfig\.((?:\w+\.)*host(?:name)?)\b`)
	// opens is a call that opens a port.
	opens = pattern.New(`\.listen\(|\bserve\(|[Hh]api\.[sS]erver\(`)
	// openHost are words that say of a call to Fastify's listen that it is given an address, or may be.
	openHost = pattern.New(`\bhost\b|\baddress\b|\.\.\.|\bpath\b|listen\(\s*[A-Za-z_.]+(?:\(\))?\s*[,)]|["'` + "`" + `](?:::|0\.0\.0\.0)|,\s*[A-Za-z_.]*(?i:host|addr)`)
)

// hostWords are words of which a line that says anything of the address holds one, outside of a call that opens a port.
var hostWords = pattern.Any(hostSetting, hostTaken, hostOr, hostNamed, opens)

// hostScan gathers the loopback addresses that the program listens on.
type hostScan struct {
	literal, variable detect.Fact[string]
	name              detect.Fact[string]
	settings          []detect.Fact[string]
}

// hostNames are variables that move the address of the program wherever they stand; others do so beside a call that listens.
var hostNames = []string{"HOST", "HOSTNAME", "BIND_HOST", "BIND_ADDRESS", "BIND_ADDR", "LISTEN_HOST", "LISTEN_ADDRESS", "SERVER_HOST", "APP_HOST", "API_HOST", "HTTP_HOST", "ADDRESS", "BIND", "IP"}

// file reads one source.
func (h *hostScan) file(s *service, file string, lines []string) {
	listening := slices.ContainsFunc(lines, func(line string) bool { return len(line) < 600 && !isComment(line) && opens.MatchString(line) })
	named := map[string]detect.Fact[string]{}
	left := 0 // lines of a call that opens a port which are still to come
	for i, line := range lines {
		if left <= 0 && !hostWords.In(line) || len(line) > 600 || isComment(line) {
			continue
		}
		at := lineOf(file, i, line)
		if m := hostSetting.FindStringSubmatch(line); m != nil {
			h.settings = append(h.settings, detect.NewFact(m[1]+m[2], at))
		}
		h.moved(line, at, listening)
		if m := hostNamed.FindStringSubmatch(line); m != nil && !strings.Contains(line, "env") {
			named[m[1]] = detect.NewFact(m[2], at)
		}
		if opens.MatchString(line) {
			left = 8
			h.unsaid(s, lines[i:], at)
		}
		if left > 0 && !h.literal.Known() && !strings.Contains(line, "env") {
			h.given(line, at, named)
		}
		if left--; strings.Contains(line, ");") || strings.HasPrefix(line, ")") {
			left = 0
		}
	}
}

// moved takes an address that a variable moves.
func (h *hostScan) moved(line string, at detect.Evidence, listening bool) {
	for _, re := range []*pattern.Pattern{hostTaken, hostOr} {
		m := re.FindStringSubmatch(line)
		if m == nil || h.variable.Known() || otherPort(m[1]) || !listening && !slices.Contains(hostNames, m[1]) || !strings.Contains(m[1], "HOST") && !slices.Contains(hostNames, m[1]) {
			continue
		}
		h.variable, h.name = detect.NewFact(m[2], at), detect.NewFact(m[1], at)
	}
}

// given takes an address that a call is given, as a text or by its name.
func (h *hostScan) given(line string, at detect.Evidence, named map[string]detect.Fact[string]) {
	for _, re := range []*pattern.Pattern{hostGiven, hostField} {
		if m := re.FindStringSubmatch(line); m != nil {
			h.literal = detect.NewFact(m[1], at)
			return
		}
	}
	for name, f := range named {
		if slices.Contains(strings.FieldsFunc(line, func(r rune) bool { return !isWord(r) }), name) {
			h.literal = detect.Fact[string]{Value: f.Value, Because: append(f.Because, at)}
		}
	}
}

func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// unsaid takes Fastify's own address, which is the loopback, where its call says none.
func (h *hostScan) unsaid(s *service, lines []string, at detect.Evidence) {
	if s.pkg.prod("fastify") == nil && s.pkg.prod("@nestjs/platform-fastify") == nil || !strings.Contains(lines[0], ".listen(") || h.literal.Known() {
		return
	}
	_, first, _ := strings.Cut(lines[0], ".listen(")
	call, depth := "listen(", 1
	for i, line := range lines {
		if i == 0 {
			line = first
		}
		for _, r := range line {
			switch call += string(r); r {
			case '(', '{', '[':
				depth++
			case ')', '}', ']':
				depth--
			}
			if depth == 0 || strings.HasSuffix(call, "=>") || i > 8 {
				if !openHost.MatchString(call) {
					h.literal = detect.NewFact("localhost", at)
				}
				return
			}
		}
		call += " "
	}
}

// settle decides. What a variable moves wins; the framework's own variable is set anyway.
func (h *hostScan) settle(s *service, open bool) {
	switch {
	case h.variable.Known():
		s.stack.Host, s.stack.HostEnv = h.variable, h.name
	case open || slices.ContainsFunc(s.n.RunEnv, func(v detect.EnvVar) bool { return v.Name == "HOST" || v.Name == "HOSTNAME" }):
	case h.literal.Known():
		s.stack.Host = h.literal
	default:
		s.stack.Host = h.setting(s)
	}
}

// setting looks the keys up in the files of settings.
func (h *hostScan) setting(s *service) detect.Fact[string] {
	for _, key := range h.settings {
		for _, at := range settingsOf(s, key.Value) {
			if v := at.Text(); detect.Loopback(v) {
				return detect.NewFact(v, append([]detect.Evidence{detect.EvidenceOf(at)}, key.Because...)...)
			}
			if at != nil {
				return detect.Fact[string]{}
			}
		}
	}
	return detect.Fact[string]{}
}

// reachable makes the start command listen on all addresses, where it names the loopback or its tool takes it.
func reachable(s *service) {
	args := s.start.args
	for i := 1; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		if !slices.Contains([]string{"-H", "--host", "--hostname", "--address", "-a"}, name) {
			continue
		}
		if at := i; !joined && i+1 < len(args) {
			at, value = i+1, args[i+1]
			if value == "localhost" || value == "127.0.0.1" {
				args[at] = "0.0.0.0"
			}
		} else if value == "localhost" || value == "127.0.0.1" {
			args[at] = name + "=0.0.0.0"
		}
		return
	}
	if s.row != nil && s.row.Name == "json-server" && strings.Contains(strings.Join(args, " "), "json-server") {
		s.start.args = append(args, "--host", "0.0.0.0")
	}
}
