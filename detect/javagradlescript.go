package detect

import (
	"strings"
)

// plainScript blanks the comments of a Groovy or Kotlin script, and keeps its lines.
func plainScript(lines []string) []string {
	out := make([]string, len(lines))
	inside := false
	for i, line := range lines {
		var b strings.Builder
		quote := byte(0)
		for j := 0; j < len(line); j++ {
			c := line[j]
			rest := line[j:]
			switch {
			case inside:
				if strings.HasPrefix(rest, "*/") {
					inside = false
					j++
				}
				continue
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case strings.HasPrefix(rest, "/*"):
				inside = true
				j++
				continue
			case strings.HasPrefix(rest, "//"):
				j = len(line)
				continue
			case c == '"' || c == '\'':
				quote = c
			}
			b.WriteByte(c)
		}
		out[i] = b.String()
	}
	return out
}

var (
	gradlePlugin   = lazy(`\bid\s*\(?\s*["']([\w.-]+)["']\s*\)?(?:\s*\.?version\s*\(?\s*["']([^"']+)["'])?`)
	gradleKotlin   = lazy(`\bkotlin\(\s*"(\w[\w.-]*)"\s*\)(?:\s*version\s*"([^"]+)")?`)
	gradleAlias    = lazy(`\balias\s*\(?\s*libs\.plugins\.([\w.]+)`)
	gradleApply    = lazy(`\bapply\s*\(?\s*plugin\s*[:=]\s*["']([\w.-]+)["']`)
	gradleBare     = lazy("^\\s*`?(application|java|java-library|war|groovy|scala)`?\\s*(?:;|$)")
	gradleLibrary  = lazy(`\b(\w*[iI]mplementation|api|compile|runtime|runtimeOnly|developmentOnly|compileOnly|providedRuntime)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*["']([\w.-]+):([\w.-]+)(?::([\w.$\{\}-]+))?`)
	gradleLibsName = lazy(`\b(\w*[iI]mplementation|api|runtimeOnly|developmentOnly)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*libs\.((?:bundles\.)?[\w.]+)`)
	gradleNeeds    = lazy(`\b(?:api|\w*[iI]mplementation|runtimeOnly|compile)\b.*?\bproject\(\s*(?:path\s*[:=]\s*)?["'](:[\w:.-]+)["']`)
	gradleTypeSafe = lazy(`\b(?:api|\w*[iI]mplementation|runtimeOnly)\b.*?\bprojects\.([\w.]+)`)
)

// readPlugins takes the plugins of a line; "apply false" only fixes a version.
func (b *gradleBuild) readPlugins(p *gradleProject, i int, line string) {
	at := p.tree.at(p.file, i+1)
	add := func(id, version string) {
		if version != "" {
			p.versions[id] = version
		}
		if !strings.Contains(line, "apply false") && !strings.Contains(line, "apply(false)") {
			p.plugins[id] = at
		}
	}
	if m := gradlePlugin.FindStringSubmatch(line); m != nil {
		add(m[1], m[2])
	}
	if m := gradleKotlin.FindStringSubmatch(line); m != nil {
		add("org.jetbrains.kotlin."+m[1], m[2])
	}
	if m := gradleApply.FindStringSubmatch(line); m != nil {
		add(m[1], "")
	}
	if m := gradleBare.FindStringSubmatch(line); m != nil {
		add(m[1], "")
	}
	if m := gradleAlias.FindStringSubmatch(line); m != nil {
		n := b.entry("plugins", m[1])
		id, version, _ := strings.Cut(n.text(), ":")
		if n.text() == "" {
			id, version = n.at("id").text(), b.version(n)
		}
		if id != "" {
			add(id, version)
		}
	}
}

// readLibraries takes the libraries and projects that a line asks for; tests' are left out.
func (b *gradleBuild) readLibraries(p *gradleProject, i int, line string) {
	at := p.tree.at(p.file, i+1)
	isTest := func(config string) bool { return strings.HasPrefix(strings.ToLower(config), "test") }
	for _, m := range gradleLibrary.FindAllStringSubmatch(line, -1) {
		if !isTest(m[1]) {
			p.libs[m[2]+":"+m[3]] = at
		}
	}
	for _, m := range gradleLibsName.FindAllStringSubmatch(line, -1) {
		if !isTest(m[1]) {
			for _, lib := range b.aliased(m[2]) {
				p.libs[lib] = at
			}
		}
	}
	if strings.Contains(line, "testImplementation") || strings.Contains(line, "testRuntimeOnly") {
		return
	}
	if m := gradleNeeds.FindStringSubmatch(line); m != nil {
		p.needs = append(p.needs, m[1])
	}
	if m := gradleTypeSafe.FindStringSubmatch(line); m != nil {
		p.needs = append(p.needs, ":"+strings.ReplaceAll(m[1], ".", ":"))
	}
}

// entry finds an alias in a table of the version catalog; dots in scripts are dashes, dots or underscores there.
func (b *gradleBuild) entry(table, alias string) *node {
	if b.aliases[table] == nil {
		tab, found := b.catalog.at(table), map[string]*node{}
		for _, k := range tab.keys() {
			name := strings.NewReplacer("-", ".", "_", ".").Replace(k)
			if found[name] == nil {
				found[name] = tab.at(k)
			}
		}
		b.aliases[table] = found
	}
	return b.aliases[table][alias]
}

// version reads the version of an entry, which may be a reference.
func (b *gradleBuild) version(n *node) string {
	if v := n.at("version").text(); v != "" {
		return v
	}
	return b.catalog.at("versions", n.at("version", "ref").text()).text()
}

// aliased gives the libraries behind an alias, which may be a bundle, as group:artifact.
func (b *gradleBuild) aliased(alias string) []string {
	if name, ok := strings.CutPrefix(alias, "bundles."); ok {
		var out []string
		for _, lib := range b.entry("bundles", name).texts() {
			out = append(out, b.library(strings.NewReplacer("-", ".", "_", ".").Replace(lib))...)
		}
		return out
	}
	return b.library(alias)
}

// library gives the library behind an alias as group:artifact. A bundle holds libraries only, never another bundle.
func (b *gradleBuild) library(alias string) []string {
	n := b.entry("libraries", alias)
	switch {
	case n.at("module").text() != "":
		return []string{n.at("module").text()}
	case n.at("group").text() != "":
		return []string{n.at("group").text() + ":" + n.at("name").text()}
	case strings.Count(n.text(), ":") >= 1:
		parts := strings.Split(n.text(), ":")
		return []string{parts[0] + ":" + parts[1]}
	}
	return nil
}
