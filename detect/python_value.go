package detect

import (
	"path"
	"strings"
)

// pyValue is what an expression is known to give by default, and what moves it: a variable of the environment, or an option of the
// command line.
type pyValue struct {
	text      string
	env, flag string
	because   Evidence
}

var (
	pyValueEnv  = lazy(`(?:environ\.get|environ|getenv|\benv(?:\.(?:str|int))?|\bconfig)\s*[\[(]\s*["']([A-Za-z][A-Za-z0-9_]*)["']\s*\]?\s*(?:,\s*(?:default\s*=\s*)?["']?([^"',)]*)["']?)?`)
	pyValueOr   = lazy(`\bor\s+["']?([^"')]*)["']?`)
	pyValueText = lazy(`^\(?\s*f?["']([^"':{]*)[:"']`)
	pyDotted    = lazy(`^([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))*`)
)

// valueOf evaluates an expression as far as it is a text, a number, a variable of the environment with its default, an option, a field of
// a settings class, or a name that was given one of these.
func (p *pyProject) valueOf(s *pySource, expr string, line, depth int) pyValue {
	at := p.at(s, line)
	if m := pyValueEnv.FindStringSubmatch(expr); m != nil && strings.Index(expr, m[0]) < 4 {
		value := m[2]
		if or := pyValueOr.FindStringSubmatch(expr); value == "" && or != nil {
			value = or[1]
		}
		return pyValue{text: value, env: m[1], because: at}
	}
	if n := pyNumber.FindString(expr); n != "" {
		return pyValue{text: n, because: at}
	}
	if m := pyValueText.FindStringSubmatch(expr); m != nil {
		return pyValue{text: m[1], because: at}
	}
	if f := lazy(`^f["']\{(\w+)\}`).FindStringSubmatch(expr); f != nil {
		expr = f[1]
	}
	dotted := pyDotted.FindString(expr)
	if dotted == "" || depth > 3 {
		return pyValue{because: at}
	}
	owner, name := path.Dir(strings.ReplaceAll(dotted, ".", "/")), path.Base(strings.ReplaceAll(dotted, ".", "/"))
	if owner == "." {
		if v := p.valueNamed(s, name, depth); v.text != "" {
			return v
		}
	}
	for _, option := range []func(*pySource, string) pyValue{p.optionValue, p.paramValue} {
		if v := option(s, name); v.text != "" {
			return v
		}
	}
	return p.settingValue(owner, name, depth)
}

// valueNamed follows a name to its assignment in the file, or to a parameter's default.
func (p *pyProject) valueNamed(s *pySource, name string, depth int) pyValue {
	if at, m := s.find(lazy(`^\s*` + name + `\s*(?::[^=]+)?=\s*([^=].*)$`)); at > 0 && !strings.HasPrefix(m[1], name) {
		return p.valueOf(s, m[1], at, depth+1)
	}
	return pyValue{}
}

// paramValue finds the parameter of a command of typer that is an option by its default alone.
func (p *pyProject) paramValue(s *pySource, name string) pyValue {
	if s.importsModule("typer") == 0 {
		return pyValue{}
	}
	line, m := s.find(lazy(`^\s*(?:def\s.*[(,]\s*)?` + name + `\s*:\s*(?:str|int)\s*=\s*["']?([\w.:]+)["']?\s*[,)]`))
	if line == 0 {
		return pyValue{}
	}
	return pyValue{text: m[1], flag: "--" + strings.ReplaceAll(name, "_", "-"), because: p.at(s, line)}
}

// optionValue finds the option of a command line whose value has a name: argparse, click, typer.
func (p *pyProject) optionValue(s *pySource, name string) pyValue {
	for _, c := range s.calls(lazy(`\b(?:add_argument|option|Option)\(`)) {
		line := s.lines[c.line-1]
		flag := lazy(`["'](--[\w-]+)["']`).FindStringSubmatch(c.args)
		param := lazy(`^\s*(?:def\s.*\(\s*)?` + name + `\s*:.*Option\(`).MatchString(line)
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
		value := lazy(`\bdefault\s*=\s*["']?([^"',)\s]*)["']?`).FindStringSubmatch(c.args)
		if value == nil {
			value = lazy(`^\s*["']?([^"',-][^"',]*)["']?`).FindStringSubmatch(c.args)
		}
		if value == nil {
			continue
		}
		v := pyValue{text: value[1], flag: option, because: p.at(s, c.line)}
		if env := lazy(`\benvvar\s*=\s*["'](\w+)["']`).FindStringSubmatch(c.args); env != nil {
			v.flag, v.env = "", env[1]
		}
		return v
	}
	return pyValue{}
}

var (
	pySettingsClass = lazy(`^class\s+\w+\((?:\w+\.)?(?:BaseSettings|\w*Settings)\b.*\)\s*:`)
	pyEnvPrefix     = lazy(`\benv_prefix\s*=\s*["'](\w*)["']`)
	pyFieldEnv      = lazy(`\b(?:env|alias|validation_alias)\s*=\s*["'](\w+)["']`)
	pyFieldDefault  = lazy(`^(?:Field\(\s*(?:default\s*=\s*)?)?["']?([^"',)\s]+)["']?`)
)

// settingValue finds the field of a settings class, which pydantic fills from the variable of its name, or of another module.
func (p *pyProject) settingValue(owner, name string, depth int) pyValue {
	for _, file := range p.envSources() {
		s := p.source(file)
		class, _ := s.find(pySettingsClass)
		line, m := s.find(lazy(`^(\s*)` + name + `\s*(?::[^=]+)?=\s*(.+)$`))
		switch {
		case line == 0:
		case m[1] == "" && (owner == "." || owner == strings.TrimSuffix(path.Base(file), ".py")):
			return p.valueOf(s, m[2], line, depth+1)
		case class == 0 || line < class:
			if owner != "." && m[1] != "" {
				return p.valueOf(s, m[2], line, depth+1) // a plain class of settings
			}
		default:
			prefix := ""
			if _, m := s.find(pyEnvPrefix); m != nil {
				prefix = m[1]
			}
			env := strings.ToUpper(prefix + name)
			if f := pyFieldEnv.FindStringSubmatch(m[2]); f != nil {
				env = strings.ToUpper(f[1])
			}
			if v := pyFieldDefault.FindStringSubmatch(m[2]); v != nil {
				return pyValue{text: v[1], env: env, because: p.at(s, line)}
			}
		}
	}
	return pyValue{}
}
