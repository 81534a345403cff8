package detect

import (
	"path"
	"strings"
)

// settingPort is a port that the program reads from its settings: config.get("server.port"), listen(config.port.
var settingPort = lazy(`\bconfig\.get(?:<\w+>)?\(\s*["']((?:\w+\.)*\w*[pP]ort)["']|\.listen\(\s*config\.((?:\w+\.)*\w*[pP]ort)\b`)

// settingFiles hold such settings; those of production lie above the defaults.
var settingFiles = []string{"config/production.json", "config/default.json", "config.json"}

// setting remembers the key by which a line asks for the port.
func (p *portScan) setting(line string, at Evidence) {
	m := settingPort.FindStringSubmatch(line)
	if m == nil || otherPort(m[1]+m[2]) {
		return
	}
	p.settings = append(p.settings, fact(m[1]+m[2], at))
}

// settled looks the keys up in the files of settings.
func (p *portScan) settled() []Fact[int] {
	for _, key := range p.settings {
		for _, name := range settingFiles {
			file := path.Join(p.s.pkg.dir, name)
			if !p.s.t.has(file) {
				continue
			}
			doc, err := p.s.t.json(file, true)
			if err != nil {
				continue
			}
			at := doc.at(strings.Split(key.Value, ".")...)
			if n, ok := portNumber(at.text()); ok {
				return []Fact[int]{fact(n, append([]Evidence{at.evidence()}, key.Because...)...)}
			}
		}
	}
	return nil
}
