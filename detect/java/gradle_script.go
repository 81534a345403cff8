package java

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

var (
	gradlePlugin   = pattern.New(`\bid\s*\(?\s*["']([\w.-]+)["']\s*\)?(?:\s*\.?version\s*\(?\s*["']([^"']+)["'])?`)
	gradleKotlin   = pattern.New(`\bkotlin\(\s*"(\w[\w.-]*)"\s*\)(?:\s*version\s*"([^"]+)")?`)
	gradleAlias    = pattern.New(`\balias\s*\(?\s*(\w+)\.plugins\.([\w.]+)`)
	gradleApply    = pattern.New(`\bapply\s*\(?\s*plugin\s*[:=]\s*["']([\w.-]+)["']`)
	gradleBare     = pattern.New("^\\s*`?(application|java|java-library|war|groovy|scala)`?\\s*(?:;|$)")
	gradleLibrary  = pattern.New(`\b(\w*[iI]mplementation|api|compile|runtime|runtimeOnly|developmentOnly|compileOnly|providedRuntime)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*["']([\w.-]+):([\w.-]+)(?::([\w.$\{\}-]+))?`)
	gradleAnother  = pattern.New(`^\s*["']([\w.-]+):([\w.-]+):[^"':]+["']\s*[,)]?\s*\)?$`)
	gradleLibsName = pattern.New(`\b(\w*[iI]mplementation|api|runtimeOnly|developmentOnly)\s*\(?\s*(?:platform\(|enforcedPlatform\()?\s*(\w+)\.((?:bundles\.)?[\w.]+)`)
	gradleNeeds    = pattern.New(`\b(?:api|\w*[iI]mplementation|runtimeOnly|compile)\b.*?\bproject\(\s*(?:path\s*[:=]\s*)?["'](:[\w:.-]+)["']`)
	gradleTypeSafe = pattern.New(`\b(?:api|\w*[iI]mplementation|runtimeOnly)\b.*?\bprojects\.([\w.]+)`)
	gradleClass    = pattern.New(`\bclasspath\s*\(?\s*["']org\.springframework\.boot:spring-boot-gradle-plugin:([^"']+)["']`)
	gradleTestLine = pattern.New(`\btest\w*(?:Implementation|RuntimeOnly|Compile)\b`)
)

// readPlugins takes the plugins of a line; "apply false" only fixes a version.
func (b *gradleBuild) readPlugins(p *gradleProject, i int, line string) {
	at := p.tree.At(p.file, i+1)
	add := func(id, version string) {
		if version = b.expanded(p, version); version != "" {
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
		if known := b.catalogs[m[1]].plugin(m[2]); known.id != "" {
			add(known.id, known.version)
		}
	}
	if m := gradleClass.FindStringSubmatch(line); m != nil { // the plugin is applied by name
		p.versions["org.springframework.boot"] = b.expanded(p, m[1])
	}
}

// gradleNamed is a name in a text that Groovy or Kotlin fill in.
var gradleNamed = pattern.New(`^\$\{?(\w+)\}?$`)

// expanded gives a version, "" for a name whose value stands nowhere in the script or gradle.properties.
func (b *gradleBuild) expanded(p *gradleProject, version string) string {
	m := gradleNamed.FindStringSubmatch(version)
	if m == nil {
		return version
	}
	lines := p.lines
	if len(b.projects) > 0 {
		lines = slices.Concat(lines, b.projects[0].lines)
	}
	for _, line := range lines {
		if before, value, ok := strings.Cut(line, "="); ok && strings.HasSuffix(strings.TrimRight(before, " \t"), m[1]) {
			if text := gradleQuoted.FindStringSubmatch(value); text != nil {
				return text[1]
			}
		}
	}
	return b.property(m[1]).Value
}

// readLibraries takes the libraries and projects that a line asks for; tests' are left out.
func (b *gradleBuild) readLibraries(p *gradleProject, i int, line string) {
	at := p.tree.At(p.file, i+1)
	isTest := func(config string) bool { return strings.HasPrefix(strings.ToLower(config), "test") }
	for _, m := range gradleLibrary.FindAllStringSubmatch(line, -1) {
		if p.tests = isTest(m[1]); !p.tests {
			p.libs[m[2]+":"+m[3]] = at
		}
	}
	if m := gradleAnother.FindStringSubmatch(line); m != nil && !p.tests { // one call names several
		p.libs[m[1]+":"+m[2]] = at
	}
	for _, m := range gradleLibsName.FindAllStringSubmatch(line, -1) {
		if !isTest(m[1]) {
			for _, lib := range b.catalogs[m[2]].named(m[3]) {
				p.libs[lib] = at
			}
		}
	}
	if gradleTestLine.MatchString(line) {
		return
	}
	if m := gradleNeeds.FindStringSubmatch(line); m != nil {
		p.needs = append(p.needs, m[1])
	}
	if m := gradleTypeSafe.FindStringSubmatch(line); m != nil {
		p.needs = append(p.needs, ":"+strings.ReplaceAll(m[1], ".", ":"))
	}
}
