package plan

import (
	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// oldestRun is the release on which programs for older ones are run: the oldest that is maintained everywhere and that
// has modules.
const oldestRun = 17

// release finds the release line for JDK and JVM: what a person wished or a file demands of the JDK, exactly; else the
// oldest long-term release that runs what is compiled; else the catalog's default.
func (w *javaWork) release() error {
	java, lines := w.java, w.in.Catalog.Versions("java")
	level := versions.Major(java.Level.Value)
	switch wish := w.in.Choices.Version; {
	case wish.Given():
		return w.pinned(lines, wish.Value, nil)
	case java.Pin.Known() && versions.Major(java.Pin.Value) >= level:
		return w.pinned(lines, java.Pin.Value, java.Pin.Because)
	case java.Pin.Known():
		w.note(append(java.Pin.Because, java.Level.Because...), "", "JDK %s is requested, but it cannot compile classes for Java %s: the image uses Java %[2]s", java.Pin.Value, java.Level.Value)
	}
	beyond := func() bool {
		most := gradleMost(java)
		return java.Tool == "gradle" && most > 0 && versions.Major(w.line) > most
	}
	if !java.Level.Known() {
		if w.line = w.in.Catalog.Default("java").Number; beyond() {
			w.line = atOrBelow(lines, gradleMost(java))
		}
		w.ceiling(lines)
		add := "<maven.compiler.release>" + w.line + "</maven.compiler.release>"
		if java.Tool == "gradle" {
			add = "java { toolchain { languageVersion = JavaLanguageVersion.of(" + w.line + ") } }"
		}
		w.note(nil, add, "no Java version is declared, so the image uses Java %s", w.line)
		return nil
	}
	if w.levelled(lines, level); beyond() {
		w.line = atOrAbove(lines, level)
	}
	if w.line == "" {
		return refuse(java.Level.Because, "--runtime-version "+lines[0].Number, "the classes are compiled for Java %s, and there is no image of that version or a later one", java.Level.Value)
	}
	return nil
}

// pinned takes the line of an exact wish; where there is no image of it, the next later one is taken and said.
func (w *javaWork) pinned(lines []catalog.Version, wish string, because []detect.Evidence) error {
	want := versions.Major(wish)
	for _, v := range lines {
		if versions.Major(v.Number) == want {
			w.line = v.Number
			w.ended("Java", v, "", because)
			return nil
		}
	}
	if w.line = atOrAbove(lines, want); w.line == "" || want == 0 {
		return refuse(because, "--runtime-version "+lines[0].Number, "there is no image of Java %s", wish)
	}
	w.note(because, "", "there is no image of Java %s, which is not a long-term release: the image uses Java %s, which runs the same classes", wish, w.line)
	return nil
}

// levelled takes the line on which classes of a level run. Older levels run on oldestRun, unless the framework is of a
// time that did not know it.
func (w *javaWork) levelled(lines []catalog.Version, level int) {
	most := w.java.Most
	switch known := versions.Major(most.Value); {
	case level >= oldestRun:
		w.line = atOrAbove(lines, level)
		w.ceiling(lines)
	case known > 0 && known < oldestRun:
		w.line = atOrAbove(lines, level)
		w.note(most.Because, "", "%s does not work on Java %d: the image uses Java %s", w.java.MostFor, oldestRun, w.line)
	default:
		w.line = atOrAbove(lines, oldestRun)
		w.note(w.java.Level.Because, ".java-version to select another version", "classes for Java %s also run on Java %s, which is maintained and has a small runtime", w.java.Level.Value, w.line)
	}
}

// ceiling takes a line that is old enough for what the project pins, and says so; it keeps the line where there is none between
// the level of the classes and the ceiling.
func (w *javaWork) ceiling(lines []catalog.Version) {
	because, most := w.java.Most.Because, versions.Major(w.java.Most.Value)
	if most == 0 || versions.Major(w.line) <= most {
		return
	}
	if old := atOrBelow(lines, most); old != "" && versions.Major(old) >= versions.Major(w.java.Level.Value) {
		w.note(because, "", "%s does not work on Java %s: the image uses Java %s", w.java.MostFor, w.line, old)
		w.line = old
		return
	}
	w.note(because, "a newer version of it", "%s is known not to work on Java %s", w.java.MostFor, w.line)
}

// atOrAbove gives the oldest line that is not below a release, "" when there is none. Lines come newest first.
func atOrAbove(lines []catalog.Version, want int) string {
	found := ""
	for _, v := range lines {
		if versions.Major(v.Number) >= want {
			found = v.Number
		}
	}
	return found
}

// atOrBelow gives the newest line that is not above a release, "" when there is none.
func atOrBelow(lines []catalog.Version, want int) string {
	for _, v := range lines {
		if versions.Major(v.Number) <= want {
			return v.Number
		}
	}
	return ""
}

// gradleMost gives the newest release on which the wrapper's Gradle runs; 0 when there is no wrapper.
func gradleMost(java *detect.Java) (most int) {
	if java.ToolVersion.Known() {
		most = tables().Gradle.of(java.ToolVersion.Value).Java
	}
	return most
}
