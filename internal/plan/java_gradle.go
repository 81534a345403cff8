package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// gradle builds with the project's own wrapper, whose version fits its scripts; without one, with the image's Gradle.
type gradle struct{}

// gradleHome is where Gradle keeps what it has fetched.
const gradleHome = "/root/.gradle"

// gradleInit gives every Java project two tasks: one that fetches what compiling and running want, before any source, and
// one that lays the libraries of the program apart, those of other people and those of this build.
const gradleInit = `import org.gradle.api.artifacts.component.ProjectComponentIdentifier

allprojects {
    plugins.withType(JavaPlugin) {
        tasks.register("fetchLibraries", Sync) {
            duplicatesStrategy = DuplicatesStrategy.INCLUDE
            from configurations.compileClasspath, configurations.annotationProcessor, configurations.runtimeClasspath
            into "$projectDir/build/image/fetched"
        }
        tasks.register("imageLibraries", Sync) {
            duplicatesStrategy = DuplicatesStrategy.INCLUDE
            into "$projectDir/build/image/libraries"
            into("lib") {
                from configurations.runtimeClasspath.incoming.artifactView {
                    componentFilter { id -> !(id instanceof ProjectComponentIdentifier) }
                }.files
            }
            into("own") {
                from configurations.runtimeClasspath.incoming.artifactView {
                    componentFilter { id -> id instanceof ProjectComponentIdentifier }
                }.files
            }
        }
    }
}
`

// gradleRuns says on which release of Java a version of Gradle runs at most, newest first.
func gradleRuns() []struct{ major, minor, java int } {
	return []struct{ major, minor, java int }{
		{9, 1, 25}, {8, 14, 24}, {8, 10, 23}, {8, 8, 22}, {8, 5, 21}, {8, 3, 20}, {7, 6, 19}, {7, 5, 18}, {7, 3, 17},
		{7, 0, 16}, {6, 7, 15}, {6, 3, 14}, {6, 0, 13}, {5, 4, 12}, {5, 0, 11}, {4, 7, 10}, {4, 3, 9}, {0, 0, 8},
	}
}

// gradleMost gives the newest release on which the wrapper's Gradle runs; 0 when there is no wrapper.
func gradleMost(java *detect.Java) int {
	if !java.ToolVersion.Known() {
		return 0
	}
	for _, row := range gradleRuns() {
		if newer(java.ToolVersion.Value, row.major, row.minor) {
			return row.java
		}
	}
	return 8
}

// from gives the JDK alone where the wrapper brings Gradle, else an image with a Gradle that runs on this JDK.
func (gradle) from(w *javaWork) (catalog.Image, error) {
	if w.java.Wrapper {
		return w.in.Catalog.Image("jdk", catalog.Full, w.line)
	}
	kind := "gradle9"
	if v := w.java.ToolVersion; v.Known() && !newer(v.Value, 9, 0) || number(w.line) < 17 {
		kind = "gradle8"
	}
	return w.in.Catalog.Image(kind, catalog.Full, w.line)
}

// command is Gradle without a daemon, which would outlive the step.
func (gradle) command(w *javaWork, args ...string) Command {
	program := "gradle"
	if w.java.Wrapper {
		program = "./gradlew"
	}
	return Command{Args: append([]string{program, "--no-daemon", "--console=plain"}, args...)}
}

// task names a task of the project that runs.
func (gradle) task(w *javaWork, name string) string { return w.java.Project + ":" + name }

// script copies the build's own tasks.
func (gradle) script() Step {
	return Step{Slot: "deps", Copy: &Copy{Content: gradleInit, Dest: "/opt/image.gradle"},
		Why: "Gradle has no task that fetches libraries before there are sources, and none that lays them apart."}
}

// deps copies the scripts and fetches.
func (g gradle) deps(w *javaWork) []Step {
	var dirs, files []string
	for _, f := range w.java.Files {
		switch {
		case f == "gradle" || f == "buildSrc" || f == "build-logic":
			dirs = append(dirs, f)
		default:
			files = append(files, f)
		}
	}
	var steps []Step
	if w.java.Wrapper {
		steps = append(steps, Step{Slot: "deps", Copy: &Copy{Sources: []string{"gradlew"}, Dest: "./", Chmod: "755"}})
	}
	for _, d := range dirs {
		steps = append(steps, Step{Slot: "deps", Copy: &Copy{Sources: []string{d}, Dest: "./" + d}})
	}
	steps = append(steps, copyTree("deps", files)...)
	if w.java.Wrapper {
		steps[0].Why = "The wrapper fetches the Gradle that it names; it comes first and stays."
	}
	fetch := g.command(w, "-I", "/opt/image.gradle", g.task(w, "fetchLibraries"))
	fetch.Env = []Var{{Name: "GRADLE_USER_HOME", Value: "/var/cache/gradle"}}
	return append(steps, g.script(), Step{Slot: "deps",
		Why: "The libraries are in the layer, since a cache mount alone is empty on a fresh CI machine. The mount spares the network when a script changes.",
		Run: &Run{Mounts: append([]Mount{{Type: "cache", ID: slug(w.stack.Name) + "-gradle-downloads", Target: "/var/cache/gradle", Sharing: "locked"}}, w.secretMounts()...),
			Commands: []Command{fetch, {Script: "cp -R /var/cache/gradle /root/.gradle"}}}})
}

// mount is a cache for Gradle's home that starts as what the deps stage has fetched.
func (gradle) mount(w *javaWork, use string) Mount {
	return Mount{Type: "cache", ID: slug(w.stack.Name) + "-gradle-" + use, Target: gradleHome, From: "deps", Source: gradleHome, Sharing: "locked"}
}

// archive is the task that makes what runs.
func (g gradle) archive(w *javaWork) string {
	switch {
	case w.java.Layout == detect.JavaFastJar:
		return "quarkusBuild"
	case w.java.Layout == detect.JavaLib:
		return "jar"
	case w.springBoot() && strings.HasSuffix(w.java.Artifact.Value, ".war"):
		return "bootWar"
	case w.springBoot():
		return "bootJar"
	}
	return "shadowJar"
}

// build makes the archive and lays what the image needs into /out or /layers.
func (g gradle) build(w *javaWork) Step {
	target := path.Join(w.java.Module, "build")
	args := []string{g.task(w, g.archive(w))}
	if w.java.Layout == detect.JavaLib && w.java.Libraries {
		args = append([]string{"-I", "/opt/image.gradle"}, append(args, g.task(w, "imageLibraries"))...)
	}
	commands := []Command{g.command(w, args...)}
	switch {
	case w.java.Layout == detect.JavaFastJar:
		commands = append(commands, w.collect(target, "")...)
	case w.java.Layout == detect.JavaLib && w.java.Libraries:
		commands = append(commands, Command{Script: "mkdir -p /out/lib /out/own"},
			Command{Script: "cp -R", Args: []string{path.Join(target, "image/libraries") + "/.", "/out/"}})
		commands = append(commands, w.take(path.Join(target, "libs"), "/out/app.jar")...)
	default:
		commands = append(commands, w.collect(path.Join(target, "libs"), "")...)
	}
	return Step{Slot: "build", Run: &Run{Mounts: append([]Mount{g.mount(w, "build")}, w.secretMounts()...), Commands: commands}}
}

// test runs the tests of the project and of those that it needs.
func (g gradle) test(w *javaWork) (Step, map[string]string) {
	reports := map[string]string{}
	var tasks []string
	for _, m := range w.java.Modules {
		if len(m.Tests) > 0 {
			reports[m.Dir] = path.Join("/src", m.Dir, "build/test-results/test")
			name := ":" + strings.ReplaceAll(m.Dir, "/", ":") + ":test"
			if m.Dir == "." {
				name = ":test"
			}
			tasks = append(tasks, name)
		}
	}
	if len(tasks) == 0 {
		tasks = []string{g.task(w, "classes")}
	}
	return Step{Slot: "build", Run: &Run{Mounts: append([]Mount{g.mount(w, "test")}, w.secretMounts()...), Commands: []Command{g.command(w, tasks...)}}}, reports
}

// dev runs the program by the plugin's own task, again whenever a source changes.
func (g gradle) dev(w *javaWork) []string {
	switch {
	case w.stack.Framework.Value == "quarkus":
		return g.command(w, g.task(w, "quarkusDev")).Args
	case w.springBoot():
		return g.command(w, "--continuous", g.task(w, "bootRun")).Args
	case w.java.Main.Known():
		return g.command(w, "--continuous", g.task(w, "run")).Args
	}
	return nil
}
