package java

import "testing"

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
