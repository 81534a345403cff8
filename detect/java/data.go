package java

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

// data finds what a program reads from its working directory, and the arguments that it needs.
func data(t *detect.Tree, s *detect.Stack, dir string) {
	if s.Framework.Value == "dropwizard" {
		dropwizard(t, s, dir)
	}
	if len(s.Java.Modules) == 1 && dir == s.Context { // its paths are those of the repository
		opened(t, s)
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

// reading are calls that open a file or a directory of the working directory.
var reading = pattern.New(`\bnew\s+(?:FileReader|FileInputStream)\(|\bFiles\s*\.\s*(?:read\w+|newBufferedReader|newInputStream|lines|list|walk)\(|\bFile\((?:[^()]*\)\.(?:read\w+|inputStream|bufferedReader|forEachLine|useLines|listFiles)\()|\bexternal(?:StaticFile)?Location\(`)

// opened finds what the sources open of the files that the repository has; secrets, and what the program writes, stay out.
func opened(t *detect.Tree, s *detect.Stack) {
	files := t.Under(path.Join(s.Context, "src/main"), ".java", ".kt")
	for _, p := range files {
		if text, err := t.Source(p); err != nil || !reading.MatchString(text) {
			continue
		}
		lines := detect.PlainScript(t.Lines(p))
		for i, line := range lines {
			for _, span := range reading.FindAllStringIndex(line, -1) {
				args := arguments(lines, i, strings.IndexByte(line[span[0]:], '(')+span[0]+1)
				if len(args) == 0 {
					continue
				}
				v := follow(t, files, p, i, strings.TrimPrefix(args[0], "new File"), 2)
				name := path.Clean(v.text)
				where := path.Join(s.Context, name)
				if !pathText.MatchString(name) || path.IsAbs(name) || secret.Hidden(name) || !extraPath(t, s.Context, where) && !strings.HasPrefix(name, "src/main/resources/") ||
					slices.Contains(s.Java.Data.Value, name) || slices.ContainsFunc(s.Writes, func(w detect.Write) bool { return w.Dir == name || strings.HasPrefix(name, w.Dir+"/") }) {
					continue
				}
				if t.Has(where) || len(t.Under(where)) > 0 {
					s.Java.Data.Value = append(s.Java.Data.Value, name)
					s.Java.Data.Because = append(s.Java.Data.Because, v.at)
				}
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
		if m := dropwizardHost.FindStringSubmatch(line); m != nil && detect.Loopback(m[1]) {
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
