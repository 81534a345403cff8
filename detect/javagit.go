package detect

import (
	"path"
	"strings"
)

// javaGitReader is something in a build that reads .git, which no build stage has.
type javaGitReader struct {
	// name is what templates call it.
	name string
	// plugins are artifacts of Maven plugins and extensions, or ids of Gradle plugins.
	plugins []string
	// lost says what the program lacks for it.
	lost string
}

// javaGitReaders lists them; templates/java say what is passed instead.
func javaGitReaders() []javaGitReader {
	const version, file = "the version that Git tags give", "git.properties, with the commit that was built"
	return []javaGitReader{
		{"git-commit-id", []string{"git-commit-id-maven-plugin", "git-commit-id-plugin"}, file},
		{"buildnumber", []string{"buildnumber-maven-plugin"}, "the build number"},
		{"jgitver", []string{"jgitver-maven-plugin", "fr.brouillard.oss.gradle.jgitver"}, version},
		{"git-versioning", []string{"maven-git-versioning-extension", "me.qoomon.git-versioning"}, version},
		{"mavanagaiata", []string{"mavanagaiata"}, "the commit that was built"},
		{"git-hooks", []string{"git-build-hook-maven-plugin", "githook-maven-plugin", "git-code-format-maven-plugin"}, ""},
		{"git-properties", []string{"com.gorylenko.gradle-git-properties"}, file},
		{"axion-release", []string{"pl.allegro.tech.build.axion-release"}, version},
		{"nebula-release", []string{"nebula.release", "com.netflix.nebula.release", "nebula.nebula-release"}, version},
		{"reckon", []string{"org.ajoberstar.reckon", "org.ajoberstar.reckon.settings"}, version},
		{"palantir-git-version", []string{"com.palantir.git-version"}, version},
		{"grgit", []string{"org.ajoberstar.grgit", "org.ajoberstar.grgit.service"}, "the commit that was built"},
	}
}

// gitReaders takes what a build has of the table, by the plugins that it uses, and says what is lost.
func gitReaders(s *Stack, used func(plugin string) (Evidence, bool)) {
	var names []string
	var because []Evidence
	for _, r := range javaGitReaders() {
		for _, plugin := range r.plugins {
			if at, ok := used(plugin); ok {
				names, because = append(names, r.name), append(because, at)
				noteLost(s, r.lost, at)
				break
			}
		}
	}
	s.Java.Git = Fact[[]string]{Value: names, Because: because}
}

// noteLost says what the image lacks because the build has no Git history.
func noteLost(s *Stack, lost string, at Evidence) {
	if lost != "" {
		s.Notes = append(s.Notes, Note{Text: "the build reads .git, which is not in the build context, so the image lacks " + lost + "; set its labels with --build-arg VERSION and --build-arg REVISION",
			Because: []Evidence{at}})
	}
}

// gitReaders looks at the plugins of the module and the extensions of the build.
func (p *pom) gitReaders(t *tree, root string, s *Stack) {
	extensions := path.Join(root, ".mvn/extensions.xml")
	gitReaders(s, func(plugin string) (Evidence, bool) {
		if n := p.plugin(plugin); n != nil {
			return n.evidence(), true
		}
		for i, line := range t.lines(extensions) {
			if strings.Contains(line, ">"+plugin+"<") {
				return t.at(extensions, i+1), true
			}
		}
		return Evidence{}, false
	})
}

// gradleGitCommand is a script that runs git itself.
var gradleGitCommand = lazy(`["']git (?:rev-parse|describe|log|rev-list|show|branch)\b[^"']*["']\s*\.execute|(?:commandLine|executable)\b[^\n]*["']git["']`)

// gitReaders looks at the plugins of the projects that are built and at what the scripts run.
func (b *gradleBuild) gitReaders(t *tree, s *Stack, closure []*gradleProject) {
	projects := append([]*gradleProject{b.projects[0]}, closure...)
	if p := t.first(b.root, "settings.gradle.kts", "settings.gradle"); p != "" {
		settings := &gradleProject{file: p, lines: plainScript(t.lines(p)), tree: t, plugins: map[string]Evidence{}, versions: map[string]string{}}
		for i, line := range settings.lines {
			b.readPlugins(settings, i, line)
		}
		projects = append(projects, settings)
	}
	gitReaders(s, func(plugin string) (Evidence, bool) {
		for _, p := range projects {
			if at, ok := p.plugins[plugin]; ok {
				return at, true
			}
		}
		return Evidence{}, false
	})
	for _, p := range projects {
		for i, line := range p.lines {
			if at := t.at(p.file, i+1); gradleGitCommand.MatchString(line) {
				s.Java.Git.Value, s.Java.Git.Because = append(s.Java.Git.Value, "git-command"), append(s.Java.Git.Because, at)
				noteLost(s, "what the build asks Git for", at)
				return
			}
		}
	}
}

// gradleNodeTask is a task of a script that runs a package manager of Node.
var gradleNodeTask = lazy(`(?:commandLine|executable)\b[^\n]*["'](?:npm|npx|yarn|pnpm|node)["']`)

// gradleNode finds what builds a front end within the build.
func gradleNode(closure []*gradleProject) Fact[bool] {
	for _, p := range closure {
		for _, id := range []string{"com.github.node-gradle.node", "com.moowork.node", "org.siouan.frontend-jdk21", "org.siouan.frontend-jdk17", "org.siouan.frontend-jdk11"} {
			if at, ok := p.plugins[id]; ok {
				return fact(true, at)
			}
		}
		if f := p.line(gradleNodeTask); f.Known() || len(f.Because) > 0 {
			return fact(true, f.Because...)
		}
	}
	return Fact[bool]{}
}
