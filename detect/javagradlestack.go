package detect

import (
	"maps"
	"path"
	"slices"
	"strings"
)

var (
	gradleMain       = lazy(`(?:mainClass|mainClassName)\s*(?:=|\.set\(|\()\s*["']([\w.$]+)["']`)
	gradleManifest   = lazy(`["']Main-Class["']\s*(?::|to|\]\s*=|,)\s*["']([\w.$]+)["']`)
	gradleToolchain  = lazy(`languageVersion\s*(?:=|\.set\(|\()\s*JavaLanguageVersion\.of\(\s*["']?(\d+)|jvmToolchain\(\s*(\d+)`)
	gradleLevel      = lazy(`(?:sourceCompatibility|targetCompatibility)\s*(?:=|\.set\()?\s*(?:JavaVersion\.)?["']?(?:VERSION_)?(\d[\d._]*)|(?:options\.release|release)\s*(?:=|\.set\()\s*(\d+)|jvmTarget\s*(?:=|\.set\()\s*(?:JvmTarget\.)?["']?(?:JVM_)?(\d[\d._]*)`)
	gradleVersion    = lazy(`^\s*version\s*=?\s*["']([\w.+-]+)["']`)
	gradleRenames    = lazy(`archiveFileName|archiveBaseName|archivesName|archivesBaseName|archiveVersion|archiveClassifier|archiveAppendix|project\.version|^\s*version\s*=?\s*[^\s"'=]`)
	gradleLayers     = lazy(`\b(layerOrder|layered\s*\{\s*enabled\s*=\s*false)\b`)
	gradleDist       = lazy(`distributionUrl\s*=.*gradle-(\d[\w.-]*?)-(?:bin|all)\.`)
	gradleRepository = lazy(`\burl\s*(?:=|\()?\s*(?:uri\()?\s*["'](https?://[^"']+)["']`)
	gradleSecret     = lazy(`getenv\(\s*["'](\w+)["']|environmentVariable\(\s*["'](\w+)["']`)
	gradlePath       = lazy(`["'](?:\$(?:rootDir|projectDir|\{rootDir\}|\{projectDir\})/)?([\w./-]+)["']`)
)

// android are plugins of programs for telephones, which no container runs.
func android(p *gradleProject) bool {
	for id := range p.plugins {
		if strings.HasPrefix(id, "com.android.") || id == "com.facebook.react" || strings.HasPrefix(id, "dev.flutter.") {
			return true
		}
	}
	for _, line := range p.lines {
		if strings.Contains(line, "com.android.tools.build:gradle") {
			return true
		}
	}
	return false
}

// stacks makes a stack of every project that runs; none of a build for Android.
func (b *gradleBuild) stacks(t *tree) ([]Stack, error) {
	var entries []javaEntry
	for _, p := range b.projects {
		if android(p) {
			return nil, nil
		}
		if e, ok := p.entry(); ok {
			entries = append(entries, e)
		}
	}
	nothing := Stack{Name: b.name, Dir: b.root, Context: b.root, Stack: "java", Language: javaLanguage(t, b.root), Java: &Java{Tool: "gradle", Root: ".", Module: "."},
		Manager: fact("gradle", Evidence{Path: b.file(t)}),
		Refusal: &Note{Text: "no project of this Gradle build can be started: none has a main method or applies a plugin that builds a runnable program",
			Add: "the application plugin, with mainClass", Because: []Evidence{{Path: b.file(t)}}}}
	return gather(b.root, entries, nothing, func(dir, place string) (Stack, error) { return b.stack(t, dir, place) })
}

// file is the file by which the build is known.
func (b *gradleBuild) file(t *tree) string { return t.first(b.root, gradleFiles()...) }

// entry judges whether a project runs.
func (p *gradleProject) entry() (javaEntry, bool) {
	for _, id := range []string{"org.springframework.boot", "io.quarkus", "io.micronaut.application", "io.micronaut.minimal.application", "io.ktor.plugin", "application"} {
		if at, ok := p.plugins[id]; ok && (at.Path == p.file || len(javaMains(p.tree, p.dir)) > 0) {
			return javaEntry{p.dir, true, at}, true
		}
	}
	if f := p.line(gradleManifest); f.Known() {
		return javaEntry{p.dir, true, f.Because[0]}, true
	}
	if mains := javaMains(p.tree, p.dir); len(mains) > 0 {
		return javaEntry{p.dir, false, mains[0].Because}, true
	}
	return javaEntry{}, false
}

// line gives the first group that an expression finds in the build file.
func (p *gradleProject) line(re *expression) Fact[string] {
	for i, line := range p.lines {
		if m := re.FindStringSubmatch(line); m != nil {
			return fact(strings.Join(m[1:], ""), p.tree.at(p.file, i+1))
		}
	}
	return Fact[string]{}
}

// at gives the project of a directory.
func (b *gradleBuild) at(dir string) *gradleProject {
	for _, p := range b.projects {
		if p.dir == dir {
			return p
		}
	}
	return b.projects[0]
}

// closure gives a project and those that it needs, itself last.
func (b *gradleBuild) closure(p *gradleProject) []*gradleProject {
	need := map[*gradleProject]bool{p: true}
	shared := b.shared.needs
	for queue := []*gradleProject{p}; len(queue) > 0; queue = queue[1:] {
		names := queue[0].needs
		if queue[0] != b.projects[0] {
			names, shared = slices.Concat(names, shared), nil // the same for all others
		}
		for _, name := range names {
			for _, q := range b.called[name] {
				if !need[q] {
					need[q] = true
					queue = append(queue, q)
				}
			}
		}
	}
	var out []*gradleProject
	for _, q := range b.projects {
		if need[q] && q != p {
			out = append(out, q)
		}
	}
	return append(out, p)
}

// libraries gives what a project and those that it needs ask for.
func (b *gradleBuild) libraries(p *gradleProject, closure []*gradleProject) artifacts {
	libs := artifacts{}
	for _, q := range closure {
		maps.Copy(libs, q.libs)
	}
	if len(closure) > 1 || p != b.projects[0] {
		maps.Copy(libs, b.shared.libs)
	}
	return libs
}

// camel writes a project's name as the accessors of Kotlin scripts do: ":my-lib" is projects.myLib.
func camel(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// stack describes the project in dir as a service whose Dockerfile goes to place.
func (b *gradleBuild) stack(t *tree, dir, place string) (Stack, error) {
	p := b.at(dir)
	s := Stack{Name: b.name, Dir: place, Context: b.root, Stack: "java", Language: javaLanguage(t, dir)}
	if p.name != "" && place != b.root {
		s.Name = strings.TrimPrefix(strings.ReplaceAll(p.name, ":", "-"), "-")
	}
	j := &Java{Tool: "gradle", Root: ".", Module: javaWithin(b.root, dir), Project: p.name}
	s.Java = j
	b.wrapper(t, &s)
	closure := b.closure(p)
	var dirs []string
	libs := b.libraries(p, closure)
	for _, q := range closure {
		j.Modules = append(j.Modules, moduleSources(t, b.root, q.dir))
		dirs = append(dirs, q.dir)
	}
	j.Files, j.Extra = b.files(t), b.extra(t, closure)
	j.Libraries = len(libs) > 0 || len(closure) > 1 || p.plugins["application"] != (Evidence{})
	s.Framework, _ = frameworkOf(libs)
	p.gradleFramework(&s, b.projects[0])
	p.gradleLayout(&s, b)
	p.gradleMain(&s)
	j.Level = b.gradleFact(closure, gradleLevel)
	if at, ok := libs["org.springframework.boot:spring-boot-devtools"]; ok {
		j.Devtools = fact(true, at)
	}
	b.gitReaders(t, &s, closure)
	j.Node = gradleNode(closure)
	b.private(j)
	pins, err := javaPins(t, dir)
	j.Pin = strongest(b.gradleFact(closure, gradleToolchain), pins)
	s.Version = strongest(j.Pin, j.Level)
	ceiling(&s, func(library string) Fact[string] { return b.versionOf(closure, library) })
	javaServes(t, &s, dirs, libs)
	javaWrites(t, &s, dirs)
	javaData(t, &s, dir)
	return s, err
}

// gradleFact reads a release from the projects, the one that runs first, then from the root.
func (b *gradleBuild) gradleFact(closure []*gradleProject, re *expression) Fact[string] {
	var facts []Fact[string]
	for i := len(closure) - 1; i >= 0; i-- {
		facts = append(facts, closure[i].release(re))
	}
	facts = append(facts, b.projects[0].release(re))
	if known := strongest(facts...); known.Known() {
		return known
	}
	return b.conventions(re)
}

// release reads a release from the build file.
func (p *gradleProject) release(re *expression) Fact[string] {
	f := p.line(re)
	f.Value = strings.ReplaceAll(strings.TrimRight(f.Value, "._"), "_", ".")
	return asRelease(f)
}

// conventions looks into the scripts of buildSrc and included builds, where teams keep what all projects share.
func (b *gradleBuild) conventions(re *expression) Fact[string] {
	t := b.projects[0].tree
	for _, dir := range []string{"buildSrc", "build-logic", "gradle"} {
		for _, f := range t.under(path.Join(b.root, dir), ".gradle.kts", ".gradle", ".kt") {
			p := &gradleProject{file: f, lines: plainScript(t.lines(f)), tree: t}
			if known := p.release(re); known.Known() {
				return known
			}
		}
	}
	return Fact[string]{}
}

// wrapper names Gradle with the version that the wrapper downloads; it is complete only with its jar.
func (b *gradleBuild) wrapper(t *tree, s *Stack) {
	s.Manager = fact("gradle", Evidence{Path: b.file(t)})
	p := path.Join(b.root, "gradle/wrapper/gradle-wrapper.properties")
	for i, line := range t.lines(p) {
		if m := gradleDist.FindStringSubmatch(line); m != nil {
			s.Java.ToolVersion = fact(m[1], t.at(p, i+1))
			s.Manager = fact("gradle@"+m[1], t.at(p, i+1))
		}
	}
	s.Java.Wrapper = s.Java.ToolVersion.Known() && t.has(path.Join(b.root, "gradlew")) && t.has(path.Join(b.root, "gradle/wrapper/gradle-wrapper.jar"))
	if s.Java.Wrapper {
		text, _ := t.source(path.Join(b.root, "gradlew"))
		s.Java.WrapperCRLF = strings.Contains(text, "\r\n")
	}
}

// files lists what Gradle reads before any source.
func (b *gradleBuild) files(t *tree) []string {
	seen := map[string]bool{}
	for _, name := range []string{"settings.gradle.kts", "settings.gradle", "gradle.properties", "lombok.config", "gradle", "buildSrc", "build-logic"} {
		if p := path.Join(b.root, name); t.has(p) || len(t.under(p)) > 0 {
			seen[name] = true
		}
	}
	for _, p := range b.projects {
		for _, name := range []string{"build.gradle.kts", "build.gradle", "gradle.properties"} {
			if f := path.Join(p.dir, name); t.has(f) {
				seen[javaWithin(b.root, f)] = true
			}
		}
		if p.file != "" {
			seen[javaWithin(b.root, p.file)] = true
		}
	}
	return sortedKeys(seen)
}

// extra finds files that the scripts name and that are no sources.
func (b *gradleBuild) extra(t *tree, closure []*gradleProject) []string {
	seen := map[string]bool{}
	for _, q := range append([]*gradleProject{b.projects[0]}, closure...) {
		for _, line := range q.lines {
			for _, m := range gradlePath.FindAllStringSubmatch(line, -1) {
				for _, dir := range []string{q.dir, b.root} {
					p := path.Join(dir, strings.TrimPrefix(m[1], "/"))
					rest := javaWithin(b.root, p)
					if !strings.HasPrefix(rest, "gradle") && !strings.HasPrefix(rest, "..") && !gradleInclude.MatchString(line) && extraPath(t, b.root, p) {
						seen[rest] = true
					}
				}
			}
		}
	}
	return sortedKeys(seen)
}

// private finds repositories that are not known to be public, and the variables that open them.
func (b *gradleBuild) private(j *Java) {
	t := b.projects[0].tree
	env := map[string]bool{}
	files := []string{t.first(b.root, "settings.gradle.kts", "settings.gradle")}
	for _, p := range b.projects {
		files = append(files, p.file)
	}
	for _, f := range files {
		if f == "" {
			continue
		}
		for i, line := range plainScript(t.lines(f)) {
			if m := gradleRepository.FindStringSubmatch(line); m != nil && !publicRepositories.MatchString(m[1]) {
				j.Repositories.Value = append(j.Repositories.Value, m[1])
				j.Repositories.Because = append(j.Repositories.Because, t.at(f, i+1))
			}
			for _, m := range gradleSecret.FindAllStringSubmatch(line, -1) {
				env[m[1]+m[2]] = true
			}
		}
	}
	if j.Repositories.Known() {
		j.SettingsEnv = sortedKeys(env)
	}
}
