package java

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// data finds what a program reads from its working directory, and the arguments that it needs.
func data(t *detect.Tree, s *detect.Stack, dir string) {
	if s.Framework.Value == "dropwizard" {
		dropwizard(t, s, dir)
	}
	if s.Framework.Value == "spring-boot" { // it looks for its settings there as well
		for _, name := range []string{"config/application.properties", "config/application.yml", "config/application.yaml", "application.properties", "application.yml", "application.yaml"} {
			if p := path.Join(dir, name); t.Has(p) {
				s.Java.Data.Value = append(s.Java.Data.Value, within(s.Context, p))
				s.Java.Data.Because = append(s.Java.Data.Because, detect.Evidence{Path: p})
			}
		}
	}
}

var (
	dropwizardPort = pattern.New(`^\s*(?:-\s*)?port:\s*["']?(\$\{[^}]*\}|\d+)`)
	dropwizardHost = pattern.New(`^\s*(?:-\s*)?bindHost:\s*["']?([\w.:-]+)`)
)

// dropwizard starts the command "server" with the configuration that stands beside the build file. Its first port is the
// application's unless it stands below adminConnectors.
func dropwizard(t *detect.Tree, s *detect.Stack, dir string) {
	p := t.First(dir, "config.yml", "config.yaml", "configuration.yml", "configuration.yaml", "config/config.yml", path.Base(dir)+".yml", s.Name+".yml", "server.yml", "example.yml")
	if p == "" {
		s.Java.Args = detect.NewFact([]string{"server"}, s.Framework.Because...)
		return
	}
	name := within(s.Context, p)
	s.Java.Data = detect.NewFact([]string{name}, detect.Evidence{Path: p})
	s.Java.Args = detect.NewFact([]string{"server", name}, detect.Evidence{Path: p})
	section, moved := "", false
	for i, line := range t.Lines(p) {
		body := strings.TrimSpace(line)
		if strings.HasPrefix(body, "applicationConnectors:") || strings.HasPrefix(body, "adminConnectors:") || strings.HasPrefix(body, "connector:") {
			section = body
		}
		if strings.HasPrefix(section, "admin") {
			continue
		}
		if m := dropwizardHost.FindStringSubmatch(line); m != nil && loopback.MatchString(m[1]) {
			s.Host = detect.NewFact(m[1], t.At(p, i+1))
		}
		if m := dropwizardPort.FindStringSubmatch(line); m != nil && section != "" && !moved {
			text, variable := resolvePlaceholder(strings.Replace(m[1], ":-", ":", 1))
			if n, err := strconv.Atoi(text); err == nil {
				s.Port, moved = detect.NewFact(n, t.At(p, i+1)), true
			}
			if variable != "" {
				s.PortEnv = detect.NewFact(variable, t.At(p, i+1))
			}
		}
	}
}
