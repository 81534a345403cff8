package python

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var bindPort = pattern.New(`^(?:0\.0\.0\.0|\[::\])?:\$(?:PORT\b|\{PORT(?::?-(\d+))?\})$`)

// movablePort leaves the address out of a command whose server takes the port of the platform's variable by itself, so that the
// variable still moves it.
func movablePort(p *project, row *server, words []string, at detect.Evidence) []string {
	if row == nil || row.Name != "gunicorn" {
		return words
	}
	for i, w := range words {
		value := strings.TrimPrefix(strings.TrimPrefix(w, "--bind="), "-b")
		n := 1
		if (w == "--bind" || w == "-b") && i+1 < len(words) {
			value, n = words[i+1], 2
		}
		if m := bindPort.FindStringSubmatch(value); m != nil {
			p.stack.PortEnv = detect.NewFact("PORT", at)
			p.stack.Port = firstPort(portFact(m[1], at), dotenvPort(p), detect.NewFact(portOr(p, row.Listens), at))
			return append(words[:i:i], words[i+n:]...)
		}
	}
	return words
}

// portOr gives the framework's own port, or another.
func portOr(p *project, n int) int {
	if f := p.row(); f.Port != 0 && f.Name != "flask" {
		return f.Port
	}
	return n
}

// reachable makes a declared server listen on all addresses, and finds its port.
func reachable(p *project, row *server, words []string, port detect.Fact[int], at detect.Evidence) []string {
	if row.Bind != "" {
		return reachableBind(p, row, words, port, at)
	}
	if !port.Known() {
		port = detect.NewFact(row.Listens, at)
		if n, err := strconv.Atoi(option(words, row.Port)); err == nil {
			port = detect.NewFact(n, at)
		} else {
			words = append(words, strings.Fields(row.Port)[0], strconv.Itoa(row.Listens))
		}
	}
	p.stack.Port = port
	switch host := option(words, row.Host); {
	case host == "":
		words = append(words, strings.Fields(row.Host)[0], "0.0.0.0")
	case detect.Loopback(host):
		p.note("the declared command listens on "+host+", which nothing outside the container can reach; the image uses 0.0.0.0 instead", "", at)
		replace(words, host, "0.0.0.0")
	}
	return words
}

// reachableBind is reachable for servers with one option for address and port.
func reachableBind(p *project, row *server, words []string, port detect.Fact[int], at detect.Evidence) []string {
	bind := option(words, row.Bind)
	host, number, _ := strings.Cut(bind, ":")
	if n, err := strconv.Atoi(number); err == nil && n > 0 {
		port = detect.NewFact(n, at)
	}
	if p.stack.Port.Known() && bind == "" {
		return words // movablePort has found it
	}
	if own := option(words, "--port"); row.Name == "waitress" && own != "" { // which listens on all addresses then
		n, err := strconv.Atoi(own)
		if err == nil {
			port = detect.NewFact(n, at)
		}
		p.stack.Port = port
		return words
	}
	if !port.Known() {
		port = p.configuredBind(row, at)
	}
	p.stack.Port = port
	switch {
	case bind == "" && len(port.Because) > 0 && port.Because[0].Path != at.Path:
	case bind == "":
		words = append(words, strings.Fields(row.Bind)[0], "0.0.0.0:"+strconv.Itoa(port.Value))
	case detect.Loopback(host):
		p.note("the declared command listens on "+host+", which nothing outside the container can reach; the image uses 0.0.0.0 instead", "", at)
		replace(words, bind, "0.0.0.0:"+number)
	}
	return words
}

// option gives the value of the first of several options (separated by spaces) in a command.
func option(words []string, names string) string {
	for _, name := range strings.Fields(names) {
		for i, w := range words {
			if w == name && i+1 < len(words) {
				return words[i+1]
			}
			if v, ok := strings.CutPrefix(w, name+"="); ok {
				return v
			}
		}
	}
	return ""
}

// replace replaces a value where it stands alone or behind "--option=".
func replace(words []string, old, now string) {
	for i, w := range words {
		if w == old {
			words[i] = now
		} else if strings.HasSuffix(w, "="+old) {
			words[i] = strings.TrimSuffix(w, old) + now
		}
	}
}
