package java

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// releaseCeiling says up to which release of Java versions of something work: those before a version, the oldest first.
type releaseCeiling struct {
	// name is for people; library is its group:artifact or its Gradle plugin; framework is set instead for that framework.
	name, library, framework string
	rows                     []ceilingRow
}

type ceilingRow struct {
	before string
	java   int
}

// ceilings lists what is known to break, at compile time or at start, on a later JDK.
func ceilings() []releaseCeiling {
	return []releaseCeiling{
		{"Lombok", "org.projectlombok:lombok", "", []ceilingRow{{"1.18.20", 15}, {"1.18.22", 16}, {"1.18.30", 20}, {"1.18.40", 24}}},
		{"Kotlin", "org.jetbrains.kotlin.jvm", "", []ceilingRow{{"1.6.0", 16}, {"1.9.20", 20}, {"2.2.20", 24}}},
		{"Kotlin", "org.jetbrains.kotlin:kotlin-maven-plugin", "", []ceilingRow{{"1.6.0", 16}, {"1.9.20", 20}, {"2.2.20", 24}}},
		{"Spring Boot", "", "spring-boot", []ceilingRow{{"2.5.0", 16}}},
		{"Quarkus", "", "quarkus", []ceilingRow{{"2.2.0", 16}}},
	}
}

// ceiling takes the lowest ceiling among the libraries whose version is known; version gives that version with its place.
func ceiling(s *detect.Stack, version func(library string) detect.Fact[string]) {
	for _, c := range ceilings() {
		found := detect.Fact[string]{}
		switch {
		case c.library != "":
			found = version(c.library)
		case s.Framework.Value == c.framework:
			found = s.Java.FrameworkVersion
		}
		if !found.Known() || versions.Major(found.Value) == 0 {
			continue
		}
		for _, row := range c.rows {
			if versions.Before(found.Value, row.before) {
				if old := release(s.Java.Most.Value); old == 0 || row.java < old {
					s.Java.Most, s.Java.MostFor = detect.NewFact(strconv.Itoa(row.java), found.Because...), c.name+" "+found.Value
				}
				break
			}
		}
	}
}

// version gives the version of a library or plugin that the module names.
func (p *pom) version(library string) detect.Fact[string] {
	group, artifact, _ := strings.Cut(library, ":")
	for _, d := range p.dependencies() {
		if d.group == group && d.artifact == artifact && d.version != "" {
			return detect.NewFact(d.version, detect.EvidenceOf(d.node))
		}
	}
	if n := p.plugin(artifact); artifact != "" && n != nil {
		if f := p.fact(n.At("version")); f.Known() {
			return f
		}
	}
	return p.fact(p.property(map[string]string{"lombok": "lombok.version", "kotlin-maven-plugin": "kotlin.version"}[artifact]))
}

// versionOf gives the version of a library or plugin that one of the projects names.
func (b *gradleBuild) versionOf(closure []*gradleProject, library string) detect.Fact[string] {
	for _, p := range append(closure[:len(closure):len(closure)], b.projects[0]) {
		if v := p.versions[library]; v != "" && !strings.Contains(v, "$") {
			return detect.NewFact(v, p.plugins[library])
		}
		group, artifact, _ := strings.Cut(library, ":")
		for i, line := range p.lines {
			for _, m := range gradleLibrary.FindAllStringSubmatch(line, -1) {
				if m[2] == group && m[3] == artifact && m[4] != "" && !strings.Contains(m[4], "$") {
					return detect.NewFact(m[4], p.tree.At(p.file, i+1))
				}
			}
		}
	}
	return detect.Fact[string]{}
}
