package python

import (
	"cmp"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	portArg = pattern.New(`^(?:port|server_port)\s*=\s*([^=].*)$`)
	oneText = pattern.New(`^\s*f?["'][^"',]*:(?:(\d{2,5})["']|\{(\w+)\}["']|["']\s*\+\s*(?:str\()?(\w+)|%s["']\s*%\s*(\w+))`)
	keyword = pattern.New(`^\w+\s*=[^=]`)
	host    = pattern.New(`^(?:[fru]*["'](?:[0-9a-fA-F.:\[\]]*|localhost)["']|(?i:[\w.]*(?:host|addr|address))|(?i:.*(?:environ|getenv).*host.*))$`)
	number  = pattern.New(`^\d{2,5}\b`)
	cast    = pattern.New(`^(?:int|str)\(\s*`)
	portEnv = pattern.New(`(?:environ\.get|environ|getenv|env|config)\s*[\[(]\s*["']([A-Z0-9_]*PORT)["']\s*\]?\s*(?:,\s*(?:default\s*=\s*)?(?:(?:int|str)\(\s*)?["']?(\d{2,5}))?`)
	orPort  = pattern.New(`\b(?:or|else)\s+["']?(\d{2,5})`)
	setting = pattern.New(`^\s*([A-Za-z_][\w\s,]*?)\s*(?::[^=]+)?=\s*([^=].*)$`)
)

// portArgument gives the expression that stands for the port among a call's arguments.
func portArgument(args string) string {
	if m := oneText.FindStringSubmatch(args); m != nil {
		return cmp.Or(m[1:]...)
	}
	list := parts(args, ',')
	for _, a := range list {
		if m := portArg.FindStringSubmatch(a); m != nil {
			return m[1]
		}
	}
	first := list[0]
	if strings.HasPrefix(first, "(") && strings.HasSuffix(first, ")") { // an address: ("", 8000)
		list = parts(first[1:len(first)-1], ',')
	}
	for i, a := range list[1:] {
		if host.MatchString(list[i]) && !keyword.MatchString(a) {
			return a
		}
	}
	for i, a := range list {
		number := i == 0 && (number.MatchString(a) || strings.EqualFold(a, "port"))
		if number || !keyword.MatchString(a) && portEnv.MatchString(a) {
			return a
		}
	}
	return ""
}

// portValue evaluates an expression as far as it is a number, a variable of the environment with its default, or a name
// that was given one of these.
func portValue(p *project, s *source, expr string, line, depth int) detect.Fact[int] {
	expr = strings.TrimSpace(expr)
	if all := portEnv.FindAllStringSubmatch(expr, -1); all != nil {
		number := ""
		for _, m := range append(all, orPort.FindAllStringSubmatch(expr, -1)...) {
			if last := m[len(m)-1]; number == "" {
				number = last
			}
		}
		p.stack.PortEnv = detect.NewFact(all[0][1], p.at(s, line))
		return portFact(number, p.at(s, line))
	}
	expr = strings.TrimPrefix(expr, cast.FindString(expr))
	if n := number.FindString(expr); n != "" {
		return portFact(n, p.at(s, line))
	}
	name := pattern.New(`^[A-Za-z_]\w*`).FindString(expr)
	if name == "" || depth > 3 {
		return detect.Fact[int]{}
	}
	if at, value := set(s, name); at > 0 && value != expr {
		if f := portValue(p, s, value, at, depth+1); f.Known() || p.stack.PortEnv.Known() {
			return f
		}
	}
	v := p.valueOf(s, expr, line, 0)
	if v.env != "" {
		p.stack.PortEnv = detect.NewFact(v.env, v.because)
	}
	return portFact(v.text, v.because)
}

// set gives the first line that sets a name, alone or beside others, and what it is set to; 0 for none.
func set(s *source, name string) (line int, value string) {
	for i, text := range s.lines {
		if !strings.Contains(text, name) {
			continue
		}
		m := setting.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		names, values := parts(m[1], ','), parts(m[2], ',')
		for at, n := range names {
			switch {
			case n != name:
			case len(names) == 1:
				return i + 1, m[2]
			case len(names) == len(values):
				return i + 1, values[at]
			}
		}
	}
	return 0, ""
}

func portFact(number string, at detect.Evidence) detect.Fact[int] {
	if n, ok := detect.PortNumber(number); ok {
		return detect.NewFact(n, at)
	}
	return detect.Fact[int]{}
}
