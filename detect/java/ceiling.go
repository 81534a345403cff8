package java

import (
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// ceiling takes the lowest ceiling among the libraries whose version is known; version gives that version with its place.
func ceiling(s *detect.Stack, version func(library string) detect.Fact[string]) {
	for _, c := range tables().Ceilings {
		found := detect.Fact[string]{}
		switch {
		case c.Library != "":
			found = version(c.Library)
		case s.Framework.Value == c.Framework:
			found = s.Java.FrameworkVersion
		}
		if !found.Known() || versions.Major(found.Value) == 0 {
			continue
		}
		for _, row := range c.Rows {
			if versions.Before(found.Value, row.Before) {
				if old := release(s.Java.Most.Value); old == 0 || row.Java < old {
					s.Java.Most, s.Java.MostFor = detect.NewFact(strconv.Itoa(row.Java), found.Because...), c.Name+" "+found.Value
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
