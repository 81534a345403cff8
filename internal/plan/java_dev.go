package plan

import (
	"strings"

	"github.com/msgen/msgen/detect"
)

// devScript builds and restarts the program whenever a source changes: Maven has no watcher of its own. Its arguments
// are those of Maven; SOURCES, CLASSES and MAIN come from the environment.
const devScript = `#!/bin/sh
# Maven has no watcher of its own: compare time stamps once a second.
trap 'kill "$program" 2>/dev/null; exit 0' TERM INT
while :; do
  touch /tmp/built
  if mvn -B -q -ntp "$@"; then
    java -cp "$CLASSES" "$MAIN" &
    program=$!
  fi
  until [ -n "$(find $SOURCES -newer /tmp/built -print -quit)" ]; do sleep 1 & wait $!; done
  kill "$program" 2>/dev/null
  wait "$program"
done
`

// devLoop makes a stage that builds and restarts the program whenever a source changes.
func (w *javaWork) devLoop(s *Stage) {
	if w.java.Main.Value == "" {
		w.notes = append(w.notes, detect.Note{Text: "the dev target only holds the tools and the sources: the class that it would start is not known"})
		s.About = "The tools and the sources, to be worked with by hand."
		s.Cmd = []string{"sleep", "infinity"}
		return
	}
	s.About = "Compiles and restarts the program when a source changes; mount the sources over the same directories."
	var sources []string
	for _, m := range w.java.Modules {
		sources = append(sources, m.Main...)
	}
	target := w.java.Module + "/target"
	s.Env = []Var{
		{Name: "MAIN", Value: w.java.Main.Value},
		{Name: "CLASSES", Value: target + "/classes:" + target + "/dependency/*"},
		{Name: "SOURCES", Value: strings.Join(sources, " ")},
	}
	s.Steps = append(s.Steps, Step{Slot: "build", Copy: &Copy{Content: devScript, Dest: "/usr/local/bin/dev", Chmod: "755"}})
	s.Cmd = []string{"dev"}
	if w.java.Project != "" {
		s.Cmd = append(s.Cmd, "-pl", w.java.Project, "-am")
	}
	s.Cmd = append(s.Cmd, "-Dmaven.test.skip=true", "package", "dependency:copy-dependencies", "-DincludeScope=runtime")
}
