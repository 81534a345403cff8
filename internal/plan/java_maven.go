package plan

import (
	"path"
	"sort"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// maven builds with the Maven of the image; the wrapper would fetch the same program once more.
type maven struct{}

func (maven) from(w *javaWork) (catalog.Image, error) {
	return w.in.Catalog.Image("maven", catalog.Full, w.line)
}

// command is mvn with what every call needs.
func (maven) command(w *javaWork, args ...string) Command {
	all := []string{"mvn", "-B", "-ntp"}
	if w.java.Root != "." {
		all = append(all, "-f", path.Join(w.java.Root, "pom.xml"))
	}
	if w.java.Settings != "" && !w.java.Guarded {
		all = append(all, "-s", w.java.Settings)
	}
	if w.java.Project != "" {
		all = append(all, "-pl", w.java.Project, "-am")
	}
	if w.java.Git.Known() {
		all = append(all, "-Dmaven.gitcommitid.skip=true")
	}
	if w.stack.Assets != nil && w.java.Node.Known() { // a stage of its own builds the front end
		all = append(all, "-Dskip.installnodenpm", "-Dskip.installyarn", "-Dskip.npm", "-Dskip.yarn")
	}
	if !w.java.Level.Known() && !w.java.Pin.Known() {
		all = append(all, "-Dmaven.compiler.release="+w.line)
	}
	return Command{Args: append(all, args...)}
}

// mount is a cache for Maven's repository that starts as what the deps stage has fetched.
func (maven) mount(w *javaWork, use string) Mount {
	return Mount{Type: "cache", ID: slug(w.stack.Name) + "-m2-" + use, Target: "/root/.m2/repository", From: "deps", Source: "/root/.m2/repository", Sharing: "locked"}
}

// deps fetches the libraries and plugins: the build itself runs, still without sources, for it asks for exactly what the
// real one will. Plugins that do more than compile and pack might fail without sources; then Maven lists what to fetch,
// or, as it cannot do that for modules of the same build, goes on after their failure.
func (m maven) deps(w *javaWork) []Step {
	steps := copyTree("deps", w.java.Files)
	if len(steps) > 0 && len(w.java.Files) > 1 && strings.Contains(strings.Join(w.java.Files[1:], " "), "pom.xml") && w.java.Project != "" {
		steps[0].Why = "The reactor names all modules, so Maven wants every POM, though not every source."
	}
	local := "-Dmaven.repo.local=/var/cache/m2"
	fetch := m.command(w, local, "dependency:go-offline")
	clean := ""
	if w.java.Project != "" || len(w.java.Modules) > 1 || len(w.java.Generators) == 0 {
		args := []string{local, "package", "-Dmaven.test.skip=true"}
		if len(w.java.Generators) > 0 {
			args = append([]string{"--fail-never"}, args...)
		}
		if w.springBoot() {
			args = append(args, "-Dspring-boot.repackage.skip=true")
		}
		if w.java.Layout == detect.JavaLib && w.java.Libraries {
			args = append(args, "dependency:copy-dependencies", "-DincludeScope=runtime")
		}
		fetch, clean = m.command(w, args...), "find . -type d -name target -prune -exec rm -rf {} +"
	}
	commands := []Command{fetch}
	if clean != "" {
		commands = append(commands, Command{Script: clean})
	}
	commands = append(commands, Command{Script: "mkdir -p /root/.m2"}, Command{Script: "cp -R /var/cache/m2 /root/.m2/repository"})
	mounts := append([]Mount{{Type: "cache", ID: slug(w.stack.Name) + "-m2-downloads", Target: "/var/cache/m2", Sharing: "locked"}}, w.secretMounts()...)
	return append(steps, Step{Slot: "deps", Run: &Run{Mounts: mounts, Commands: commands},
		Why: "The repository is in the layer, since a cache mount alone is empty on a fresh CI machine. The mount spares the network when a POM changes."})
}

// build packages the module and lays what the image needs into /out or /layers.
func (m maven) build(w *javaWork) Step {
	args := []string{"package"}
	if w.java.Layout == detect.JavaLib && w.java.Libraries {
		args = append(args, "dependency:copy-dependencies", "-DincludeScope=runtime")
	}
	commands := []Command{m.command(w, append(args, "-Dmaven.test.skip=true")...)}
	commands = append(commands, w.collect(path.Join(w.java.Module, "target"), "dependency")...)
	mounts := append([]Mount{m.mount(w, "build")}, w.secretMounts()...)
	return Step{Slot: "build", Run: &Run{Mounts: mounts, Commands: commands}}
}

// test runs the tests of the module and of those that it needs.
func (m maven) test(w *javaWork) (Step, map[string]string) {
	reports := map[string]string{}
	for _, module := range w.java.Modules {
		if len(module.Tests) > 0 {
			reports[module.Dir] = path.Join("/src", module.Dir, "target/surefire-reports")
		}
	}
	goal := "test"
	if len(w.java.Modules) > 1 {
		goal = "package"
	}
	mounts := append([]Mount{m.mount(w, "test")}, w.secretMounts()...)
	return Step{Slot: "build", Run: &Run{Mounts: mounts, Commands: []Command{m.command(w, goal)}}}, reports
}

func (m maven) dev(w *javaWork) []string {
	switch {
	case w.java.Project != "":
	case w.springBoot() && w.java.Layout != detect.JavaLib:
		return m.command(w, "spring-boot:run").Args
	case w.stack.Framework.Value == "quarkus":
		return m.command(w, "quarkus:dev", "-Dquarkus.http.host=0.0.0.0").Args
	}
	return nil
}

// copyTree copies files of the context to the same places: those of one directory together.
func copyTree(slot string, files []string) []Step {
	if len(files) == 0 {
		return nil
	}
	parents := false
	for _, f := range files {
		parents = parents || strings.Contains(f, "/")
	}
	return []Step{{Slot: slot, Copy: &Copy{Sources: files, Dest: "./", Parents: parents}}}
}

// sortedDirs gives the keys of a table of reports, sorted.
func sortedDirs(reports map[string]string) []string {
	var out []string
	for dir := range reports {
		out = append(out, dir)
	}
	sort.Strings(out)
	return out
}
