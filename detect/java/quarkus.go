package java

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// quarkusLayout says what Quarkus' plugin leaves in target: own gives a property of the build, which counts before conf, the
// program's settings; plain is the place of the archive without its ending.
func quarkusLayout(s *detect.Stack, target string, plain detect.Fact[string], own func(string) detect.Fact[string], conf settings, plugin detect.Evidence) {
	j := s.Java
	get := func(keys ...string) detect.Fact[string] {
		for _, key := range keys {
			if f := own(key); f.Known() {
				return f
			}
		}
		if v, at := conf.get(keys...); v != "" {
			if v, _ = resolvePlaceholder(v); v != "" {
				return detect.NewFact(v, at)
			}
		}
		return detect.Fact[string]{}
	}
	kind := get("quarkus.package.jar.type", "quarkus.package.type")
	if uber := get("quarkus.package.uber-jar"); uber.Value == "true" {
		kind = detect.NewFact("uber-jar", uber.Because...)
	}
	native := get("quarkus.native.enabled")
	if strings.HasPrefix(kind.Value, "native") || native.Value == "true" {
		s.Refusal = &detect.Note{Text: "Quarkus is configured to build a native executable, but the image runs a JAR",
			Add: "a profile that sets it, as in quarkus create", Because: append(native.Because, kind.Because...)}
	}
	j.Layout = detect.JavaFastJar
	switch old := j.FrameworkVersion.Known() && !versions.AtLeast(j.FrameworkVersion.Value, 1, 12); {
	case kind.Value == "uber-jar":
		j.Layout = detect.JavaFat
	case kind.Value == "legacy-jar", old && kind.Value != "fast-jar" && kind.Value != "mutable-jar":
		j.Layout = detect.JavaLegacyJar
	}
	if dir := get("quarkus.package.output-directory"); dir.Known() {
		target = path.Join(path.Dir(target), path.Base(target), dir.Value)
		plain.Value = path.Join(target, path.Base(plain.Value))
	}
	if j.Layout == detect.JavaFastJar {
		j.Artifact = detect.NewFact(path.Join(target, "quarkus-app"), append([]detect.Evidence{plugin}, kind.Because...)...)
		return
	}
	suffix := "-runner"
	if own := get("quarkus.package.jar.runner-suffix", "quarkus.package.runner-suffix"); own.Known() {
		suffix = own.Value
	}
	if get("quarkus.package.jar.add-runner-suffix", "quarkus.package.add-runner-suffix").Value == "false" {
		suffix = ""
	}
	if plain.Known() {
		plain.Value += suffix + ".jar"
		plain.Because = append(plain.Because, kind.Because...)
	}
	j.Artifact = plain
}
