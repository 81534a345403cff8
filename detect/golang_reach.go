package detect

import "strings"

// Option is an option of the command line that moves where the program listens.
type Option struct {
	// Name is the option as it is typed: "-addr", "--http".
	Name string `json:"name"`
	// Holds is what it takes: address (":8080"), host or port.
	Holds   string     `json:"holds"`
	Because []Evidence `json:"because"`
}

var goHostEnv = lazy(`HOST|ADDR|BIND|LISTEN|INTERFACE|(?:^|_)IP$`)

// reach finds a loopback address among the pieces of the place where the program listens, and what moves it.
func (l *goListen) reach(p *Program, h goHit) {
	for _, x := range h.pieces {
		if x.flag != "" && x.holds != "" && !p.hasOption(x.holds) {
			p.Options = append(p.Options, Option{Name: x.flag, Holds: x.holds, Because: []Evidence{x.at}})
		}
	}
	bind, ok := h.bind()
	if !ok || !goLoopback(bind.host) {
		return
	}
	p.Host = fact(bind.host, bind.at)
	if bind.at != h.at {
		p.Host.Because = append(p.Host.Because, h.at)
	}
	for _, x := range h.pieces {
		switch {
		case x.env == "" || goOtherPort.MatchString(x.env):
		case x.env == p.PortEnv.Value && !bind.addr: // "localhost:" + port
		case x.env == p.PortEnv.Value || goHostEnv.MatchString(x.env):
			p.HostEnv = fact(x.env, x.at)
			return
		}
	}
}

// hasOption reports whether an option is known that holds an address, a host or a port.
func (p *Program) hasOption(holds string) bool {
	for _, o := range p.Options {
		if o.Holds == holds {
			return true
		}
	}
	return false
}

// bind is the first piece that says on which address the program listens; ":8080" means all.
func (h goHit) bind() (goPiece, bool) {
	for _, x := range h.pieces {
		if x.host != "" || x.addr {
			return x, true
		}
	}
	return goPiece{}, false
}

// apart reports whether host and port are told apart: a variable for an address then holds a host alone.
func (h goHit) apart() bool {
	host, port := false, false
	for _, x := range h.pieces {
		host = host || x.host != "" && !x.addr
		port = port || x.port != 0 && !x.addr
	}
	return host && port
}

func goLoopback(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || strings.Trim(host, "[]") == "::1"
}
