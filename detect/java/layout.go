package java

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// layout says what the build of a module leaves, and under which name.
func layout(p *pom, t *detect.Tree, s *detect.Stack) {
	j := s.Java
	target := path.Join(j.Module, "target")
	final := finalName(p)
	archive := func(f detect.Fact[string], suffix string) detect.Fact[string] {
		if !f.Known() {
			return f
		}
		f.Value = path.Join(target, f.Value+suffix)
		return f
	}
	switch {
	case p.plugin("quarkus-maven-plugin") != nil:
		own := func(key string) detect.Fact[string] { return p.fact(p.property(key)) }
		quarkusLayout(s, target, archive(final, ""), own, settingsBelow(t, p.dir), detect.EvidenceOf(p.plugin("quarkus-maven-plugin")))
	case repackages(p):
		bootLayout(p, j, archive)
	case p.packaging() == "war":
		s.Refusal = &detect.Note{Text: "the module builds a WAR for an application server; msgen has no template for that",
			Add: "spring-boot-maven-plugin, or another plugin that builds an executable JAR", Because: []detect.Evidence{detect.EvidenceOf(p.doc.At("packaging"))}}
	case shades(p):
		j.Layout, j.Artifact = detect.JavaFat, archive(shadedName(p, final))
	case assembles(p):
		j.Layout = detect.JavaFat
		j.Artifact = archive(assembledName(p, final))
	default:
		j.Layout, j.Artifact = detect.JavaLib, archive(final, ".jar")
	}
}

// repackages reports whether Spring Boot's plugin makes the archive executable: its own parent binds that, others must.
func repackages(p *pom) bool {
	n := p.plugin("spring-boot-maven-plugin")
	if n == nil || p.config("spring-boot-maven-plugin", "skip").True() {
		return false
	}
	return goal(p, "spring-boot-maven-plugin", "repackage") || p.outside() != nil
}

// bootLayout is a jar of layers where Spring Boot makes such, else one archive.
func bootLayout(p *pom, j *detect.Java, archive func(detect.Fact[string], string) detect.Fact[string]) {
	ending := "." + p.packaging()
	final := finalName(p)
	if n := p.config("spring-boot-maven-plugin", "finalName"); n.Text() != "" {
		final = p.fact(n)
	}
	if c := p.value(p.config("spring-boot-maven-plugin", "classifier")); c != "" {
		ending = "-" + c + ending
	}
	j.Artifact, j.War = archive(final, ending), p.packaging() == "war"
	j.Layout = detect.JavaFat
	if own := p.config("spring-boot-maven-plugin", "layers", "configuration"); own != nil { // its layers have names of their own
		return
	}
	if off := p.config("spring-boot-maven-plugin", "layers", "enabled").Text() == "false"; off || p.packaging() != "jar" || p.config("spring-boot-maven-plugin", "layout") != nil {
		return
	}
	if versions.AtLeast(j.FrameworkVersion.Value, 2, 4) {
		j.Layout = detect.JavaLayers
	}
}

// shades reports whether the shade plugin runs: Micronaut's parent binds it as well.
func shades(p *pom) bool {
	if p.plugin("maven-shade-plugin") != nil {
		return goal(p, "maven-shade-plugin", "shade") || p.outside() != nil
	}
	return p.outside().At("artifactId").Text() == "micronaut-parent"
}

// shadedName is the name of the shaded jar: the module's own, unless the plugin says otherwise.
func shadedName(p *pom, final detect.Fact[string]) (detect.Fact[string], string) {
	const plugin = "maven-shade-plugin"
	if n := p.config(plugin, "outputFile"); n != nil {
		below, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(n.Text()), "${project.basedir}/"), "${project.build.directory}/")
		if !ok {
			below, ok = strings.CutPrefix(below, "target/")
		}
		if name, known := expand(p, below); ok && known {
			return detect.NewFact(name, detect.EvidenceOf(n)), ""
		}
		return detect.Fact[string]{}, ""
	}
	if n := p.config(plugin, "finalName"); n.Text() != "" {
		final = p.fact(n)
	}
	if p.config(plugin, "shadedArtifactAttached").True() {
		classifier := p.value(p.config(plugin, "shadedClassifierName"))
		if classifier == "" {
			classifier = "shaded"
		}
		return final, "-" + classifier + ".jar"
	}
	return final, ".jar"
}

// assembles reports whether the assembly plugin packs all into one jar when the project is packaged.
func assembles(p *pom) bool {
	return goal(p, "maven-assembly-plugin", "single") &&
		strings.Contains(deep(p.plugin("maven-assembly-plugin"), []string{"configuration", "descriptorRefs", "descriptorRef"}).Text()+
			deep(p.plugin("maven-assembly-plugin"), []string{"executions", "execution", "configuration", "descriptorRefs", "descriptorRef"}).Text(), "jar-with-dependencies")
}

func assembledName(p *pom, final detect.Fact[string]) (detect.Fact[string], string) {
	const plugin = "maven-assembly-plugin"
	if n := p.config(plugin, "finalName"); n.Text() != "" {
		final = p.fact(n)
	}
	if p.config(plugin, "appendAssemblyId").Text() == "false" {
		return final, ".jar"
	}
	return final, "-jar-with-dependencies.jar"
}

// findMain finds the class that is started: the build file's word, else the only class with a main method.
func findMain(p *pom, t *detect.Tree, s *detect.Stack) {
	j := s.Java
	if n := manifestMain(p); n != nil {
		j.Main = p.fact(n)
		return
	}
	if j.Layout == detect.JavaLayers || s.Framework.Value == "quarkus" || repackages(p) {
		return
	}
	for _, name := range []string{"exec.mainClass", "mainClass", "main.class", "start-class"} {
		if f := p.fact(p.property(name)); f.Known() {
			j.Main = f
			return
		}
	}
	pickMain(t, s, mains(t, p.dir))
}

// pickMain takes the only class with a main method, else the only one that listens, or asks.
func pickMain(t *detect.Tree, s *detect.Stack, mains []main) {
	var listen []main
	for _, m := range mains {
		if text, err := t.Source(m.Because.Path); err == nil && binds.MatchString(text) {
			listen = append(listen, m)
		}
	}
	switch {
	case len(mains) == 1:
		s.Java.Main = detect.NewFact(mains[0].Class, mains[0].Because)
	case len(listen) == 1:
		s.Java.Main = detect.NewFact(listen[0].Class, listen[0].Because)
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
func oddities(p *pom, s *detect.Stack, closure []*pom) {
	for _, q := range closure {
		if n := q.plugin("frontend-maven-plugin"); n != nil {
			s.Java.Node = detect.NewFact(true, detect.EvidenceOf(n))
		}
	}
	if at, ok := p.artifacts()["org.springframework.boot:spring-boot-devtools"]; ok {
		s.Java.Devtools = detect.NewFact(true, at)
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
			for _, scope := range scopes(up, q) {
				for _, n := range scope.At("build", "plugins").Each("plugin") {
					if name := n.At("artifactId").Text(); !slices.Contains(plainPlugins(), name) || name == "exec-maven-plugin" && n.At("executions") != nil {
						seen[name] = true
					}
				}
			}
		}
		if parent := q.outside(); parent != nil && parent.At("artifactId").Text() != "spring-boot-starter-parent" {
			seen[parent.At("artifactId").Text()] = true
		}
	}
	return detect.SortedKeys(seen)
}

// reports lists the plugins of the modules that only report.
func reports(closure []*pom) []string {
	seen := map[string]bool{}
	for _, q := range closure {
		for _, scope := range q.inherits() {
			for _, n := range scope.At("reporting", "plugins").Each("plugin") {
				name := n.At("artifactId").Text()
				if active, managed := plugins(q, name); len(active)+len(managed) == 0 {
					seen[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// publicRepositories are hosts that anyone can read from.
var publicRepositories = pattern.New(`^https?://(?:[\w.-]+\.)?(?:maven\.org|apache\.org|spring\.io|sonatype\.(?:org|com)|maven\.aliyun\.com|repo\.huaweicloud\.com|mirrors\.cloud\.tencent\.com|papermc\.io|google\.com|googleapis\.com|jitpack\.io|gradle\.org|jboss\.org|vaadin\.com|confluent\.io|clojars\.org|eclipse\.org|oracle\.com|jenkins-ci\.org|shibboleth\.net|jetbrains\.(?:com|space))(?:[:/]|$)`)

// repositories lists the artifact repositories of the poms that are not known to be public.
func (r reactor) repositories() detect.Fact[[]string] {
	var f detect.Fact[[]string]
	for _, p := range r.poms {
		for _, scope := range scopes(p, p) {
			nodes := append(scope.At("repositories").Each("repository"), scope.At("pluginRepositories").Each("pluginRepository")...)
			for _, n := range nodes {
				url := p.value(n.At("url"))
				if url == "" || strings.HasPrefix(url, "file:") || publicRepositories.MatchString(url) {
					continue
				}
				f.Value = append(f.Value, url)
				f.Because = append(f.Because, detect.EvidenceOf(n.At("url")))
			}
		}
	}
	return f
}

// settingsEnv is how settings.xml reads a variable.
var settingsEnv = pattern.New(`\$\{env\.(\w+)\}`)

// mavenSettings finds a settings.xml in the repository and the variables that it reads.
func mavenSettings(t *detect.Tree, root string, s *detect.Stack) {
	p := t.First(root, ".mvn/settings.xml", "settings.xml", ".m2/settings.xml")
	if p == "" {
		return
	}
	s.Java.Settings = within(root, p)
	seen := map[string]bool{}
	for i, line := range t.Lines(p) {
		for _, m := range settingsEnv.FindAllStringSubmatch(line, -1) {
			seen[m[1]] = true
		}
		if settingsPassword.MatchString(line) {
			s.Java.Guarded = true
			s.Notes = append(s.Notes, detect.Note{Text: "a password stands in " + p + ", so the build mounts the file as a secret and no layer contains it",
				Add: "${env.NAME} instead of the password", Because: []detect.Evidence{{Path: p, Line: i + 1}}})
		}
	}
	s.Java.SettingsEnv = detect.SortedKeys(seen)
	if known := slices.Contains(s.Java.Files, s.Java.Settings); !s.Java.Guarded && !known {
		s.Java.Files = append(s.Java.Files, s.Java.Settings)
	} else if s.Java.Guarded && known {
		s.Java.Files = slices.DeleteFunc(s.Java.Files, func(f string) bool { return f == s.Java.Settings })
	}
}

// settingsPassword is a password that stands in settings.xml itself; one that Maven has encrypted ({...}) wants a key that is elsewhere.
var settingsPassword = pattern.New(`<(?:password|passphrase)>\s*[^$<\s]`)
