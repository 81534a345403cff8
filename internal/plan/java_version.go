package plan

import (
	"fmt"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// oldestRun is the release on which programs for older ones are run: the oldest that is maintained everywhere and that
// has modules.
const oldestRun = 17

// javaLine gives the release line for JDK and JVM: what a person wished or a file demands of the JDK, exactly; else the
// oldest long-term release that runs what is compiled; else the catalog's default.
func javaLine(in Input, stack detect.Stack) (string, []detect.Note, error) {
	java := stack.Java
	lines := in.Catalog.Versions("java")
	if in.Choices.Version.Given() {
		return pinnedLine(lines, in.Choices.Version.Value, nil)
	}
	if java.Pin.Known() && versions.Major(java.Pin.Value) >= versions.Major(java.Level.Value) {
		return pinnedLine(lines, java.Pin.Value, java.Pin.Because)
	}
	var notes []detect.Note
	if java.Pin.Known() {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("JDK %s is requested, but it cannot compile classes for Java %s: the image uses Java %s",
			java.Pin.Value, java.Level.Value, java.Level.Value), Because: append(java.Pin.Because, java.Level.Because...)})
	}
	if !java.Level.Known() {
		line := in.Catalog.Default("java").Number
		if most := gradleMost(java); java.Tool == "gradle" && most > 0 && versions.Major(line) > most {
			line = atOrBelow(lines, most)
		}
		line, low := belowCeiling(lines, java, line)
		return line, append(append(notes, low...), detect.Note{Text: "no Java version is declared, so the image uses Java " + line, Add: addRelease(java, line)}), nil
	}
	line, note := levelLine(lines, stack)
	if most := gradleMost(java); java.Tool == "gradle" && most > 0 && versions.Major(line) > most {
		line = atOrAbove(lines, versions.Major(java.Level.Value))
	}
	if line == "" {
		return "", nil, &Refusal{Reason: fmt.Sprintf("the classes are compiled for Java %s, and there is no image of that version or a later one", java.Level.Value),
			Nearest: "--runtime-version " + newest(lines), Because: java.Level.Because}
	}
	if note != nil {
		notes = append(notes, *note)
	}
	return line, notes, nil
}

// addRelease is the line that declares a release, for each tool.
func addRelease(java *detect.Java, line string) string {
	if java.Tool == "gradle" {
		return "java { toolchain { languageVersion = JavaLanguageVersion.of(" + line + ") } }"
	}
	return "<maven.compiler.release>" + line + "</maven.compiler.release>"
}

// pinnedLine finds the line of an exact wish; where there is no image of it, the next later one is taken and said.
func pinnedLine(lines []catalog.Version, wish string, because []detect.Evidence) (string, []detect.Note, error) {
	want := versions.Major(wish)
	for _, v := range lines {
		if versions.Major(v.Number) == want {
			return v.Number, endedNote("Java", v, "", because), nil
		}
	}
	next := atOrAbove(lines, want)
	if next == "" || want == 0 {
		return "", nil, &Refusal{Reason: fmt.Sprintf("there is no image of Java %s", wish), Nearest: "--runtime-version " + newest(lines), Because: because}
	}
	return next, []detect.Note{{Text: fmt.Sprintf("there is no image of Java %s, which is not a long-term release: the image uses Java %s, which runs the same classes", wish, next), Because: because}}, nil
}

// levelLine finds the line on which classes of a level run. Older levels run on oldestRun, unless the framework is of a
// time that did not know it.
func levelLine(lines []catalog.Version, stack detect.Stack) (string, *detect.Note) {
	java := stack.Java
	level := versions.Major(java.Level.Value)
	if level >= oldestRun {
		line, notes := belowCeiling(lines, java, atOrAbove(lines, level))
		if len(notes) > 0 {
			return line, &notes[0]
		}
		return line, nil
	}
	if most := versions.Major(java.Most.Value); most > 0 && most < oldestRun {
		line := atOrAbove(lines, level)
		return line, &detect.Note{Text: fmt.Sprintf("%s does not work on Java %d: the image uses Java %s", java.MostFor, oldestRun, line), Because: java.Most.Because}
	}
	line := atOrAbove(lines, oldestRun)
	return line, &detect.Note{Text: fmt.Sprintf("classes for Java %s also run on Java %s, which is maintained and has a small runtime", java.Level.Value, line),
		Add: ".java-version to select another version", Because: java.Level.Because}
}

// belowCeiling gives the line that is old enough for what the project pins, with a word about it; the line itself where there is
// none between the level of the classes and the ceiling.
func belowCeiling(lines []catalog.Version, java *detect.Java, line string) (string, []detect.Note) {
	most := versions.Major(java.Most.Value)
	if most == 0 || versions.Major(line) <= most {
		return line, nil
	}
	if old := atOrBelow(lines, most); old != "" && versions.Major(old) >= versions.Major(java.Level.Value) {
		return old, []detect.Note{{Text: fmt.Sprintf("%s does not work on Java %s: the image uses Java %s", java.MostFor, line, old), Because: java.Most.Because}}
	}
	return line, []detect.Note{{Text: fmt.Sprintf("%s is known not to work on Java %s", java.MostFor, line), Add: "a newer version of it", Because: java.Most.Because}}
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

// newest gives the newest line.
func newest(lines []catalog.Version) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0].Number
}

// gradleMost gives the newest release on which the wrapper's Gradle runs; 0 when there is no wrapper.
func gradleMost(java *detect.Java) (most int) {
	if java.ToolVersion.Known() {
		most, _ = tables().Gradle.of(java.ToolVersion.Value)
	}
	return most
}
