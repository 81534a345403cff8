package node

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// settingPort is a port that the program reads from its settings: config.get("server.port"), listen(config.port.
var settingPort = pattern.New(`\bconfig\.get(?:<\w+>)?\(\s*["']((?:\w+\.)*\w*[pP]ort)["']|\.listen\(\s*config\.((?:\w+\.)*\w*[pP]ort)\b`)

// settingFiles hold such settings; those of production lie above the defaults.
var settingFiles = []string{"config/production.json", "config/default.json", "config.json"}

// setting remembers the key by which a line asks for the port.
func (p *portScan) setting(line string, at detect.Evidence) {
	m := settingPort.FindStringSubmatch(line)
	if m == nil || otherPort(m[1]+m[2]) {
		return
	}
	p.settings = append(p.settings, detect.NewFact(m[1]+m[2], at))
}

// settled looks the keys up in the files of settings.
func (p *portScan) settled() []detect.Fact[int] {
	for _, key := range p.settings {
		for _, at := range settingsOf(p.s, key.Value) {
			if n, ok := detect.PortNumber(at.Text()); ok {
				return []detect.Fact[int]{detect.NewFact(n, append([]detect.Evidence{detect.EvidenceOf(at)}, key.Because...)...)}
			}
		}
	}
	return nil
}

// settingsOf gives what the files of settings have for a key.
func settingsOf(s *service, key string) (all []*formats.Node) {
	for _, name := range settingFiles {
		if file := path.Join(s.pkg.dir, name); s.t.Has(file) {
			doc, _ := s.t.JSON(file, true)
			all = append(all, doc.At(strings.Split(key, ".")...))
		}
	}
	return all
}
