package python

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// knownValue is what an expression is known to give by default, and what moves it: a variable of the environment, or an option of the
// command line.
type knownValue struct {
	text      string
	env, flag string
	because   detect.Evidence
}

var (
	valueEnv  = pattern.New(`(?:environ\.get|environ|getenv|\benv(?:\.(?:str|int))?|\bconfig)\s*[\[(]\s*["']([A-Za-z][A-Za-z0-9_]*)["']\s*\]?\s*(?:,\s*(?:default\s*=\s*)?["']?([^"',)]*)["']?)?`)
	valueOr   = pattern.New(`\bor\s+["']?([^"')]*)["']?`)
	valueText = pattern.New(`^\(?\s*f?["']([^"':{]*)[:"']`)
	dotted    = pattern.New(`^([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))*`)
)

// valueOf evaluates an expression as far as it is a text, a number, a variable of the environment with its default, an option, a field of
// a settings class, or a name that was given one of these.
func (p *project) valueOf(s *source, expr string, line, depth int) knownValue {
	at := p.at(s, line)
	if m := valueEnv.FindStringSubmatch(expr); m != nil && strings.Index(expr, m[0]) < 4 {
		value := m[2]
		if or := valueOr.FindStringSubmatch(expr); value == "" && or != nil {
			value = or[1]
		}
		return knownValue{text: value, env: m[1], because: at}
	}
	if n := number.FindString(expr); n != "" {
		return knownValue{text: n, because: at}
	}
	if m := valueText.FindStringSubmatch(expr); m != nil {
		return knownValue{text: m[1], because: at}
	}
	if f := pattern.New(`^f["']\{(\w+)\}`).FindStringSubmatch(expr); f != nil {
		expr = f[1]
	}
	dotted := dotted.FindString(expr)
	if dotted == "" || depth > 3 {
		return knownValue{because: at}
	}
	owner, name := path.Dir(strings.ReplaceAll(dotted, ".", "/")), path.Base(strings.ReplaceAll(dotted, ".", "/"))
	if owner == "." {
		if v := valueNamed(p, s, name, depth); v.text != "" {
			return v
		}
	}
	for _, option := range []func(*source, string) knownValue{p.optionValue, p.paramValue} {
		if v := option(s, name); v.text != "" {
			return v
		}
	}
	return settingValue(p, s.path, owner, name, depth)
}

// valueNamed follows a name to its assignment in the file, or to a parameter's default.
func valueNamed(p *project, s *source, name string, depth int) knownValue {
	if at, m := s.find(pattern.New(`^\s*` + name + `\s*(?::[^=]+)?=\s*([^=].*)$`)); at > 0 && !strings.HasPrefix(m[1], name) {
		return p.valueOf(s, m[1], at, depth+1)
	}
	return knownValue{}
}

// paramValue finds the parameter of a command of typer that is an option by its default alone.
func (p *project) paramValue(s *source, name string) knownValue {
	if s.importsModule("typer") == 0 {
		return knownValue{}
	}
	line, m := s.find(pattern.New(`^\s*(?:def\s.*[(,]\s*)?` + name + `\s*:\s*(?:str|int)\s*=\s*["']?([\w.:]+)["']?\s*[,)]`))
	if line == 0 {
		return knownValue{}
	}
	return knownValue{text: m[1], flag: "--" + strings.ReplaceAll(name, "_", "-"), because: p.at(s, line)}
}

// optionValue finds the option of a command line whose value has a name: argparse, click, typer.
func (p *project) optionValue(s *source, name string) knownValue {
	for _, c := range s.calls(pattern.New(`\b(?:add_argument|option|Option)\(`)) {
		line := s.lines[c.line-1]
		flag := pattern.New(`["'](--[\w-]+)["']`).FindStringSubmatch(c.args)
		param := pattern.New(`^\s*(?:def\s.*\(\s*)?` + name + `\s*:.*Option\(`).MatchString(line)
		if flag == nil && !param {
			continue
		}
		option := "--" + strings.ReplaceAll(name, "_", "-")
		if flag != nil {
			option = flag[1]
		}
		if !param && strings.ReplaceAll(option[2:], "-", "_") != name {
			continue
		}
		value := pattern.New(`\bdefault\s*=\s*["']?([^"',)\s]*)["']?`).FindStringSubmatch(c.args)
		if value == nil {
			value = pattern.New(`^\s*["']?([^"',-][^"',]*)["']?`).FindStringSubmatch(c.args)
		}
		if value == nil {
			continue
		}
		v := knownValue{text: value[1], flag: option, because: p.at(s, c.line)}
		if env := pattern.New(`\benvvar\s*=\s*["'](\w+)["']`).FindStringSubmatch(c.args); env != nil {
			v.flag, v.env = "", env[1]
		}
		return v
	}
	return knownValue{}
}

var (
	settingsClass = pattern.New(`^class\s+\w+\((?:\w+\.)?(?:BaseSettings|\w*Settings)\b.*\)\s*:`)
	envPrefix     = pattern.New(`\benv_prefix\s*=\s*["'](\w*)["']`)
	fieldEnv      = pattern.New(`\b(?:env|alias|validation_alias)\s*=\s*["'](\w+)["']`)
	fieldDefault  = pattern.New(`^(?:Field\(\s*(?:default\s*=\s*)?)?["']?([^"',)\s]+)["']?`)
)

// settingValue finds the field of a settings class, which pydantic fills from the variable of its name, or of another module.
func settingValue(p *project, from, owner, name string, depth int) knownValue {
	module := func(file string) string { return strings.TrimSuffix(path.Base(file), ".py") }
	for _, file := range p.envSources() {
		s := p.source(file)
		class, _ := s.find(settingsClass)
		line, m := s.find(pattern.New(`^(\s*)` + name + `\s*(?::[^=]+)?=\s*(.+)$`))
		switch {
		case line == 0:
		case m[1] == "" && (owner == "." && (name == strings.ToUpper(name) || importsFrom(p, from, module(file))) || owner == module(file)):
			return p.valueOf(s, m[2], line, depth+1)
		case class == 0 || line < class:
			if owner != "." && m[1] != "" {
				return p.valueOf(s, m[2], line, depth+1) // a plain class of settings
			}
		default:
			prefix := ""
			if _, m := s.find(envPrefix); m != nil {
				prefix = m[1]
			}
			env := strings.ToUpper(prefix + name)
			if f := fieldEnv.FindStringSubmatch(m[2]); f != nil {
				env = strings.ToUpper(f[1])
			}
			if v := fieldDefault.FindStringSubmatch(m[2]); v != nil {
				return knownValue{text: v[1], env: env, because: p.at(s, line)}
			}
		}
	}
	return knownValue{}
}
