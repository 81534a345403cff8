package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// gradleFramework takes the version of the framework's plugin, which is its own.
func (p *gradleProject) gradleFramework(s *detect.Stack, root *gradleProject) {
	for _, f := range [][2]string{{"org.springframework.boot", "spring-boot"}, {"io.quarkus", "quarkus"}, {"io.ktor.plugin", "ktor"}} {
		id, name := f[0], f[1]
		at, ok := p.plugins[id]
		if !ok {
			continue
		}
		if !s.Framework.Known() {
			s.Framework = detect.NewFact(name, at)
		}
		version := p.versions[id]
		if version == "" {
			version = root.versions[id]
		}
		if version != "" && !strings.ContainsAny(version, "$") {
			s.Java.FrameworkVersion = detect.NewFact(version, at)
		}
	}
}

// gradleLayout says what the build leaves, and under which name.
func (p *gradleProject) gradleLayout(s *detect.Stack, b *gradleBuild) {
	j := s.Java
	target := path.Join(j.Module, "build")
	has := func(id string) bool { _, ok := p.plugins[id]; return ok }
	jar := p.jarName(b)
	switch {
	case has("io.quarkus"):
		if jar.Known() {
			jar.Value = path.Join(target, jar.Value)
		}
		quarkusLayout(s, target, jar, b.property, settingsBelow(p.tree, p.dir), p.plugins["io.quarkus"])
	case has("org.springframework.boot"):
		j.Layout = detect.JavaFat
		j.War = has("war")
		if versions.AtLeast(j.FrameworkVersion.Value, 2, 4) && !j.War && !p.line(gradleLayers).Known() {
			j.Layout = detect.JavaLayers
		}
		ending := ".jar"
		if j.War {
			ending = ".war"
		}
		j.Artifact = p.inLibs(j, jar, ending)
	case has("war") && !has("application"):
		s.Refusal = &detect.Note{Text: "the project builds a WAR for an application server; msgen has no template for that",
			Add: "the Spring Boot plugin, or another plugin that builds an executable JAR", Because: []detect.Evidence{p.plugins["war"]}}
	case (has("com.github.johnrengelman.shadow") || has("com.gradleup.shadow")) && !has("application"):
		j.Layout, j.Artifact = detect.JavaFat, p.inLibs(j, jar, "-all.jar")
	default:
		j.Layout, j.Artifact = detect.JavaLib, p.inLibs(j, jar, ".jar")
	}
}

// gradleInto is a directory of the project that archives go to.
var gradleInto = pattern.New(`\bdestinationDir(?:ectory)?(?:\s*=|\.set\()\s*(?:file|layout\.projectDirectory\.dir)\(\s*["'](?:\$\{?project(?:Dir|\.projectDir)\}?/)?([\w./-]+)["']`)

// inLibs is the place of an archive whose name is known.
func (p *gradleProject) inLibs(j *detect.Java, name detect.Fact[string], ending string) detect.Fact[string] {
	if !name.Known() {
		return name
	}
	dir := path.Join(j.Module, "build/libs")
	if own := p.line(gradleInto); own.Known() {
		dir = path.Join(j.Module, own.Value)
	}
	name.Value = path.Join(dir, name.Value+ending)
	return name
}

// jarName is project-version, unless the scripts compute it.
func (p *gradleProject) jarName(b *gradleBuild) detect.Fact[string] {
	root := b.projects[0]
	for _, q := range []*gradleProject{p, root} {
		for _, line := range q.lines {
			if gradleRenames.MatchString(line) {
				return detect.Fact[string]{}
			}
		}
	}
	if b.conventions(gradleRenames).Known() {
		return detect.Fact[string]{}
	}
	name := b.name
	if p.name != "" {
		name = p.name[strings.LastIndex(p.name, ":")+1:]
	} else if p.tree.First(b.root, "settings.gradle.kts", "settings.gradle") == "" {
		return detect.Fact[string]{} // the directory's name, which is another one in the build
	}
	version := p.line(gradleVersion)
	if !version.Known() {
		version = b.property("version")
	}
	if !version.Known() && p != root {
		version = root.line(gradleVersion)
		if !strings.Contains(strings.Join(root.lines, "\n"), "projects") {
			version = detect.Fact[string]{}
		}
	}
	if !version.Known() {
		return detect.NewFact(name, detect.Evidence{Path: p.file})
	}
	version.Value = name + "-" + version.Value
	return version
}

// property reads gradle.properties.
func (b *gradleBuild) property(key string) detect.Fact[string] {
	p := path.Join(b.root, "gradle.properties")
	if !b.tree.Has(p) {
		return detect.Fact[string]{}
	}
	v, at := settings(propertySettings(b.tree, p)).get(key)
	if v == "" {
		return detect.Fact[string]{}
	}
	return detect.NewFact(v, at)
}

// gradleMain finds the class that is started.
func (p *gradleProject) gradleMain(s *detect.Stack) {
	if s.Java.Layout == detect.JavaLayers || s.Framework.Value == "quarkus" {
		return
	}
	for _, re := range []*pattern.Pattern{gradleMain, gradleManifest} {
		if f := p.line(re); f.Known() {
			s.Java.Main = f
			return
		}
	}
	pickMain(p.tree, s, mains(p.tree, p.dir))
}
