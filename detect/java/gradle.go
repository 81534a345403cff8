package java

import (
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// gradleBuild is a Gradle build: its settings, or a lone build file, and the projects in it.
type gradleBuild struct {
	tree     *detect.Tree
	root     string
	name     string // rootProject.name
	projects []*gradleProject
	called   map[string][]*gradleProject // the same by the names that scripts use
	shared   *gradleProject              // what the root gives to all others
	catalogs map[string]*gradleCatalog   // version catalogs by name, "libs"
	logic    []string                    // directories of builds that this one includes, buildSrc among them
}

// gradleProject is one project of a build.
type gradleProject struct {
	dir, name string // name is ":app", "" for the root
	file      string
	lines     []string // without comments; line n of the file is at n-1
	plugins   map[string]detect.Evidence
	versions  map[string]string // of plugins, by id
	libs      artifacts
	needs     []string         // other projects, by name
	tests     bool             // the libraries of the last call are those of tests
	applied   []*gradleProject // the scripts of buildSrc and the like that it applies as plugins
	tree      *detect.Tree
}

// readGradle finds the services that Gradle builds. A directory that Maven builds as well is left to Maven.
func readGradle(t *detect.Tree, mavens []detect.Stack) ([]detect.Stack, error) {
	var stacks []detect.Stack
	for _, root := range gradleRoots(t) {
		if also := sameRoot(mavens, root); also != nil {
			also.Notes = append(also.Notes, detect.Note{Text: "this directory has both a Maven and a Gradle build; the image uses Maven", Because: []detect.Evidence{{Path: t.First(root, gradleFiles()...)}}})
			continue
		}
		b, err := newGradleBuild(t, root)
		if err != nil {
			return nil, err
		}
		found, err := b.stacks(t)
		if err != nil {
			return nil, err
		}
		stacks = append(stacks, found...)
	}
	return stacks, nil
}

// gradleFiles are the names of a build's outermost files, strongest first.
func gradleFiles() []string {
	return []string{"settings.gradle.kts", "settings.gradle", "build.gradle.kts", "build.gradle"}
}

// sameRoot finds the Maven stack whose build lies in that directory.
func sameRoot(mavens []detect.Stack, root string) *detect.Stack {
	for i := range mavens {
		if mavens[i].Context == root {
			return &mavens[i]
		}
	}
	return nil
}

// gradleRoots gives the directories where a build begins: those of settings files, then build files below none of them.
func gradleRoots(t *detect.Tree) []string {
	var roots []string
	for _, name := range gradleFiles() {
		for _, p := range t.Named(name) {
			dir := path.Dir(p)
			if !detect.IsAside(p) && !sample(t, p) && path.Base(dir) != "buildSrc" && path.Base(dir) != "build-logic" && !makesPlugins(t, dir) && !slices.ContainsFunc(roots, func(r string) bool { return detect.Inside(dir, r) }) {
				roots = append(roots, dir)
			}
		}
	}
	sort.Strings(roots)
	return roots
}

// gradleMakes is a plugin by which a build makes plugins for others.
var gradleMakes = pattern.New("`kotlin-dsl`|[\"'](?:kotlin-dsl|groovy-gradle-plugin|java-gradle-plugin)[\"']|`java-gradle-plugin`|`groovy-gradle-plugin`")

// makesPlugins reports a build that makes plugins and no program.
func makesPlugins(t *detect.Tree, dir string) bool {
	for _, line := range t.Lines(t.First(dir, "build.gradle.kts", "build.gradle")) {
		if gradleMakes.MatchString(line) {
			return true
		}
	}
	return false
}

var (
	gradleInclude    = pattern.New(`\binclude\b`)
	gradleQuoted     = pattern.New(`["']([^"'\n]+)["']`)
	gradleRootName   = pattern.New(`rootProject\.name\s*(?:=|\.set\()\s*["']([^"']+)["']`)
	gradleProjectDir = pattern.New(`project\(\s*["'](:[^"']+)["']\s*\)\.projectDir\s*=\s*(?:new\s+File\([^,]*,\s*|file\(\s*)["']([^"']+)["']`)
)

// newGradleBuild reads the settings and every build file.
func newGradleBuild(t *detect.Tree, root string) (*gradleBuild, error) {
	b := &gradleBuild{tree: t, root: root, name: strings.Trim(path.Base(root), "."), catalogs: map[string]*gradleCatalog{}, called: map[string][]*gradleProject{}}
	names, dirs := []string{""}, map[string]string{"": root}
	var lines []string
	if p := t.First(root, "settings.gradle.kts", "settings.gradle"); p != "" {
		if _, err := t.Text(p); err != nil {
			return nil, err
		}
		lines = detect.PlainScript(t.Lines(p))
		for _, line := range lines {
			if m := gradleRootName.FindStringSubmatch(line); m != nil {
				b.name = m[1]
			}
		}
		names = append(names, includes(lines)...)
		for _, n := range names[1:] {
			dirs[n] = path.Join(root, strings.ReplaceAll(strings.TrimPrefix(n, ":"), ":", "/"))
		}
		for _, line := range lines {
			if m := gradleProjectDir.FindStringSubmatch(line); m != nil {
				dirs[m[1]] = path.Join(root, strings.TrimPrefix(strings.TrimPrefix(m[2], "$rootDir/"), "./"))
			}
		}
	}
	b.logic = gradleLogic(t, root, lines)
	if err := b.readCatalogs(t, lines); err != nil {
		return nil, err
	}
	for _, n := range names {
		p, err := b.project(t, n, dirs[n])
		if err != nil {
			return nil, err
		}
		b.projects = append(b.projects, p)
		b.called[p.name] = append(b.called[p.name], p)
		if name := camel(p.name); name != p.name {
			b.called[name] = append(b.called[name], p)
		}
	}
	b.inherit()
	return b, nil
}

// includes gives the projects that settings include, as ":name"; a call may go on over several lines.
func includes(lines []string) []string {
	var out []string
	seen := map[string]bool{}
	open := false
	for _, line := range lines {
		if strings.Contains(line, "includeBuild") {
			continue
		}
		if gradleInclude.MatchString(line) {
			open = true
		}
		if !open {
			continue
		}
		for _, m := range gradleQuoted.FindAllStringSubmatch(line, -1) {
			name := ":" + strings.Trim(strings.ReplaceAll(m[1], "/", ":"), ":")
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
		trimmed := strings.TrimSpace(line)
		open = strings.HasSuffix(trimmed, ",") || strings.HasSuffix(trimmed, "(")
	}
	return out
}

// project reads one build file. One that is not there is a project without plugins of its own.
func (b *gradleBuild) project(t *detect.Tree, name, dir string) (*gradleProject, error) {
	p := &gradleProject{dir: dir, name: name, plugins: map[string]detect.Evidence{}, versions: map[string]string{}, libs: artifacts{}, tree: t}
	p.file = t.First(dir, "build.gradle.kts", "build.gradle", path.Base(dir)+".gradle.kts", path.Base(dir)+".gradle")
	if p.file == "" {
		return p, nil
	}
	if _, err := t.Text(p.file); err != nil {
		return nil, err
	}
	p.lines = detect.PlainScript(t.Lines(p.file))
	b.readScript(p)
	b.apply(p)
	return p, nil
}

// readScript takes the plugins and libraries of a script.
func (b *gradleBuild) readScript(p *gradleProject) {
	for i, line := range p.lines {
		b.readPlugins(p, i, line)
		b.readLibraries(p, i, line)
	}
}

// apply adds what the plugins of a project do that are scripts of this build themselves, and those that these apply.
func (b *gradleBuild) apply(p *gradleProject) {
	done := map[string]bool{}
	for queue := slices.Sorted(maps.Keys(p.plugins)); len(queue) > 0; queue = queue[1:] {
		for _, f := range b.scripts() {
			name := strings.TrimSuffix(strings.TrimSuffix(path.Base(f), ".kts"), ".gradle")
			if done[f] || name != queue[0] {
				continue
			}
			done[f] = true
			q := &gradleProject{file: f, lines: detect.PlainScript(b.tree.Lines(f)), plugins: map[string]detect.Evidence{}, versions: p.versions, libs: p.libs, tree: b.tree}
			b.readScript(q)
			p.applied = append(p.applied, q)
			for id, at := range q.plugins {
				if _, known := p.plugins[id]; !known {
					p.plugins[id] = at
					queue = append(queue, id)
				}
			}
		}
	}
}

// scripts are those of buildSrc and the like, where teams keep what their projects share.
func (b *gradleBuild) scripts() []string {
	var out []string
	for _, dir := range append(b.logic[:len(b.logic):len(b.logic)], "gradle") {
		out = append(out, b.tree.Under(path.Join(b.root, dir), ".gradle.kts", ".gradle", ".kt")...)
	}
	return out
}

var gradleIncluded = pattern.New(`\bincludeBuild\s*\(?\s*["'](?:\./)?([\w./-]+)["']`)

// gradleLogic gives the directories of the builds that settings include, relative to the build, and buildSrc.
func gradleLogic(t *detect.Tree, root string, settings []string) []string {
	dirs := map[string]bool{}
	for _, dir := range []string{"buildSrc", "build-logic"} {
		dirs[dir] = len(t.Under(path.Join(root, dir))) > 0
	}
	for _, line := range settings {
		if m := gradleIncluded.FindStringSubmatch(line); m != nil && !strings.HasPrefix(m[1], "..") {
			dirs[path.Clean(m[1])] = len(t.Under(path.Join(root, m[1]))) > 0
		}
	}
	maps.DeleteFunc(dirs, func(_ string, there bool) bool { return !there })
	return detect.SortedKeys(dirs)
}

// inherit gives every project what the root applies in allprojects or subprojects. Libraries and needed projects stay in
// shared, which the root script may have thousands of.
func (b *gradleBuild) inherit() {
	root := b.projects[0]
	b.shared = &gradleProject{file: root.file, plugins: map[string]detect.Evidence{}, versions: map[string]string{}, libs: artifacts{}, tree: root.tree}
	inside := false
	depth := 0
	for i, line := range root.lines {
		if depth == 0 && (strings.Contains(line, "subprojects") || strings.Contains(line, "allprojects")) {
			inside = true
		}
		if inside {
			b.readPlugins(b.shared, i, line)
			b.readLibraries(b.shared, i, line)
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
		if depth <= 0 {
			inside, depth = false, 0
		}
	}
	for _, p := range b.projects[1:] {
		maps.Copy(p.plugins, b.shared.plugins)
		maps.Copy(p.versions, b.shared.versions)
	}
}
