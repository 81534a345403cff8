package detect

import (
	"path"
	"strconv"
	"strings"
)

// javaData finds what a program reads from its working directory, and the arguments that it needs.
func javaData(t *tree, s *Stack, dir string) {
	if s.Framework.Value == "dropwizard" {
		dropwizard(t, s, dir)
	}
	if s.Framework.Value == "spring-boot" { // it looks for its settings there as well
		for _, name := range []string{"config/application.properties", "config/application.yml", "config/application.yaml", "application.properties", "application.yml", "application.yaml"} {
			if p := path.Join(dir, name); t.has(p) {
				s.Java.Data.Value = append(s.Java.Data.Value, javaWithin(s.Context, p))
				s.Java.Data.Because = append(s.Java.Data.Because, Evidence{Path: p})
			}
		}
	}
}

var (
	dropwizardPort = lazy(`^\s*(?:-\s*)?port:\s*["']?(\$\{[^}]*\}|\d+)`)
	dropwizardHost = lazy(`^\s*(?:-\s*)?bindHost:\s*["']?([\w.:-]+)`)
)

// dropwizard starts the command "server" with the configuration that stands beside the build file. Its first port is the
// application's unless it stands below adminConnectors.
func dropwizard(t *tree, s *Stack, dir string) {
	p := t.first(dir, "config.yml", "config.yaml", "configuration.yml", "configuration.yaml", "config/config.yml", path.Base(dir)+".yml", s.Name+".yml", "server.yml", "example.yml")
	if p == "" {
		s.Java.Args = fact([]string{"server"}, s.Framework.Because...)
		return
	}
	name := javaWithin(s.Context, p)
	s.Java.Data = fact([]string{name}, Evidence{Path: p})
	s.Java.Args = fact([]string{"server", name}, Evidence{Path: p})
	section, moved := "", false
	for i, line := range t.lines(p) {
		body := strings.TrimSpace(line)
		if strings.HasPrefix(body, "applicationConnectors:") || strings.HasPrefix(body, "adminConnectors:") || strings.HasPrefix(body, "connector:") {
			section = body
		}
		if strings.HasPrefix(section, "admin") {
			continue
		}
		if m := dropwizardHost.FindStringSubmatch(line); m != nil && javaLoopback.MatchString(m[1]) {
			s.Host = fact(m[1], t.at(p, i+1))
		}
		if m := dropwizardPort.FindStringSubmatch(line); m != nil && section != "" && !moved {
			text, variable := resolvePlaceholder(strings.Replace(m[1], ":-", ":", 1))
			if n, err := strconv.Atoi(text); err == nil {
				s.Port, moved = fact(n, t.at(p, i+1)), true
			}
			if variable != "" {
				s.PortEnv = fact(variable, t.at(p, i+1))
			}
		}
	}
}
