package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
)

// assets adds the stages of a front end inside the back end.
func (w *javaWork) assets(p *Plan) error {
	if w.stack.Assets == nil {
		return nil
	}
	in := w.in
	in.Stack = w.stack
	stages, made, err := assetStages(in, w.stack.Assets)
	p.Stages, w.made = append(p.Stages, stages...), made
	return err
}

// deps adds the stage with the libraries.
func (w *javaWork) deps(p *Plan) error {
	image, err := w.tool.from(w)
	if err != nil {
		return err
	}
	steps := w.tool.deps(w)
	p.Stages = append(p.Stages, &Stage{Name: "deps", From: image.Ref, Native: true, Workdir: "/src", Steps: steps,
		About: "The libraries, fetched anew only when the build files change. Classes fit every platform."})
	return nil
}

// build adds the stage that makes the program.
func (w *javaWork) build(p *Plan) error {
	s := &Stage{Name: "build", From: "deps", About: w.buildAbout()}
	s.Steps = append(s.Steps, w.sources(false)...)
	if a := w.stack.Assets; a != nil {
		into := a.Into.Value
		if into == "" {
			into = a.Output.Value
		}
		into = strings.TrimPrefix(into, strings.TrimPrefix(w.stack.Context+"/", "./"))
		s.Steps = append(s.Steps, Step{Slot: "copy", Why: "What the front end has built, where the build looks for it.", Because: a.Into.Because,
			Copy: &Copy{From: "assets", Sources: []string{w.made + "/"}, Dest: "./" + strings.TrimSuffix(into, "/") + "/"}})
	}
	s.Steps = append(s.Steps, w.tool.build(w))
	p.Stages = append(p.Stages, s)
	return nil
}

func (w *javaWork) buildAbout() string {
	switch w.java.Layout {
	case detect.JavaLayers:
		return "The jar, taken apart by how often its parts change. No tests: an edit there leaves it cached."
	case detect.JavaFastJar:
		return "The program as Quarkus lays it out, by how often its parts change. No tests: an edit there leaves it cached."
	case detect.JavaFat:
		return "The jar with everything in it. No tests: an edit there leaves it cached."
	}
	return "The jar and its libraries. No tests: an edit there leaves them cached."
}

// sources copies the sources of the modules, with their tests or without.
func (w *javaWork) sources(tests bool) []Step {
	var steps []Step
	for _, extra := range w.java.Extra {
		steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{extra}, Dest: "./" + extra}})
	}
	for _, m := range w.java.Modules {
		dirs := m.Main
		if tests {
			dirs = append(append([]string(nil), m.Main...), m.Tests...)
		}
		for _, dir := range dirs {
			steps = append(steps, Step{Slot: "copy", Copy: &Copy{Sources: []string{dir}, Dest: "./" + dir}})
		}
	}
	return steps
}

// collect lays what a build left in its output directory where the final stage takes it from: /layers for Spring Boot,
// /out for the rest. libs is the directory of the libraries below it.
func (w *javaWork) collect(target, libs string) []Command {
	switch w.java.Layout {
	case detect.JavaFastJar:
		return []Command{{Args: []string{"mv", path.Join(target, "quarkus-app"), "/out"}}}
	case detect.JavaLayers:
		return append(w.take(target, "/tmp/app.jar"), extractLayers(w.java.FrameworkVersion.Value)...)
	case detect.JavaFat:
		return append([]Command{{Script: "mkdir /out"}}, w.take(target, "/out/app.jar")...)
	}
	commands := []Command{{Script: "mkdir /out"}}
	switch {
	case w.ownLibraries():
		commands = []Command{{Script: "mkdir -p /out/lib /out/own"}}
	case w.java.Libraries:
		commands = []Command{{Script: "mkdir -p /out/lib"}}
	}
	for _, m := range w.java.Modules {
		if m.Dir != w.java.Module && m.Jar != "" {
			commands = append(commands, Command{Args: []string{"mv", path.Join(target, libs, m.Jar), "/out/own/"}})
		}
	}
	if w.java.Libraries {
		commands = append(commands, Command{Script: "cp -R", Args: []string{path.Join(target, libs) + "/.", "/out/lib/"}})
	}
	return append(commands, w.take(target, "/out/app.jar")...)
}

// take moves the archive to a name of its own: by its exact name where the build file tells it, else the only one that
// can be meant.
func (w *javaWork) take(target, to string) []Command {
	if a := w.java.Artifact.Value; a != "" {
		return []Command{{Args: []string{"mv", a, to}}}
	}
	return []Command{{Script: onlyJar, Args: []string{target, to}}}
}

// onlyJar moves the one runnable archive of a directory, and fails when there are several or none.
const onlyJar = `sh -ec 'jars=$(find "$1" -maxdepth 1 -name "*.[jw]ar" ! -name "*-sources.jar" ! -name "*-javadoc.jar" ! -name "*-tests.jar" ! -name "*-plain.jar" ! -name "original-*.jar"); [ "$(echo "$jars" | wc -l)" = 1 ]; mv "$jars" "$2"' take`

// extractLayers takes a Spring Boot jar apart. From 3.3 the jar's own tools do it, and the result needs no loader.
func extractLayers(version string) []Command {
	if newer(version, 3, 3) {
		return []Command{{Script: "java -Djarmode=tools -jar /tmp/app.jar extract --layers --destination /layers"}}
	}
	return []Command{{Script: "java -Djarmode=layertools -jar /tmp/app.jar extract --destination /layers"}}
}
