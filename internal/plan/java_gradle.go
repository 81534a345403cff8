package plan

import (
	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

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

// buildImage gives the image that builds: Maven's, the JDK alone where a wrapper brings Gradle, else a Gradle that runs on this JDK.
func (w *javaWork) buildImage() (catalog.Image, error) {
	kind := "gradle9"
	v := w.java.ToolVersion
	switch {
	case w.java.Tool != "gradle":
		kind = "maven"
	case w.java.Wrapper:
		kind = "jdk"
	case v.Known() && !newer(v.Value, 9, 0), number(w.line) < 17:
		kind = "gradle8"
	}
	return w.in.Catalog.Image(kind, catalog.Full, w.line)
}
