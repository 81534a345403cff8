package detect

import (
	"strconv"
	"strings"
)

var (
	pyPortArg = lazy(`^(?:port|server_port)\s*=\s*([^=].*)$`)
	pyOneText = lazy(`^\s*f?["'][^"',]*:(?:(\d{2,5})["']|\{(\w+)\}["']|["']\s*\+\s*(?:str\()?(\w+)|%s["']\s*%\s*(\w+))`)
	pyKeyword = lazy(`^\w+\s*=[^=]`)
	pyHost    = lazy(`^(?:[fru]*["'](?:[0-9a-fA-F.:\[\]]*|localhost)["']|(?i:[\w.]*(?:host|addr|address))|(?i:.*(?:environ|getenv).*host.*))$`)
	pyNumber  = lazy(`^\d{2,5}\b`)
	pyCast    = lazy(`^(?:int|str)\(\s*`)
	pyPortEnv = lazy(`(?:environ\.get|environ|getenv|env|config)\s*[\[(]\s*["']([A-Z0-9_]*PORT)["']\s*\]?\s*(?:,\s*(?:default\s*=\s*)?(?:(?:int|str)\(\s*)?["']?(\d{2,5}))?`)
	pyOrPort  = lazy(`\b(?:or|else)\s+["']?(\d{2,5})`)
	pySetting = lazy(`^\s*([A-Za-z_][\w\s,]*?)\s*(?::[^=]+)?=\s*([^=].*)$`)
)

// portArgument gives the expression that stands for the port among a call's arguments.
func portArgument(args string) string {
	if m := pyOneText.FindStringSubmatch(args); m != nil {
		return pyFirst(m[1:]...)
	}
	list := pyParts(args, ',')
	for _, a := range list {
		if m := pyPortArg.FindStringSubmatch(a); m != nil {
			return m[1]
		}
	}
	first := list[0]
	if strings.HasPrefix(first, "(") && strings.HasSuffix(first, ")") { // an address: ("", 8000)
		list = pyParts(first[1:len(first)-1], ',')
	}
	for i, a := range list[1:] {
		if pyHost.MatchString(list[i]) && !pyKeyword.MatchString(a) {
			return a
		}
	}
	for i, a := range list {
		number := i == 0 && (pyNumber.MatchString(a) || strings.EqualFold(a, "port"))
		if number || !pyKeyword.MatchString(a) && pyPortEnv.MatchString(a) {
			return a
		}
	}
	return ""
}

// portValue evaluates an expression as far as it is a number, a variable of the environment with its default, or a name
// that was given one of these.
func (p *pyProject) portValue(s *pySource, expr string, line, depth int) Fact[int] {
	expr = strings.TrimSpace(expr)
	if all := pyPortEnv.FindAllStringSubmatch(expr, -1); all != nil {
		number := ""
		for _, m := range append(all, pyOrPort.FindAllStringSubmatch(expr, -1)...) {
			if last := m[len(m)-1]; number == "" {
				number = last
			}
		}
		p.stack.PortEnv = fact(all[0][1], p.at(s, line))
		return pyPortFact(number, p.at(s, line))
	}
	expr = strings.TrimPrefix(expr, pyCast.FindString(expr))
	if n := pyNumber.FindString(expr); n != "" {
		return pyPortFact(n, p.at(s, line))
	}
	name := lazy(`^[A-Za-z_]\w*`).FindString(expr)
	if name == "" || depth > 3 {
		return Fact[int]{}
	}
	if at, value := pySet(s, name); at > 0 && value != expr {
		if f := p.portValue(s, value, at, depth+1); f.Known() || p.stack.PortEnv.Known() {
			return f
		}
	}
	v := p.valueOf(s, expr, line, 0)
	if v.env != "" {
		p.stack.PortEnv = fact(v.env, v.because)
	}
	return pyPortFact(v.text, v.because)
}

// pySet gives the first line that sets a name, alone or beside others, and what it is set to; 0 for none.
func pySet(s *pySource, name string) (line int, value string) {
	for i, text := range s.lines {
		if !strings.Contains(text, name) {
			continue
		}
		m := pySetting.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		names, values := pyParts(m[1], ','), pyParts(m[2], ',')
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

func pyPortFact(number string, at Evidence) Fact[int] {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 65535 {
		return Fact[int]{}
	}
	return fact(n, at)
}
