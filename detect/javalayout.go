package detect

import (
	"path"
	"slices"
	"strings"
)

// layout says what the build of a module leaves, and under which name.
func (p *pom) layout(t *tree, s *Stack) {
	j := s.Java
	target := path.Join(j.Module, "target")
	final := p.finalName()
	archive := func(f Fact[string], suffix string) Fact[string] {
		if !f.Known() {
			return f
		}
		f.Value = path.Join(target, f.Value+suffix)
		return f
	}
	switch {
	case p.plugin("quarkus-maven-plugin") != nil:
		own := func(key string) Fact[string] { return p.fact(p.property(key)) }
		quarkusLayout(s, target, archive(final, ""), own, javaSettings(t, p.dir), p.plugin("quarkus-maven-plugin").evidence())
	case p.repackages():
		p.bootLayout(j, archive)
	case p.packaging() == "war":
		s.Refusal = &Note{Text: "the module builds a WAR for an application server; msgen has no template for that",
			Add: "spring-boot-maven-plugin, or another plugin that builds an executable JAR", Because: []Evidence{p.doc.at("packaging").evidence()}}
	case p.shades():
		j.Layout, j.Artifact = JavaFat, archive(p.shadedName(final))
	case p.assembles():
		j.Layout = JavaFat
		j.Artifact = archive(p.assembledName(final))
	default:
		j.Layout, j.Artifact = JavaLib, archive(final, ".jar")
	}
}

// repackages reports whether Spring Boot's plugin makes the archive executable: its own parent binds that, others must.
func (p *pom) repackages() bool {
	n := p.plugin("spring-boot-maven-plugin")
	if n == nil || p.config("spring-boot-maven-plugin", "skip").truth() {
		return false
	}
	return p.goal("spring-boot-maven-plugin", "repackage") || p.outside() != nil
}

// bootLayout is a jar of layers where Spring Boot makes such, else one archive.
func (p *pom) bootLayout(j *Java, archive func(Fact[string], string) Fact[string]) {
	ending := "." + p.packaging()
	final := p.finalName()
	if n := p.config("spring-boot-maven-plugin", "finalName"); n.text() != "" {
		final = p.fact(n)
	}
	if c := p.value(p.config("spring-boot-maven-plugin", "classifier")); c != "" {
		ending = "-" + c + ending
	}
	j.Artifact, j.War = archive(final, ending), p.packaging() == "war"
	j.Layout = JavaFat
	if own := p.config("spring-boot-maven-plugin", "layers", "configuration"); own != nil { // its layers have names of their own
		return
	}
	if off := p.config("spring-boot-maven-plugin", "layers", "enabled").text() == "false"; off || p.packaging() != "jar" || p.config("spring-boot-maven-plugin", "layout") != nil {
		return
	}
	if versionAtLeast(j.FrameworkVersion.Value, 2, 4) {
		j.Layout = JavaLayers
	}
}

// shades reports whether the shade plugin runs: Micronaut's parent binds it as well.
func (p *pom) shades() bool {
	if p.plugin("maven-shade-plugin") != nil {
		return p.goal("maven-shade-plugin", "shade") || p.outside() != nil
	}
	return p.outside().at("artifactId").text() == "micronaut-parent"
}

// shadedName is the name of the shaded jar: the module's own, unless the plugin says otherwise.
func (p *pom) shadedName(final Fact[string]) (Fact[string], string) {
	const plugin = "maven-shade-plugin"
	if n := p.config(plugin, "outputFile"); n != nil {
		return Fact[string]{}, ""
	}
	if n := p.config(plugin, "finalName"); n.text() != "" {
		final = p.fact(n)
	}
	if p.config(plugin, "shadedArtifactAttached").truth() {
		classifier := p.value(p.config(plugin, "shadedClassifierName"))
		if classifier == "" {
			classifier = "shaded"
		}
		return final, "-" + classifier + ".jar"
	}
	return final, ".jar"
}

// assembles reports whether the assembly plugin packs all into one jar when the project is packaged.
func (p *pom) assembles() bool {
	return p.goal("maven-assembly-plugin", "single") &&
		strings.Contains(deep(p.plugin("maven-assembly-plugin"), []string{"configuration", "descriptorRefs", "descriptorRef"}).text()+
			deep(p.plugin("maven-assembly-plugin"), []string{"executions", "execution", "configuration", "descriptorRefs", "descriptorRef"}).text(), "jar-with-dependencies")
}

func (p *pom) assembledName(final Fact[string]) (Fact[string], string) {
	const plugin = "maven-assembly-plugin"
	if n := p.config(plugin, "finalName"); n.text() != "" {
		final = p.fact(n)
	}
	if p.config(plugin, "appendAssemblyId").text() == "false" {
		return final, ".jar"
	}
	return final, "-jar-with-dependencies.jar"
}

// mains finds the class that is started: the build file's word, else the only class with a main method.
func (p *pom) mains(t *tree, s *Stack) {
	j := s.Java
	if n := p.manifestMain(); n != nil {
		j.Main = p.fact(n)
		return
	}
	if j.Layout == JavaLayers || s.Framework.Value == "quarkus" || p.repackages() {
		return
	}
	for _, name := range []string{"exec.mainClass", "mainClass", "main.class", "start-class"} {
		if f := p.fact(p.property(name)); f.Known() {
			j.Main = f
			return
		}
	}
	pickMain(t, s, javaMains(t, p.dir))
}

// pickMain takes the only class with a main method, else the only one that listens, or asks.
func pickMain(t *tree, s *Stack, mains []javaMain) {
	var listen []javaMain
	for _, m := range mains {
		if text, err := t.source(m.Because.Path); err == nil && javaBinds.MatchString(text) {
			listen = append(listen, m)
		}
	}
	switch {
	case len(mains) == 1:
		s.Java.Main = fact(mains[0].Class, mains[0].Because)
	case len(listen) == 1:
		s.Java.Main = fact(listen[0].Class, listen[0].Because)
		for _, m := range mains {
			if m.Class != listen[0].Class {
				s.Notes = append(s.Notes, unused(m.Class, m.Because))
			}
		}
	case len(mains) > 1:
		s.Questions = append(s.Questions, mainQuestion(mains))
	}
}

// oddities notes what a build does that an image must know about: the modules that it compiles may download Node.
func (p *pom) oddities(s *Stack, closure []*pom) {
	for _, q := range closure {
		if n := q.plugin("frontend-maven-plugin"); n != nil {
			s.Java.Node = fact(true, n.evidence())
		}
	}
	if at, ok := p.artifacts()["org.springframework.boot:spring-boot-devtools"]; ok {
		s.Java.Devtools = fact(true, at)
	}
}

// plainPlugins compile, pack and check; none of them minds a module without sources.
func plainPlugins() []string {
	return []string{"maven-clean-plugin", "maven-compiler-plugin", "maven-resources-plugin", "maven-jar-plugin", "maven-surefire-plugin", "maven-failsafe-plugin",
		"maven-install-plugin", "maven-deploy-plugin", "maven-site-plugin", "maven-shade-plugin", "maven-assembly-plugin", "maven-dependency-plugin", "maven-source-plugin", "maven-enforcer-plugin",
		"maven-javadoc-plugin", "maven-release-plugin", "maven-project-info-reports-plugin", "spring-boot-maven-plugin", "kotlin-maven-plugin", "jacoco-maven-plugin", "exec-maven-plugin",
		"git-commit-id-maven-plugin", "git-commit-id-plugin", "native-maven-plugin", "versions-maven-plugin", "jib-maven-plugin", "flatten-maven-plugin", "maven-gpg-plugin"}
}

// generators lists the other plugins of the modules; a parent out of sight counts as one unless it is Spring Boot's.
func generators(closure []*pom) []string {
	seen := map[string]bool{}
	for _, q := range closure {
		for _, up := range q.chain() {
			for _, scope := range up.scopes() {
				for _, n := range scope.at("build", "plugins").each("plugin") {
					if name := n.at("artifactId").text(); !slices.Contains(plainPlugins(), name) || name == "exec-maven-plugin" && n.at("executions") != nil {
						seen[name] = true
					}
				}
			}
		}
		if parent := q.outside(); parent != nil && parent.at("artifactId").text() != "spring-boot-starter-parent" {
			seen[parent.at("artifactId").text()] = true
		}
	}
	return sortedKeys(seen)
}

// publicRepositories are hosts that anyone can read from.
var publicRepositories = lazy(`^https?://(?:[\w.-]+\.)?(?:maven\.org|apache\.org|spring\.io|sonatype\.org|google\.com|googleapis\.com|jitpack\.io|gradle\.org|jboss\.org|vaadin\.com|confluent\.io|clojars\.org|eclipse\.org|oracle\.com|jenkins-ci\.org|shibboleth\.net|jetbrains\.(?:com|space))(?:[:/]|$)`)

// repositories lists the artifact repositories of the poms that are not known to be public.
func (r reactor) repositories() Fact[[]string] {
	var f Fact[[]string]
	for _, p := range r.poms {
		for _, scope := range p.scopes() {
			nodes := append(scope.at("repositories").each("repository"), scope.at("pluginRepositories").each("pluginRepository")...)
			for _, n := range nodes {
				url := p.value(n.at("url"))
				if url == "" || strings.HasPrefix(url, "file:") || publicRepositories.MatchString(url) {
					continue
				}
				f.Value = append(f.Value, url)
				f.Because = append(f.Because, n.at("url").evidence())
			}
		}
	}
	return f
}

// settingsEnv is how settings.xml reads a variable.
var settingsEnv = lazy(`\$\{env\.(\w+)\}`)

// mavenSettings finds a settings.xml in the repository and the variables that it reads.
func mavenSettings(t *tree, root string, s *Stack) {
	p := t.first(root, ".mvn/settings.xml", "settings.xml", ".m2/settings.xml")
	if p == "" {
		return
	}
	s.Java.Settings = javaWithin(root, p)
	seen := map[string]bool{}
	for i, line := range t.lines(p) {
		for _, m := range settingsEnv.FindAllStringSubmatch(line, -1) {
			seen[m[1]] = true
		}
		if settingsPassword.MatchString(line) {
			s.Java.Guarded = true
			s.Notes = append(s.Notes, Note{Text: "a password stands in " + p + ", so the build mounts the file as a secret and no layer contains it",
				Add: "${env.NAME} instead of the password", Because: []Evidence{{Path: p, Line: i + 1}}})
		}
	}
	s.Java.SettingsEnv = sortedKeys(seen)
	if known := slices.Contains(s.Java.Files, s.Java.Settings); !s.Java.Guarded && !known {
		s.Java.Files = append(s.Java.Files, s.Java.Settings)
	} else if s.Java.Guarded && known {
		s.Java.Files = slices.DeleteFunc(s.Java.Files, func(f string) bool { return f == s.Java.Settings })
	}
}

// settingsPassword is a password that stands in settings.xml itself; one that Maven has encrypted ({...}) wants a key that is elsewhere.
var settingsPassword = lazy(`<(?:password|passphrase)>\s*[^$<\s]`)
