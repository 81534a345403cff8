package java

import (
	"maps"
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

// gradleBuild is a Gradle build: its settings, or a lone build file, and the projects in it.
type gradleBuild struct {
	root     string
	name     string // rootProject.name
	projects []*gradleProject
	called   map[string][]*gradleProject         // the same by the names that scripts use
	shared   *gradleProject                      // what the root gives to all others
	catalog  *formats.Node                       // gradle/libs.versions.toml, nil when there is none
	aliases  map[string]map[string]*formats.Node // its tables, by the names that scripts use
}

// gradleProject is one project of a build.
type gradleProject struct {
	dir, name string // name is ":app", "" for the root
	file      string
	lines     []string // without comments; line n of the file is at n-1
	plugins   map[string]detect.Evidence
	versions  map[string]string // of plugins, by id
	libs      artifacts
	needs     []string // other projects, by name
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
			if !detect.IsAside(p) && !sample(t, p) && path.Base(dir) != "buildSrc" && path.Base(dir) != "build-logic" && !inAny(roots, dir) {
				roots = append(roots, dir)
			}
		}
	}
	sort.Strings(roots)
	return roots
}

// inAny reports whether a directory is one of the roots or lies in one.
func inAny(roots []string, dir string) bool {
	for _, r := range roots {
		if r == "." || dir == r || strings.HasPrefix(dir, r+"/") {
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
	b := &gradleBuild{root: root, name: strings.Trim(path.Base(root), "."), aliases: map[string]map[string]*formats.Node{}, called: map[string][]*gradleProject{}}
	if p := path.Join(root, "gradle/libs.versions.toml"); t.Has(p) {
		doc, err := t.TOML(p)
		if err != nil {
			return nil, err
		}
		b.catalog = doc
	}
	names, dirs := []string{""}, map[string]string{"": root}
	if p := t.First(root, "settings.gradle.kts", "settings.gradle"); p != "" {
		if _, err := t.Text(p); err != nil {
			return nil, err
		}
		lines := detect.PlainScript(t.Lines(p))
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
	for i, line := range p.lines {
		b.readPlugins(p, i, line)
		b.readLibraries(p, i, line)
	}
	return p, nil
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
