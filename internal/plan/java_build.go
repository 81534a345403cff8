package plan

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// build says what the build tool is given.
func (m *Java) build(w *javaWork) {
	m.Sources, m.TestSources = w.sourceDirs(false), w.sourceDirs(true)
	m.Secrets = w.secrets()
	if w.java.Layout == detect.JavaLayers {
		m.JarMode = tables().SpringBoot.of(w.java.FrameworkVersion.Value).JarMode
	}
	f := &m.BuildFiles
	if m.BuildTool == "gradle" {
		m.Gradle = &JavaGradle{Wrapper: w.java.Wrapper, CRLF: w.java.WrapperCRLF, Repackages: w.springBoot() && strings.HasPrefix(w.java.FrameworkVersion.Value, "1."), SkipNode: w.st.Assets != nil && w.java.Node.Known()}
		for _, name := range w.java.Files {
			if path.Ext(name) == "" {
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
	m := &JavaMaven{SkipNode: w.st.Assets != nil && j.Node.Known(), Modules: len(j.Modules)}
	m.Packages = j.Project != "" || m.Modules > 1 || !generates
	m.FailNever = m.Packages && generates
	if !m.Packages {
		m.Excluded = strings.Join(j.Reports, ",")
	}
	if j.Root != "." {
		m.POM = path.Join(j.Root, "pom.xml")
	}
	if v := j.Toolchain.Value; v != "" {
		if strings.ContainsAny(v, "[(,") { // a range, which the line is in
			v = w.line
		}
		m.Toolchain = &JavaToolchain{Version: v, Vendor: j.Vendor}
	}
	if !j.Guarded {
		m.Settings = j.Settings
	}
	if !j.Level.Known() && !j.Pin.Known() {
		m.Release = w.line
	}
	m.OwnJars = w.ownJars()
	return m
}

// ownJars are the jars that the program gets from other modules of the build.
func (w *javaWork) ownJars() (jars []string) {
	for _, module := range w.java.Modules {
		if module.Dir != w.java.Module && module.Jar != "" {
			jars = append(jars, module.Jar)
		}
	}
	return jars
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

// secrets are what the build wants by --secret.
func (w *javaWork) secrets() []Secret {
	settings := "~/.m2/settings.xml"
	if w.java.Tool == "gradle" {
		settings = "~/.gradle/gradle.properties"
	}
	out := append(fileSecrets(w.java.Private), w.in.Network.Maven.secret(settings, "")...)
	if w.java.Settings != "" && w.java.Guarded {
		return append(out, Secret{ID: "maven-settings", File: w.java.Settings, Why: "it contains the passwords of the artifact repositories"})
	}
	for _, name := range w.java.SettingsEnv {
		out = append(out, Secret{ID: name, Env: name, Why: "read by " + cmp.Or(w.java.Settings, "the Gradle scripts")})
	}
	if len(out) == 0 && w.in.Network.Maven == nil && w.java.Repositories.Known() && w.java.Tool == "maven" {
		out = append(out, Secret{ID: "maven-settings", File: "~/.m2/settings.xml", Why: "the credentials for " + w.java.Repositories.Value[0]})
	}
	return out
}

// testModel says what is tested; nil for a program without tests.
func (w *javaWork) testModel() *JavaTest {
	if !w.in.Choices.Wants("test") {
		return nil
	}
	t := &JavaTest{}
	for _, module := range w.java.Modules {
		dir, project := module.Dir+"/", ":"+strings.ReplaceAll(module.Dir, "/", ":")
		if module.Dir == "." {
			dir, project = "", ""
		}
		if len(module.Tests) > 0 {
			t.Projects, t.Dirs = append(t.Projects, project), union(t.Dirs, dir)
		}
	}
	if slices.Sort(t.Dirs); len(t.Dirs) == 0 {
		return nil
	}
	return t
}

// devModel says how the sources are run.
func (w *javaWork) devModel() *JavaDev {
	if !w.in.Choices.Wants("dev") {
		return nil
	}
	j, gradle := w.java, w.java.Tool == "gradle"
	plugin := gradle || j.Project == "" // Maven's plugins run in one module, and do not build the others
	switch {
	case plugin && w.springBoot() && (gradle || j.Layout != detect.JavaLib):
		return &JavaDev{Runner: "spring-boot"}
	case plugin && w.st.Framework.Value == "quarkus":
		return &JavaDev{Runner: "quarkus"}
	case gradle && j.Main.Known(): // a class that only the user names has no task
		return &JavaDev{Runner: "application"}
	case gradle || j.Main.Value == "":
		w.note(nil, "", "the dev target contains only the tools and the sources, because the main class is unknown")
		return &JavaDev{}
	}
	d := &JavaDev{Runner: "loop", Main: j.Main.Value}
	for _, m := range j.Modules {
		d.Watched = append(d.Watched, m.Main...)
	}
	return d
}

// ignore says what the build context holds.
func (m *Java) ignore(w *javaWork) {
	var in []string
	if m.Gradle != nil && m.Gradle.Wrapper {
		in = []string{"gradlew"}
	}
	sources := m.Sources
	if m.Wants("test") || m.Wants("dev") {
		sources = m.TestSources
	}
	in = slices.Concat(in, w.java.Files, w.java.Data.Value, sources)
	m.SecretFiles = secretLines(w.st, append(copied(m.Assets), in...))
	a := w.st.Assets
	if m.Ignore.All = a != nil && a.Dir == w.st.Context; m.Ignore.All {
		return
	}
	if a != nil {
		in = append([]string{w.inContext(a.Dir)}, in...)
	}
	m.Ignore.Made = a != nil || slices.ContainsFunc(slices.Concat(w.java.Extra, m.BuildFiles.Dirs), func(p string) bool { return p != "gradle" && path.Ext(p) == "" })
	m.Ignore.Included = union(nil, each(in, path.Clean)...)
}
