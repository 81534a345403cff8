package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// gitReader is something in a build that reads .git, which no build stage has.
type gitReader struct {
	// name is what templates call it.
	name string
	// plugins are artifacts of Maven plugins and extensions, or ids of Gradle plugins.
	plugins []string
	// lost says what the program lacks for it.
	lost string
}

// allGitReaders lists them; templates/java say what is passed instead.
func allGitReaders() []gitReader {
	const version, file = "the version that Git tags give", "git.properties, with the commit that was built"
	return []gitReader{
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

// findGitReaders takes what a build has of the table, by the plugins that it uses, and says what is lost.
func gitReaders(s *detect.Stack, used func(plugin string) (detect.Evidence, bool)) {
	var names []string
	var because []detect.Evidence
	for _, r := range allGitReaders() {
		for _, plugin := range r.plugins {
			if at, ok := used(plugin); ok {
				names, because = append(names, r.name), append(because, at)
				noteLost(s, r.lost, at)
				break
			}
		}
	}
	s.Java.Git = detect.Fact[[]string]{Value: names, Because: because}
}

// noteLost says what the image lacks because the build has no Git history.
func noteLost(s *detect.Stack, lost string, at detect.Evidence) {
	if lost != "" {
		s.Notes = append(s.Notes, detect.Note{Text: "the build reads .git, which is not in the build context, so the image lacks " + lost + "; set its labels with --build-arg VERSION and --build-arg REVISION",
			Because: []detect.Evidence{at}})
	}
}

// findGitReaders looks at the plugins of the module and the extensions of the build.
func findGitReaders(p *pom, t *detect.Tree, root string, s *detect.Stack) {
	extensions := path.Join(root, ".mvn/extensions.xml")
	gitReaders(s, func(plugin string) (detect.Evidence, bool) {
		if n := p.plugin(plugin); n != nil {
			return detect.EvidenceOf(n), true
		}
		for i, line := range t.Lines(extensions) {
			if strings.Contains(line, ">"+plugin+"<") {
				return t.At(extensions, i+1), true
			}
		}
		return detect.Evidence{}, false
	})
}

// gradleGitCommand is a script that runs git itself.
var gradleGitCommand = pattern.New(`["']git (?:rev-parse|describe|log|rev-list|show|branch)\b[^"']*["']\s*\.execute|(?:commandLine|executable)\b[^\n]*["']git["']`)

// findGitReaders looks at the plugins of the projects that are built and at what the scripts run.
func (b *gradleBuild) gitReaders(t *detect.Tree, s *detect.Stack, closure []*gradleProject) {
	projects := append([]*gradleProject{b.projects[0]}, closure...)
	if p := t.First(b.root, "settings.gradle.kts", "settings.gradle"); p != "" {
		settings := &gradleProject{file: p, lines: detect.PlainScript(t.Lines(p)), tree: t, plugins: map[string]detect.Evidence{}, versions: map[string]string{}}
		for i, line := range settings.lines {
			b.readPlugins(settings, i, line)
		}
		projects = append(projects, settings)
	}
	gitReaders(s, func(plugin string) (detect.Evidence, bool) {
		for _, p := range projects {
			if at, ok := p.plugins[plugin]; ok {
				return at, true
			}
		}
		return detect.Evidence{}, false
	})
	for _, p := range projects {
		for i, line := range p.lines {
			if at := t.At(p.file, i+1); gradleGitCommand.MatchString(line) {
				s.Java.Git.Value, s.Java.Git.Because = append(s.Java.Git.Value, "git-command"), append(s.Java.Git.Because, at)
				noteLost(s, "what the build asks Git for", at)
				return
			}
		}
	}
}

// gradleNodeTask is a task of a script that runs a package manager of Node.
var gradleNodeTask = pattern.New(`(?:commandLine|executable)\b[^\n]*["'](?:npm|npx|yarn|pnpm|node)["']`)

// gradleNode finds what builds a front end within the build.
func gradleNode(closure []*gradleProject) detect.Fact[bool] {
	for _, p := range closure {
		for _, id := range []string{"com.github.node-gradle.node", "com.moowork.node", "org.siouan.frontend-jdk21", "org.siouan.frontend-jdk17", "org.siouan.frontend-jdk11"} {
			if at, ok := p.plugins[id]; ok {
				return detect.NewFact(true, at)
			}
		}
		if f := p.line(gradleNodeTask); f.Known() || len(f.Because) > 0 {
			return detect.NewFact(true, f.Because...)
		}
	}
	return detect.Fact[bool]{}
}
