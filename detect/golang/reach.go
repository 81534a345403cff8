package golang

import (
	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

var hostEnv = pattern.New(`HOST|ADDR|BIND|LISTEN|INTERFACE|(?:^|_)IP$`)

// reach finds a loopback address among the pieces of the place where the program listens, and what moves it.
func reach(l *listen, p *detect.Program, h hit) {
	for _, x := range h.pieces {
		if x.flag != "" && x.holds != "" && !hasOption(p, x.holds) {
			p.Options = append(p.Options, detect.Option{Name: x.flag, Holds: x.holds, Because: []detect.Evidence{x.at}})
		}
	}
	bind, ok := h.bind()
	if !ok || !detect.Loopback(bind.host) {
		return
	}
	p.Host = detect.NewFact(bind.host, bind.at)
	if bind.at != h.at {
		p.Host.Because = append(p.Host.Because, h.at)
	}
	for _, x := range h.pieces {
		switch {
		case x.env == "" || otherPort.MatchString(x.env):
		case x.env == p.PortEnv.Value && !bind.addr: // "localhost:" + port
		case x.env == p.PortEnv.Value || hostEnv.MatchString(x.env):
			p.HostEnv = detect.NewFact(x.env, x.at)
			return
		}
	}
}

// hasOption reports whether an option is known that holds an address, a host or a port.
func hasOption(p *detect.Program, holds string) bool {
	for _, o := range p.Options {
		if o.Holds == holds {
			return true
		}
	}
	return false
}

// bind is the first piece that says on which address the program listens; ":8080" means all.
func (h hit) bind() (piece, bool) {
	for _, x := range h.pieces {
		if x.host != "" || x.addr {
			return x, true
		}
	}
	return piece{}, false
}

// apart reports whether host and port are told apart: a variable for an address then holds a host alone.
func (h hit) apart() bool {
	host, port := false, false
	for _, x := range h.pieces {
		host = host || x.host != "" && !x.addr
		port = port || x.port != 0 && !x.addr
	}
	return host && port
}
