package java

import (
	"fmt"
	"strings"
	"testing"
)

func TestJavaPrograms(t *testing.T) {
	main := func(class, line string) string {
		return "package a;\nclass " + class + " {\n  public static void main(String[] args) {\n" + line + "\n  }\n}\n"
	}
	const server = "com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(8080), 0);"
	modules := map[string]string{"pom.xml": project("<packaging>pom</packaging><modules><module>api</module><module>batch</module></modules>"),
		"api/pom.xml": "<project><parent><artifactId>app</artifactId></parent><artifactId>api</artifactId></project>", "api/src/main/java/a/Api.java": main("Api", server),
		"batch/pom.xml": "<project><parent><artifactId>app</artifactId></parent><artifactId>batch</artifactId></project>", "batch/src/main/java/a/Batch.java": main("Batch", "")}
	strong := map[string]string{"settings.gradle": "include 'api', 'batch'\n", "api/build.gradle": "plugins { id 'application' }\napplication { mainClass = 'a.Api' }\n",
		"batch/build.gradle": "plugins { id 'java' }\n", "api/src/main/java/a/Api.java": main("Api", server), "batch/src/main/java/a/Batch.java": main("Batch", "")}
	tests := []struct {
		name   string
		files  map[string]string
		main   string
		notes  int
		others int
		asked  bool
	}{
		{"one of two classes listens", map[string]string{"pom.xml": project(""), "src/main/java/a/Api.java": main("Api", server), "src/main/java/a/Tool.java": main("Tool", "")}, "a.Api", 1, 0, false},
		{"both listen", map[string]string{"pom.xml": project(""), "src/main/java/a/Api.java": main("Api", server), "src/main/java/a/Tool.java": main("Tool", server)}, "", 0, 0, true},
		{"none listens", map[string]string{"pom.xml": project(""), "src/main/java/a/Api.java": main("Api", ""), "src/main/java/a/Tool.java": main("Tool", "")}, "", 0, 0, true},
		{"one of two modules listens", modules, "a.Api", 1, 1, false},
		{"a module beside one that the build file makes runnable", strong, "a.Api", 1, 1, false},
	}
	for _, tt := range tests {
		s := one(t, tt.files)
		notes := 0
		for _, n := range s.Notes {
			if len(n.Because) == 1 && n.Because[0].Line > 0 {
				notes++
			}
		}
		if s.Java.Main.Value != tt.main || notes != tt.notes || len(s.Java.Others) != tt.others || len(s.Questions) > 0 != tt.asked {
			t.Errorf("%s: starts %q with %d notes and %d others, asked %v; want %+v", tt.name, s.Java.Main.Value, notes, len(s.Java.Others), len(s.Questions) > 0, tt)
		}
	}
}

func TestJavaModules(t *testing.T) {
	const boot = "<plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin>"
	parent := func(more string) string {
		return project("<packaging>pom</packaging><modules><module>api</module><module>util</module></modules>" + more)
	}
	child := func(name, more string) string {
		return "<project><parent><artifactId>app</artifactId></parent><artifactId>" + name + "</artifactId>" + more + "</project>"
	}
	const serving = "package a;\nclass Main {\n  public static void main(String[] args) {\n    com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(8080), 0);\n  }\n}\n"
	helper := "package a;\nclass Util {\n}\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"a profile by a file of the module", map[string]string{"pom.xml": parent("<profiles><profile><activation><file><exists>src/main/resources/application.yml</exists></file></activation><build><plugins>" + boot + "</plugins></build></profile></profiles>"),
			"api/pom.xml": child("api", ""), "api/src/main/java/a/Main.java": mainJava, "api/src/main/resources/application.yml": "a: b\n",
			"util/pom.xml": child("util", ""), "util/src/main/java/a/Main.java": mainJava}, "api:false"},
		{"a profile unless a property is set", map[string]string{"pom.xml": parent("<profiles><profile><activation><property><name>!quick</name></property></activation><build><plugins>" + boot + "</plugins></build></profile></profiles>"),
			"api/pom.xml": child("api", ""), "api/src/main/java/a/Main.java": mainJava, "util/pom.xml": child("util", ""), "util/src/main/java/a/Util.java": helper}, "api:false"},
		{"the plugin without a main method", map[string]string{"pom.xml": parent(""), "api/pom.xml": child("api", "<build><plugins>"+boot+"</plugins></build>"), "api/src/main/java/a/Main.java": mainJava,
			"util/pom.xml": child("util", "<build><plugins>"+boot+"</plugins></build>"), "util/src/main/java/a/Util.java": helper}, "api:false"},
		{"a class that only the build runs", map[string]string{"pom.xml": parent(""), "api/pom.xml": child("api", "<build><plugins><plugin><artifactId>exec-maven-plugin</artifactId><executions><execution><phase>process-classes</phase><configuration><mainClass>b.Weave</mainClass></configuration></execution></executions></plugin></plugins></build>"),
			"api/src/main/java/a/Main.java": mainJava, "util/pom.xml": child("util", ""), "util/src/main/java/a/Util.java": helper}, "api:false"},
		{"two modules that listen", map[string]string{"pom.xml": parent(""), "api/pom.xml": child("api", ""), "api/src/main/java/a/Main.java": serving,
			"util/pom.xml": child("util", ""), "util/src/main/java/a/Main.java": serving}, "api:false util:false"},
		{"programs in a directory src", map[string]string{"src/api/build.gradle": "plugins { id 'application' }\n", "src/api/settings.gradle": "rootProject.name = 'api'\n", "src/api/src/main/java/a/Main.java": mainJava,
			"src/api/src/test/resources/sample/build.gradle": "plugins { id 'application' }\n"}, "api:false"},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range scan(t, tt.files) {
			got = append(got, fmt.Sprintf("%s:%v", s.Name, s.More))
			if s.Java.Main.Value == "b.Weave" || len(s.Questions) > 0 {
				t.Errorf("%s: starts %q, asks %v", tt.name, s.Java.Main.Value, s.Questions)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
