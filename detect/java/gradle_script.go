package java

import (
	"strings"

	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

var (
	gradlePlugin   = pattern.New(`\bid\s*\(?\s*["']([\w.-]+)["']\s*\)?(?:\s*\.?version\s*\(?\s*["']([^"']+)["'])?`)
	gradleKotlin   = pattern.New(`\bkotlin\(\s*"(\w[\w.-]*)"\s*\)(?:\s*version\s*"([^"]+)")?`)
	gradleAlias    = pattern.New(`\balias\s*\(?\s*libs\.plugins\.([\w.]+)`)
	gradleApply    = pattern.New(`\bapply\s*\(?\s*plugin\s*[:=]\s*["']([\w.-]+)["']`)
	gradleBare     = pattern.New("^\\s*`?(application|java|java-library|war|groovy|scala)`?\\s*(?:;|$)")
	gradleLibrary  = pattern.New(`\b(\w*[iI]mplementation|api|compile|runtime|runtimeOnly|developmentOnly|compileOnly|providedRuntime)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*["']([\w.-]+):([\w.-]+)(?::([\w.$\{\}-]+))?`)
	gradleLibsName = pattern.New(`\b(\w*[iI]mplementation|api|runtimeOnly|developmentOnly)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*libs\.((?:bundles\.)?[\w.]+)`)
	gradleNeeds    = pattern.New(`\b(?:api|\w*[iI]mplementation|runtimeOnly|compile)\b.*?\bproject\(\s*(?:path\s*[:=]\s*)?["'](:[\w:.-]+)["']`)
	gradleTypeSafe = pattern.New(`\b(?:api|\w*[iI]mplementation|runtimeOnly)\b.*?\bprojects\.([\w.]+)`)
)

// readPlugins takes the plugins of a line; "apply false" only fixes a version.
func (b *gradleBuild) readPlugins(p *gradleProject, i int, line string) {
	at := p.tree.At(p.file, i+1)
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
		id, version, _ := strings.Cut(n.Text(), ":")
		if n.Text() == "" {
			id, version = n.At("id").Text(), b.version(n)
		}
		if id != "" {
			add(id, version)
		}
	}
}

// readLibraries takes the libraries and projects that a line asks for; tests' are left out.
func (b *gradleBuild) readLibraries(p *gradleProject, i int, line string) {
	at := p.tree.At(p.file, i+1)
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
func (b *gradleBuild) entry(table, alias string) *formats.Node {
	if b.aliases[table] == nil {
		tab, found := b.catalog.At(table), map[string]*formats.Node{}
		for _, k := range tab.Keys() {
			name := strings.NewReplacer("-", ".", "_", ".").Replace(k)
			if found[name] == nil {
				found[name] = tab.At(k)
			}
		}
		b.aliases[table] = found
	}
	return b.aliases[table][alias]
}

// version reads the version of an entry, which may be a reference.
func (b *gradleBuild) version(n *formats.Node) string {
	if v := n.At("version").Text(); v != "" {
		return v
	}
	return b.catalog.At("versions", n.At("version", "ref").Text()).Text()
}

// aliased gives the libraries behind an alias, which may be a bundle, as group:artifact.
func (b *gradleBuild) aliased(alias string) []string {
	if name, ok := strings.CutPrefix(alias, "bundles."); ok {
		var out []string
		for _, lib := range b.entry("bundles", name).Texts() {
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
	case n.At("module").Text() != "":
		return []string{n.At("module").Text()}
	case n.At("group").Text() != "":
		return []string{n.At("group").Text() + ":" + n.At("name").Text()}
	case strings.Count(n.Text(), ":") >= 1:
		parts := strings.Split(n.Text(), ":")
		return []string{parts[0] + ":" + parts[1]}
	}
	return nil
}
