package java

import "testing"

func TestJavaCeiling(t *testing.T) {
	lombok := func(version string) string {
		return project("<dependencies><dependency><groupId>org.projectlombok</groupId><artifactId>lombok</artifactId>" + version + "</dependency></dependencies>")
	}
	parent := func(version string) string {
		return "<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>" + version +
			"</version></parent><artifactId>app</artifactId><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>"
	}
	tests := []struct{ name, file, text, most, reason string }{
		{"Lombok before 21", "pom.xml", lombok("<version>1.18.24</version>"), "20", "Lombok 1.18.24"},
		{"Lombok before 16", "pom.xml", lombok("<version>1.18.16</version>"), "15", "Lombok 1.18.16"},
		{"Lombok of today", "pom.xml", lombok("<version>1.18.42</version>"), "", ""},
		{"Lombok without a version", "pom.xml", lombok(""), "", ""},
		{"old Spring Boot", "pom.xml", parent("2.3.4.RELEASE"), "16", "Spring Boot 2.3.4.RELEASE"},
		{"Spring Boot", "pom.xml", parent("3.4.5"), "", ""},
		{"Gradle, Lombok", "build.gradle", "plugins { id 'java' }\ndependencies {\n compileOnly 'org.projectlombok:lombok:1.18.26'\n}\n", "20", "Lombok 1.18.26"},
		{"Gradle, Kotlin", "build.gradle.kts", "plugins {\n kotlin(\"jvm\") version \"1.5.31\"\n}\n", "16", "Kotlin 1.5.31"},
	}
	for _, tt := range tests {
		j := one(t, map[string]string{"src/main/java/a/Main.java": mainJava, tt.file: tt.text}).Java
		if j.Most.Value != tt.most || j.MostFor != tt.reason || tt.most != "" && j.Most.Because[0].Line == 0 {
			t.Errorf("%s: got %q for %q, want %q for %q", tt.name, j.Most.Value, j.MostFor, tt.most, tt.reason)
		}
	}
}
