package java

import (
	"testing"

	"github.com/msgen/msgen/detect"
)

func TestQuarkusLayout(t *testing.T) {
	pom := func(version, properties string) string {
		return project("<properties>" + properties + "</properties><dependencies><dependency><groupId>io.quarkus</groupId><artifactId>quarkus-rest</artifactId></dependency></dependencies>" +
			"<build><plugins><plugin><groupId>io.quarkus</groupId><artifactId>quarkus-maven-plugin</artifactId><version>" + version + "</version></plugin></plugins></build>")
	}
	const gradle = "plugins {\n id 'java'\n id 'io.quarkus' version '3.20.0'\n}\nversion = '1'\n"
	tests := []struct {
		name     string
		files    map[string]string
		layout   detect.JavaLayout
		artifact string
	}{
		{"today", map[string]string{"pom.xml": pom("3.20.0", "")}, detect.JavaFastJar, "target/quarkus-app"},
		{"before 1.12", map[string]string{"pom.xml": pom("1.11.7.Final", "")}, detect.JavaLegacyJar, "target/app-1-runner.jar"},
		{"before 1.12, asked for", map[string]string{"pom.xml": pom("1.11.7.Final", "<quarkus.package.type>fast-jar</quarkus.package.type>")}, detect.JavaFastJar, "target/quarkus-app"},
		{"legacy, asked for", map[string]string{"pom.xml": pom("2.16.0.Final", "<quarkus.package.type>legacy-jar</quarkus.package.type>")}, detect.JavaLegacyJar, "target/app-1-runner.jar"},
		{"uber by property", map[string]string{"pom.xml": pom("2.16.0.Final", "<quarkus.package.type>uber-jar</quarkus.package.type>")}, detect.JavaFat, "target/app-1-runner.jar"},
		{"uber by settings", map[string]string{"pom.xml": pom("3.20.0", ""), "src/main/resources/application.properties": "quarkus.package.jar.type=uber-jar\nquarkus.package.jar.add-runner-suffix=false\n"}, detect.JavaFat, "target/app-1.jar"},
		{"uber of old", map[string]string{"pom.xml": pom("1.3.0.Final", ""), "src/main/resources/application.properties": "quarkus.package.uber-jar=true\n"}, detect.JavaFat, "target/app-1-runner.jar"},
		{"another directory", map[string]string{"pom.xml": pom("3.20.0", ""), "src/main/resources/application.yml": "quarkus:\n  package:\n    output-directory: out\n"}, detect.JavaFastJar, "target/out/quarkus-app"},
		{"Gradle", map[string]string{"build.gradle": gradle, "settings.gradle": "rootProject.name = 'app'\n"}, detect.JavaFastJar, "build/quarkus-app"},
		{"Gradle, uber", map[string]string{"build.gradle": gradle, "settings.gradle": "rootProject.name = 'app'\n", "gradle.properties": "quarkus.package.jar.type=uber-jar\n"}, detect.JavaFat, "build/app-1-runner.jar"},
	}
	for _, tt := range tests {
		tt.files["src/main/java/a/Main.java"] = mainJava
		j := one(t, tt.files).Java
		if j.Layout != tt.layout || j.Artifact.Value != tt.artifact || j.Main.Known() {
			t.Errorf("%s: got %s %s and main %q, want %s %s", tt.name, j.Layout, j.Artifact.Value, j.Main.Value, tt.layout, tt.artifact)
		}
	}
}

func TestBootArchives(t *testing.T) {
	boot := func(packaging, config string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": mainJava, "pom.xml": "<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.5</version></parent>" +
			"<artifactId>app</artifactId><version>1</version><packaging>" + packaging + "</packaging><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId><configuration>" + config + "</configuration></plugin></plugins></build></project>"}
	}
	gradle := func(plugins, more string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": mainJava, "settings.gradle": "rootProject.name = 'app'\n", "build.gradle": "plugins {\n id 'org.springframework.boot' version '3.4.5'\n" + plugins + "}\nversion = '1'\n" + more}
	}
	tests := []struct {
		name     string
		files    map[string]string
		layout   detect.JavaLayout
		artifact string
		war      bool
	}{
		{"jar", boot("jar", ""), detect.JavaLayers, "target/app-1.jar", false},
		{"war", boot("war", ""), detect.JavaFat, "target/app-1.war", true},
		{"layers of its own", boot("jar", "<layers><configuration>layers.xml</configuration></layers>"), detect.JavaFat, "target/app-1.jar", false},
		{"Gradle", gradle("id 'java'\n", ""), detect.JavaLayers, "build/libs/app-1.jar", false},
		{"Gradle, war", gradle("id 'war'\n", ""), detect.JavaFat, "build/libs/app-1.war", true},
		{"Gradle, layers of its own", gradle("id 'java'\n", "bootJar {\n layered {\n layerOrder = ['a']\n }\n}\n"), detect.JavaFat, "build/libs/app-1.jar", false},
	}
	for _, tt := range tests {
		j := one(t, tt.files).Java
		if j.Layout != tt.layout || j.Artifact.Value != tt.artifact || j.War != tt.war {
			t.Errorf("%s: got %s %s %v, want %s %s", tt.name, j.Layout, j.Artifact.Value, j.War, tt.layout, tt.artifact)
		}
	}
}
