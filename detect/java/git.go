package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// findGitReaders takes what a build has of the table, by the plugins that it uses, and says what is lost.
func gitReaders(s *detect.Stack, used func(plugin string) (detect.Evidence, bool)) {
	var names []string
	var because []detect.Evidence
	for _, r := range tables().GitReaders {
		for _, plugin := range r.Plugins {
			if at, ok := used(plugin); ok {
				names, because = append(names, r.Name), append(because, at)
				noteLost(s, r.Lost, at)
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
