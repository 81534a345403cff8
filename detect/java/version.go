package java

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// releaseForms finds the release in the many ways to write it: 1.8, 17, 17.0.9-tem, temurin-21.0.1+12, zulu-8.86, VERSION_17.
var releaseForms = pattern.New(`(?:^|[-_= [(])(?:1\.([5-8])|(\d{1,2}))(?:[^\d]|$)`)

// release gives the number of a Java release, 0 when the text names none.
func release(text string) int {
	m := releaseForms.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1] + m[2])
	if n < 5 || n > 99 {
		return 0
	}
	return n
}

// asRelease turns a fact's text into the number of a release: "1.8" is "8"; unknown when it names none.
func asRelease(f detect.Fact[string]) detect.Fact[string] {
	n := release(f.Value)
	if !f.Known() || n == 0 {
		return detect.Fact[string]{}
	}
	f.Value = strconv.Itoa(n)
	return f
}

// pins reads the files that choose a JDK for the people who work here, in the module's directory and those above it.
func pins(t *detect.Tree, dir string) (detect.Fact[string], error) {
	var facts []detect.Fact[string]
	for ; ; dir = path.Dir(dir) {
		facts = append(facts, asRelease(t.Word(path.Join(dir, ".java-version"))))
		for _, f := range []struct{ file, key string }{{".sdkmanrc", "java"}, {"system.properties", "java.runtime.version"}} {
			if p := path.Join(dir, f.file); t.Has(p) {
				doc, err := t.Properties(p)
				if err != nil {
					return detect.Fact[string]{}, err
				}
				facts = append(facts, asRelease(detect.FactOf(doc.At(f.key))))
			}
		}
		for _, f := range t.Pinned(dir, nil, "java") {
			facts = append(facts, asRelease(f))
		}
		if dir == "." {
			return detect.Strongest(facts...), nil
		}
	}
}

// level gives the release that a Maven module compiles for.
func level(p *pom) detect.Fact[string] {
	var facts []detect.Fact[string]
	for _, row := range tables().Levels {
		n := p.property(row.Key)
		if row.Plugin != "" {
			n = p.config(row.Plugin, row.Key)
		}
		facts = append(facts, asRelease(p.fact(n)))
	}
	if level := detect.Strongest(facts...); level.Known() {
		return level
	}
	return parentLevel(p)
}

var plainWord = pattern.New(`^[\w.-]*$`)

// toolchain gives the JDK that plugins look for in ~/.m2/toolchains.xml, with its vendor.
func toolchain(p *pom) (version detect.Fact[string], vendor string) {
	for _, q := range []struct {
		artifact string
		names    []string
	}{{"maven-toolchains-plugin", []string{"toolchains", "jdk"}}, {"maven-compiler-plugin", []string{"jdkToolchain"}}} {
		if n := p.config(q.artifact, q.names...); n != nil && p.plugin(q.artifact) != nil {
			if version, vendor = p.fact(n.At("version")), p.value(n.At("vendor")); !plainWord.MatchString(vendor) {
				vendor = ""
			}
			return version, vendor
		}
	}
	return version, ""
}

// parentLevel is what Spring Boot's and Micronaut's parents set for who says nothing.
func parentLevel(p *pom) detect.Fact[string] {
	parent := p.outside()
	version := p.value(parent.At("version"))
	for _, row := range tables().ParentLevels {
		if parent.At("artifactId").Text() == row.Parent && versions.Major(version) >= row.From {
			return detect.NewFact(row.Level, detect.EvidenceOf(parent.At("version")))
		}
	}
	return detect.Fact[string]{}
}
