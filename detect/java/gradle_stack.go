package java

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/secret"
)

var (
	gradleMain       = pattern.New(`(?:mainClass|mainClassName)\s*(?:=|\.set\(|\()\s*["']([\w.$]+)["']`)
	micronautRuntime = pattern.New(`\bruntime[\s(]+["'](netty|tomcat|jetty|undertow|jdk)["']`)
	gradleManifest   = pattern.New(`["']Main-Class["']\s*(?::|to|\]\s*=|,)\s*["']([\w.$]+)["']`)
	gradleToolchain  = pattern.New(`languageVersion\s*(?:=|\.set\(|\()\s*JavaLanguageVersion\.of\(\s*["']?(\d+)|jvmToolchain\(\s*(\d+)`)
	gradleLevel      = pattern.New(`(?:sourceCompatibility|targetCompatibility)\s*(?:=|\.set\()?\s*(?:JavaVersion\.)?["']?(?:VERSION_)?(\d[\d._]*)|(?:options\.release|release)\s*(?:=|\.set\()\s*(\d+)|jvmTarget\s*(?:=|\.set\()\s*(?:JvmTarget\.)?["']?(?:JVM_)?(\d[\d._]*)`)
	gradleVersion    = pattern.New(`^\s*version\s*=?\s*["']([\w.+-]+)["']`)
	gradleRenames    = pattern.New(`archiveFileName|archiveBaseName|archivesName|archivesBaseName|archiveVersion|archiveClassifier|archiveAppendix|project\.version|^\s*version\s*=?\s*[^\s"'=]`)
	gradleLayers     = pattern.New(`\b(layerOrder|layered\s*\{\s*enabled\s*=\s*false)\b`)
	gradleDist       = pattern.New(`distributionUrl\s*=.*gradle-(\d[\w.-]*?)-(?:bin|all)\.`)
	gradleRepository = pattern.New(`\burl\s*(?:=|\()?\s*(?:uri\()?\s*["'](https?://[^"']+)["']`)
	gradleSecret     = pattern.New(`getenv\(\s*["'](\w+)["']|environmentVariable\(\s*["'](\w+)["']`)
	gradleLogin      = pattern.New(`(?i)(?:^|_)(?:user(?:name)?|actor|login|key|pat)(?:_|$)`)
	gradleOpens      = pattern.New(`(?i)\b(?:credentials|username|password|token|value)\b`)
	gradlePath       = pattern.New(`["'](?:\$(?:rootDir|projectDir|\{rootDir\}|\{projectDir\})/)?([\w./-]+)["']`)
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
func (b *gradleBuild) stacks(t *detect.Tree) ([]detect.Stack, error) {
	var entries []entry
	for _, p := range b.projects {
		if android(p) {
			return nil, nil
		}
		if e, ok := p.entry(); ok {
			entries = append(entries, e)
		}
	}
	nothing := detect.Stack{Name: b.name, Dir: b.root, Context: b.root, Stack: "java", Language: language(t, b.root), Java: &detect.Java{Tool: "gradle", Root: ".", Module: "."},
		Manager: detect.NewFact("gradle", detect.Evidence{Path: b.file(t)}),
		Refusal: &detect.Note{Text: "no project of this Gradle build can be started: none has a main method or applies a plugin that builds a runnable program",
			Add: "the application plugin, with mainClass", Because: []detect.Evidence{{Path: b.file(t)}}}}
	for _, p := range b.projects {
		for _, id := range []string{"org.playframework.play", "org.gradle.playframework"} {
			if at, ok := p.plugins[id]; ok {
				nothing.Refusal = &detect.Note{Text: "the plugin builds a Play application out of app, conf and public; msgen has no template for that",
					Add: "the application plugin, with the mainClass play.core.server.ProdServerStart", Because: []detect.Evidence{at}}
			}
		}
	}
	return gather(b.root, entries, nothing, func(dir, place string) (detect.Stack, error) { return b.stack(t, dir, place) })
}

// file is the file by which the build is known.
func (b *gradleBuild) file(t *detect.Tree) string { return t.First(b.root, gradleFiles()...) }

// entry judges whether a project runs.
func (p *gradleProject) entry() (entry, bool) {
	for _, id := range []string{"org.springframework.boot", "io.quarkus", "io.micronaut.application", "io.micronaut.minimal.application", "io.ktor.plugin", "application"} {
		if at, ok := p.plugins[id]; ok && (at.Path == p.file || len(mains(p.tree, p.dir)) > 0) {
			return entry{dir: p.dir, strong: true, idle: id == "org.springframework.boot" && len(mains(p.tree, p.dir)) == 0, why: at}, true
		}
	}
	if f := p.line(gradleManifest); f.Known() {
		return entry{dir: p.dir, strong: true, why: f.Because[0]}, true
	}
	if mains := mains(p.tree, p.dir); len(mains) > 0 {
		return entry{dir: p.dir, why: mains[0].Because}, true
	}
	return entry{}, false
}

// line gives the first group that an expression finds in the build file, else in the scripts that it applies.
func (p *gradleProject) line(re *pattern.Pattern) detect.Fact[string] {
	for i, line := range p.lines {
		if m := re.FindStringSubmatch(line); m != nil {
			return detect.NewFact(strings.Join(m[1:], ""), p.tree.At(p.file, i+1))
		}
	}
	for _, q := range p.applied {
		if f := q.line(re); f.Known() || len(f.Because) > 0 {
			return f
		}
	}
	return detect.Fact[string]{}
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
	if f := p.line(micronautRuntime); f.Known() { // Micronaut's plugin adds the server
		libs["io.micronaut:micronaut-http-server-"+f.Value] = f.Because[0]
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
func (b *gradleBuild) stack(t *detect.Tree, dir, place string) (detect.Stack, error) {
	p := b.at(dir)
	s := detect.Stack{Name: b.name, Dir: place, Context: b.root, Stack: "java", Language: language(t, dir)}
	if p.name != "" && place != b.root {
		s.Name = strings.TrimPrefix(strings.ReplaceAll(p.name, ":", "-"), "-")
	}
	j := &detect.Java{Tool: "gradle", Root: ".", Module: within(b.root, dir), Project: p.name}
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
	j.Libraries = len(libs) > 0 || len(closure) > 1 || p.plugins["application"] != (detect.Evidence{}) || t.HasDir(path.Join(b.root, "buildSrc")) // whose code may add some
	s.Framework, _ = frameworkOf(libs)
	p.gradleFramework(&s, b.projects[0])
	p.gradleLayout(&s, b)
	p.gradleMain(&s)
	j.Level = b.gradleFact(closure, gradleLevel)
	if at, ok := libs["org.springframework.boot:spring-boot-devtools"]; ok {
		j.Devtools = detect.NewFact(true, at)
	}
	b.gitReaders(t, &s, closure)
	j.Node = gradleNode(closure)
	b.private(j)
	pins, err := pins(t, dir)
	j.Pin = detect.Strongest(b.gradleFact(closure, gradleToolchain), pins)
	s.Version = detect.Strongest(j.Pin, j.Level)
	ceiling(&s, func(library string) detect.Fact[string] { return b.versionOf(closure, library) })
	serves(t, &s, dirs, libs)
	writes(t, &s, dirs)
	data(t, &s, dir)
	return s, err
}

// gradleFact reads a release from the projects, the one that runs first, then from the root.
func (b *gradleBuild) gradleFact(closure []*gradleProject, re *pattern.Pattern) detect.Fact[string] {
	var facts []detect.Fact[string]
	for i := len(closure) - 1; i >= 0; i-- {
		facts = append(facts, closure[i].release(re))
	}
	facts = append(facts, b.projects[0].release(re))
	if known := detect.Strongest(facts...); known.Known() {
		return known
	}
	return b.conventions(re)
}

// release reads a release from the build file.
func (p *gradleProject) release(re *pattern.Pattern) detect.Fact[string] {
	f := p.line(re)
	f.Value = strings.ReplaceAll(strings.TrimRight(f.Value, "._"), "_", ".")
	return asRelease(f)
}

// conventions looks into the scripts of buildSrc and included builds, where teams keep what all projects share.
func (b *gradleBuild) conventions(re *pattern.Pattern) detect.Fact[string] {
	for _, f := range b.scripts() {
		p := &gradleProject{file: f, lines: detect.PlainScript(b.tree.Lines(f)), tree: b.tree}
		if known := p.release(re); known.Known() {
			return known
		}
	}
	return detect.Fact[string]{}
}

// wrapper names Gradle with the version that the wrapper downloads; it is complete only with its jar.
func (b *gradleBuild) wrapper(t *detect.Tree, s *detect.Stack) {
	s.Manager = detect.NewFact("gradle", detect.Evidence{Path: b.file(t)})
	p := path.Join(b.root, "gradle/wrapper/gradle-wrapper.properties")
	for i, line := range t.Lines(p) {
		if m := gradleDist.FindStringSubmatch(line); m != nil {
			s.Java.ToolVersion = detect.NewFact(m[1], t.At(p, i+1))
			s.Manager = detect.NewFact("gradle@"+m[1], t.At(p, i+1))
		}
	}
	s.Java.Wrapper = s.Java.ToolVersion.Known() && t.Has(path.Join(b.root, "gradlew")) && t.Has(path.Join(b.root, "gradle/wrapper/gradle-wrapper.jar"))
	if s.Java.Wrapper {
		text, _ := t.Source(path.Join(b.root, "gradlew"))
		s.Java.WrapperCRLF = strings.Contains(text, "\r\n")
	}
}

// files lists what Gradle reads before any source.
func (b *gradleBuild) files(t *detect.Tree) []string {
	seen := map[string]bool{}
	for _, name := range []string{"settings.gradle.kts", "settings.gradle", "gradle.properties", "lombok.config", "gradle"} {
		if p := path.Join(b.root, name); t.Has(p) || len(t.Under(p)) > 0 {
			seen[name] = true
		}
	}
	for _, dir := range b.logic {
		seen[dir] = true
	}
	for _, p := range b.projects {
		for _, name := range []string{"build.gradle.kts", "build.gradle", "gradle.properties"} {
			if f := path.Join(p.dir, name); t.Has(f) {
				seen[within(b.root, f)] = true
			}
		}
		if p.file != "" {
			seen[within(b.root, p.file)] = true
		}
	}
	return detect.SortedKeys(seen)
}

// extra finds files that the scripts name and that are no sources.
func (b *gradleBuild) extra(t *detect.Tree, closure []*gradleProject) []string {
	seen := map[string]bool{}
	for _, q := range append([]*gradleProject{b.projects[0]}, closure...) {
		for _, line := range q.lines {
			for _, m := range gradlePath.FindAllStringSubmatch(line, -1) {
				for _, dir := range []string{q.dir, b.root} {
					p := path.Join(dir, strings.TrimPrefix(m[1], "/"))
					rest := within(b.root, p)
					if !strings.HasPrefix(rest, "gradle") && !strings.HasPrefix(rest, "..") && !gradleInclude.MatchString(line) && extraPath(t, b.root, p) {
						seen[rest] = true
					}
				}
			}
		}
	}
	return detect.SortedKeys(seen)
}

// private finds repositories that are not known to be public, and the variables that open them.
func (b *gradleBuild) private(j *detect.Java) {
	t := b.tree
	env := map[string]bool{}
	files := []string{t.First(b.root, "settings.gradle.kts", "settings.gradle")}
	for _, p := range b.projects {
		files = append(files, p.file)
	}
	for _, f := range files {
		if f == "" {
			continue
		}
		for i, line := range detect.PlainScript(t.Lines(f)) {
			if m := gradleRepository.FindStringSubmatch(line); m != nil && !publicRepositories.MatchString(m[1]) {
				j.Repositories.Value = append(j.Repositories.Value, m[1])
				j.Repositories.Because = append(j.Repositories.Because, t.At(f, i+1))
			}
			for _, m := range gradleSecret.FindAllStringSubmatch(line, -1) {
				if name := m[1] + m[2]; secret.Variable(name) || gradleLogin.MatchString(name) || gradleOpens.MatchString(line) {
					env[name] = true
				}
			}
		}
	}
	if j.Repositories.Known() {
		j.SettingsEnv = detect.SortedKeys(env)
	}
}
