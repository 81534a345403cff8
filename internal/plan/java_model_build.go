package plan

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// facts adds what is known of a Java build beside what all stacks have.
func (m *Java) facts(w *javaWork) {
	j := w.java
	for _, f := range []struct {
		name    string
		value   any
		because []detect.Evidence
	}{
		{"main", j.Main.Value, j.Main.Because},
		{"artifact", j.Artifact.Value, j.Artifact.Because},
		{"pin", j.Pin.Value, j.Pin.Because},
		{"level", j.Level.Value, j.Level.Because},
		{"frameworkVersion", j.FrameworkVersion.Value, j.FrameworkVersion.Because},
		{"wrapper", j.ToolVersion.Value, j.ToolVersion.Because},
		{"management", j.Management.Value, j.Management.Because},
		{"repositories", j.Repositories.Value, j.Repositories.Because},
		{"git", j.Git.Value, j.Git.Because},
		{"node", j.Node.Value, j.Node.Because},
	} {
		if len(f.because) == 0 {
			continue
		}
		m.Facts[f.name] = f.value
		m.Evidence[f.name] = nil
		for _, e := range f.because {
			m.Evidence[f.name] = append(m.Evidence[f.name], e.String())
		}
	}
}

// images finds the image references.
func (m *Java) images(w *javaWork) error {
	build, err := w.buildImage()
	if err != nil {
		return err
	}
	jdk, err := w.in.Catalog.Image("jdk", catalog.Full, w.line)
	if err != nil {
		return err
	}
	kind, line := "jre", w.line
	if m.Is(catalog.Distroless) {
		kind, line = "cc", ""
	}
	runtime, err := w.in.Catalog.Image(kind, w.base, line)
	if err != nil {
		return err
	}
	m.Images = JavaImages{Build: build.Ref, JDK: jdk.Ref, Runtime: runtime.Ref}
	if m.User = runtime.User; m.Wants("debug") {
		m.Images.Debug = runtime.Ref
		if m.Is(catalog.Distroless) {
			m.Images.Debug = runtime.Debug
		}
	}
	return nil
}

// assets adds the front end.
func (m *Java) assets(w *javaWork) (err error) {
	in := w.in
	in.Stack = w.stack
	if m.Assets, err = newAssets(in); err != nil || m.Assets == nil {
		return err
	}
	if into := w.stack.Assets.Into.Value; into != "" {
		m.Assets.Into = strings.TrimSuffix(w.inContext(into), "/")
	}
	return nil
}

// inContext gives a path of the repository relative to the build context.
func (w *javaWork) inContext(p string) string {
	return strings.TrimPrefix(p, strings.TrimPrefix(w.stack.Context+"/", "./"))
}

// build says what the build tool is given.
func (m *Java) build(w *javaWork) {
	m.Sources, m.TestSources = w.sourceDirs(false), w.sourceDirs(true)
	m.Secrets = w.secrets()
	switch {
	case w.java.Layout != detect.JavaLayers:
	case newer(w.java.FrameworkVersion.Value, 3, 3):
		m.JarMode = "tools"
	default:
		m.JarMode = "layertools"
	}
	f := &m.BuildFiles
	if m.BuildTool == "gradle" {
		m.Gradle = &JavaGradle{Wrapper: w.java.Wrapper}
		for _, name := range w.java.Files {
			if slices.Contains([]string{"gradle", "buildSrc", "build-logic"}, name) {
				f.Dirs = append(f.Dirs, name)
			} else {
				f.Files = append(f.Files, name)
			}
		}
	} else {
		m.Maven, f.Files = w.maven(), w.java.Files
		f.AllModules = w.java.Project != "" && len(f.Files) > 1 && strings.Contains(strings.Join(f.Files[1:], " "), "pom.xml")
	}
	f.Parents = slices.ContainsFunc(f.Files, func(name string) bool { return strings.Contains(name, "/") })
}

// maven says what Maven is told.
func (w *javaWork) maven() *JavaMaven {
	j := w.java
	generates := len(j.Generators) > 0
	m := &JavaMaven{SkipGit: j.Git.Known(), SkipNode: w.stack.Assets != nil && j.Node.Known(), Modules: len(j.Modules)}
	m.Packages = j.Project != "" || m.Modules > 1 || !generates
	m.FailNever = m.Packages && generates
	if j.Root != "." {
		m.POM = path.Join(j.Root, "pom.xml")
	}
	if !j.Guarded {
		m.Settings = j.Settings
	}
	if !j.Level.Known() && !j.Pin.Known() {
		m.Release = w.line
	}
	for _, module := range j.Modules {
		if module.Dir != j.Module && module.Jar != "" {
			m.OwnJars = append(m.OwnJars, module.Jar)
		}
	}
	return m
}

// sourceDirs are the files and directories that the modules are compiled from, with the tests or without.
func (w *javaWork) sourceDirs(tests bool) []string {
	dirs := slices.Clone(w.java.Extra)
	for _, m := range w.java.Modules {
		if dirs = append(dirs, m.Main...); tests {
			dirs = append(dirs, m.Tests...)
		}
	}
	return dirs
}

// targets adds what only some build targets need.
func (m *Java) targets(w *javaWork) {
	if m.Wants("test") {
		m.Test = w.testModel()
	}
	if m.Wants("dev") {
		m.Dev = w.devModel()
	}
}

// testModel says what is tested; nil for a program without tests.
func (w *javaWork) testModel() *JavaTest {
	t := &JavaTest{}
	for _, module := range w.java.Modules {
		if len(module.Tests) == 0 {
			continue
		}
		dir, project := module.Dir+"/", ":"+strings.ReplaceAll(module.Dir, "/", ":")
		if module.Dir == "." {
			dir, project = "", ""
		}
		t.Projects, t.Dirs = append(t.Projects, project), union(t.Dirs, []string{dir})
	}
	sort.Strings(t.Dirs)
	if len(t.Dirs) == 0 {
		return nil
	}
	return t
}

// devModel says how the sources are run.
func (w *javaWork) devModel() *JavaDev {
	j, gradle := w.java, w.java.Tool == "gradle"
	plugin := gradle || j.Project == "" // Maven's plugins run in one module, and do not build the others
	switch {
	case plugin && w.springBoot() && (gradle || j.Layout != detect.JavaLib):
		return &JavaDev{Runner: "spring-boot"}
	case plugin && w.stack.Framework.Value == "quarkus":
		return &JavaDev{Runner: "quarkus"}
	case gradle && j.Main.Known(): // a class that only the user names has no task
		return &JavaDev{Runner: "application"}
	case gradle || j.Main.Value == "":
		w.notes = append(w.notes, detect.Note{Text: "the dev target only holds the tools and the sources: the class that it would start is not known"})
		return &JavaDev{}
	}
	d := &JavaDev{Runner: "loop", Main: j.Main.Value}
	for _, m := range j.Modules {
		d.Watched = append(d.Watched, m.Main...)
	}
	return d
}
