package java

import (
	"strings"
	"testing"
)

func TestJavaGitReaders(t *testing.T) {
	plugin := func(artifact string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": mainJava,
			"pom.xml": project("<build><plugins><plugin><artifactId>" + artifact + "</artifactId></plugin></plugins></build>")}
	}
	gradle := func(script, settings string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": mainJava, "build.gradle": script, "settings.gradle": settings + "\nrootProject.name = 'a'\n"}
	}
	extension := plugin("maven-jar-plugin")
	extension[".mvn/extensions.xml"] = "<extensions><extension>\n<artifactId>jgitver-maven-plugin</artifactId>\n</extension></extensions>"
	tests := []struct {
		name  string
		files map[string]string
		want  string
		line  int
	}{
		{"Maven", plugin("git-commit-id-maven-plugin"), "git-commit-id", 1},
		{"Maven, build number", plugin("buildnumber-maven-plugin"), "buildnumber", 1},
		{"an extension", extension, "jgitver", 2},
		{"Gradle", gradle("plugins {\n  id 'com.gorylenko.gradle-git-properties' version '2.5.0'\n}", ""), "git-properties", 2},
		{"Gradle, in Kotlin's way", gradle("plugins {\n  id(\"com.palantir.git-version\") version \"3.1.0\"\n}", ""), "palantir-git-version", 2},
		{"Gradle, old way", gradle("apply plugin: 'pl.allegro.tech.build.axion-release'", ""), "axion-release", 1},
		{"settings", gradle("", "plugins { id 'org.ajoberstar.reckon.settings' version '0.19.0' }"), "reckon", 1},
		{"a script runs git", gradle("version = 'git rev-parse --short HEAD'.execute().text.trim()", ""), "git-command", 1},
		{"a script runs git by exec", gradle("def v = providers.exec {\n  commandLine 'git', 'describe'\n}", ""), "git-command", 2},
		{"none", plugin("maven-jar-plugin"), "", 0},
		{"none of Gradle", gradle("plugins { id 'java' }", ""), "", 0},
	}
	for _, tt := range tests {
		s := one(t, tt.files)
		if got := strings.Join(s.Java.Git.Value, " "); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		} else if tt.want != "" && s.Java.Git.Because[0].Line != tt.line {
			t.Errorf("%s: line %d, want %d", tt.name, s.Java.Git.Because[0].Line, tt.line)
		}
	}
}

func TestGradleWrapperLines(t *testing.T) {
	for script, want := range map[string]bool{"#!/bin/sh\nexec\n": false, "#!/bin/sh\r\nexec\r\n": true} {
		s := one(t, map[string]string{"src/main/java/a/Main.java": mainJava, "build.gradle": "plugins { id 'java' }", "gradlew": script,
			"gradle/wrapper/gradle-wrapper.jar": "jar", "gradle/wrapper/gradle-wrapper.properties": "distributionUrl=https\\://x/gradle-8.13-bin.zip\r\n"})
		if !s.Java.Wrapper || s.Java.WrapperCRLF != want {
			t.Errorf("%q: got %v, want %v", script, s.Java.WrapperCRLF, want)
		}
	}
}

func TestGradleNode(t *testing.T) {
	for script, want := range map[string]bool{"plugins {\n id 'java'\n}": false, "plugins {\n id 'com.github.node-gradle.node' version '7.1.0'\n}": true,
		"task front(type: Exec) {\n commandLine 'npm', 'run', 'build'\n}": true} {
		s := one(t, map[string]string{"src/main/java/a/Main.java": mainJava, "build.gradle": script})
		if s.Java.Node.Value != want {
			t.Errorf("%s: got %v, want %v", script, s.Java.Node.Value, want)
		}
	}
}

// TestMavenReports holds which plugins only report: those that the build has no use for.
func TestMavenReports(t *testing.T) {
	s := one(t, map[string]string{"src/main/java/a/Main.java": mainJava, "pom.xml": project("<build><plugins><plugin><artifactId>jacoco-maven-plugin</artifactId></plugin></plugins></build>" +
		"<reporting><plugins><plugin><artifactId>maven-jxr-plugin</artifactId></plugin><plugin><artifactId>jacoco-maven-plugin</artifactId></plugin></plugins></reporting>")})
	if got := strings.Join(s.Java.Reports, " "); got != "maven-jxr-plugin" {
		t.Errorf("got %q", got)
	}
}
