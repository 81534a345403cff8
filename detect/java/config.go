package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// settings are the values of a program's application.properties and application.yaml, by dotted key; those of a profile
// that is active by default stand before the general ones.
type settings []setting

type setting struct {
	key, value string
	at         detect.Evidence
}

// get gives the value of the first of the keys that is set. Spelling is relaxed as Spring's is: server.servlet.contextPath.
func (s settings) get(keys ...string) (string, detect.Evidence) {
	for _, key := range keys {
		for _, v := range s {
			if relaxed(v.key) == relaxed(key) {
				return v.value, v.at
			}
		}
	}
	return "", detect.Evidence{}
}

// relaxed drops what Spring's binding ignores in a key.
func relaxed(key string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(key))
}

// placeholder is ${NAME}, ${NAME:default} or ${NAME:${OTHER:default}}.
// Ktor writes $NAME and $NAME:default in its YAML, and Typesafe's format ${?NAME}.
var placeholder = pattern.New(`\$\{\??([A-Za-z_][\w.]*)(?::([^{}]*))?\}|^\$([A-Z_]\w*)(?::(.*))?$`)

// resolvePlaceholder replaces placeholders by their defaults and names the outermost variable; a placeholder without a default
// leaves nothing.
func resolvePlaceholder(value string) (text, variable string) {
	for range maxExpansions {
		m := placeholder.FindStringSubmatchIndex(value)
		if m == nil {
			break
		}
		if m[2] < 0 {
			m = append(m[:2], m[6:]...)
		}
		def := ""
		if m[4] >= 0 {
			def = value[m[4]:m[5]]
		}
		variable = value[m[2]:m[3]]
		value = value[:m[0]] + def + value[m[1]:]
	}
	return strings.TrimSpace(value), variable
}

// port gives a port, with the variable that moves it where the value names one.
func (s settings) port(keys ...string) (detect.Fact[int], detect.Fact[string]) {
	value, at := s.get(keys...)
	if value == "" {
		return detect.Fact[int]{}, detect.Fact[string]{}
	}
	text, variable := resolvePlaceholder(value)
	var env detect.Fact[string]
	if variable != "" && strings.ToUpper(variable) == variable {
		env = detect.NewFact(variable, at)
	}
	n, ok := detect.PortNumber(text)
	if !ok {
		return detect.Fact[int]{}, env
	}
	return detect.NewFact(n, at), env
}

// settingsBelow reads the configuration of a module. Files that are not well formed are read as far as they go: builds
// often fill in @version@ later, which no YAML reader accepts.
func settingsBelow(t *detect.Tree, dir string) settings {
	base := readSettings(t, dir, "application")
	active, _ := base.get("spring.profiles.active", "quarkus.profile", "micronaut.environments")
	active, _ = resolvePlaceholder(active)
	var out settings
	for _, profile := range strings.Split(active, ",") {
		if profile = strings.TrimSpace(profile); profile != "" && !strings.ContainsAny(profile, "/@$") {
			out = append(readSettings(t, dir, "application-"+profile), out...)
		}
	}
	return append(out, base...)
}

// readSettings reads one set of files: those in config before those beside it, properties before YAML.
func readSettings(t *detect.Tree, dir, name string) settings {
	var out settings
	for _, sub := range []string{"src/main/resources/config", "src/main/resources", "src/main/resources/META-INF", "conf"} {
		for _, file := range []string{name + ".properties", name + ".yml", name + ".yaml", name + ".conf", "microprofile-config.properties"} {
			p := path.Join(dir, sub, file)
			switch {
			case !t.Has(p):
			case strings.HasSuffix(p, ".conf"):
				out = append(out, hoconSettings(t, p)...)
			case strings.HasSuffix(p, ".properties"):
				out = append(out, propertySettings(t, p)...)
			default:
				out = append(out, yamlSettings(t, p)...)
			}
		}
	}
	return out
}

// propertySettings reads a .properties file; Quarkus' %prod. keys count before the general ones, other profiles' not at all.
func propertySettings(t *detect.Tree, p string) settings {
	var out, prod settings
	for i, line := range t.Lines(p) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		at := strings.IndexAny(line, "=:")
		if at < 0 {
			continue
		}
		s := setting{strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+1:]), t.At(p, i+1)}
		if key, ok := strings.CutPrefix(s.key, "%prod."); ok {
			s.key = key
			prod = append(prod, s)
		} else if !strings.HasPrefix(s.key, "%") {
			out = append(settings{s}, out...) // the last one wins
		}
	}
	return append(prod, out...)
}

// yamlSettings flattens a YAML file line by line, up to its second document; an element of a list has the list's key, and blocks of
// text are passed over.
func yamlSettings(t *detect.Tree, p string) settings {
	type level struct {
		indent int
		key    string
	}
	var stack []level
	var out, prod settings
	for i, line := range t.Lines(p) {
		if strings.HasPrefix(line, "---") {
			if len(out) > 0 {
				break
			}
			continue
		}
		if element := strings.TrimLeft(line, " "); strings.HasPrefix(element, "- ") {
			line = line[:len(line)-len(element)] + " " + element[1:]
		}
		body := strings.TrimSpace(line)
		key, value, ok := yamlPair(body)
		if !ok {
			continue
		}
		indent := len(line) - len(strings.TrimLeft(line, " "))
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		if len(stack) > detect.MaxDepth {
			break
		}
		full := key
		if len(stack) > 0 {
			full = stack[len(stack)-1].key + "." + key
		}
		if value == "" {
			stack = append(stack, level{indent, full})
			continue
		}
		s := setting{full, value, t.At(p, i+1)}
		if rest, ok := strings.CutPrefix(full, "%prod."); ok {
			s.key = rest
			prod = append(prod, s)
		} else {
			out = append(out, s)
		}
	}
	return append(prod, out...)
}

// yamlPair splits "key: value" and takes comments and quotes off.
func yamlPair(line string) (key, value string, ok bool) {
	if line == "" || strings.ContainsRune("#-{[|>&*", rune(line[0])) {
		return "", "", false
	}
	at := strings.Index(line+" ", ": ")
	if at < 0 {
		return "", "", false
	}
	key = strings.Trim(line[:at], `"' `)
	value = strings.TrimSpace(line[min(at+1, len(line)):])
	if c := strings.Index(value, " #"); c >= 0 {
		value = strings.TrimSpace(value[:c])
	}
	return key, strings.Trim(value, `"'`), key != ""
}
