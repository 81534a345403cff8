package java

import (
	"strings"
	"testing"
)

func TestJavaWrites(t *testing.T) {
	java := func(lines string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": "package a;\nclass Main {\n  public static void main(String[] args) {\n" + lines + "\n  }\n}\n"}
	}
	resource := func(name, text string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": mainJava, "src/main/resources/" + name: text}
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"H2", resource("application.properties", "spring.datasource.url=jdbc:h2:file:./data/shop;DB_CLOSE_DELAY=-1\n"), "data"},
		{"H2 without file", resource("application.yml", "spring:\n  datasource:\n    url: jdbc:h2:./db\n"), "."},
		{"H2 at home", resource("application.yml", "spring:\n  datasource:\n    url: jdbc:h2:~/test\n"), "~"},
		{"H2 in memory", resource("application.yml", "spring:\n  datasource:\n    url: jdbc:h2:mem:test\n"), ""},
		{"a server", resource("application.yml", "spring:\n  datasource:\n    url: jdbc:postgresql://db/shop\n"), ""},
		{"SQLite in code", java("Connection c = DriverManager.getConnection(\"jdbc:sqlite:db/notes.sqlite\");"), "db"},
		{"a variable's default", resource("application.properties", "app.upload-dir=${UPLOADS:./uploads}\n"), "uploads"},
		{"a path of the web", resource("application.properties", "spring.data.rest.base-path=/api\napp.media-path=/pictures\n"), ""},
		{"an absolute directory", resource("application.properties", "app.storage.dir=/var/lib/shop\n"), "/var/lib/shop"},
		{"log by Spring", resource("application.properties", "logging.file.name=logs/app.log\n"), "logs"},
		{"log by Logback", resource("logback-spring.xml", "<configuration>\n<property name=\"LOGS\" value=\"./logs\"/>\n<appender><file>${LOGS}/app.log</file></appender>\n</configuration>"), "logs"},
		{"log by Log4j", resource("log4j2.xml", "<RollingFile name=\"f\" fileName=\"var/log/app.log\" filePattern=\"x\"/>"), "var/log"},
		{"log of Quarkus that is off", resource("application.properties", "quarkus.log.file.path=logs/app.log\n"), ""},
		{"directories", java("Files.createDirectories(Path.of(\"data\", \"in\"));"), "data"},
		{"a constant", java("Files.createDirectories(ROOT);\n}\nprivate static final Path ROOT = Paths.get(\"upload-dir\");\nvoid a() {"), "upload-dir"},
		{"a writer", java("try (var w = Files.newBufferedWriter(Path.of(\"out/report.csv\"))) {\n}"), "out"},
		{"an old writer", java("new PrintWriter(new FileWriter(\"notes.txt\"));"), "."},
		{"mkdirs", java("new File(\"cache\").mkdirs();"), "cache"},
		{"Kotlin", map[string]string{"src/main/kotlin/a/Main.kt": "package a\nfun main() {\n  File(\"data\").mkdirs()\n}\n"}, "data"},
		{"a file that is read", java("new File(\"config\").exists();\nFiles.readString(Path.of(\"data/x\"));"), ""},
		{"a temporary file", java("Files.write(Files.createTempFile(\"a\", \"b\"), body);"), ""},
		{"the name of a setting", java("Files.createDirectories(Path.of(args.getString(\"report.folder\", \"\")));"), ""},
		{"the prefix of a temporary directory", java("Files.createDirectories(dir);\n}\nPath dir = Files.createTempDirectory(\"unpacked\");\nvoid a() {"), ""},
		{"below a directory that is not known", java("Files.createFile(home.resolve(\"keys\"));\nFiles.createFile(Path.of(base() + \"index\"));"), ""},
		{"below one that is", java("Files.createFile(Path.of(\"data\").resolve(\"keys\"));"), "data"},
		{"a call is no method", java("Files.createDirectories(Path.of(type.path()));\nif (is(request.path())) {\n  show(\"page\");\n}"), ""},
		{"an absolute path", java("Files.createDirectories(Path.of(\"/var/lib/shop\"));"), "/var/lib/shop"},
	}
	for _, tt := range tests {
		tt.files["pom.xml"] = project("<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>")
		var got []string
		for _, w := range one(t, tt.files).Writes {
			got = append(got, w.Dir)
			if len(w.Because) == 0 || w.Because[0].Line == 0 {
				t.Errorf("%s: no evidence", tt.name)
			}
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestJavaReads(t *testing.T) {
	java := func(lines string) map[string]string {
		return map[string]string{"pom.xml": project(""), "data/cities.csv": "a\n", "web/index.html": "<p>", "server.key": "x", "src/main/resources/names.txt": "a\n", "out/old.csv": "",
			"src/main/java/a/Main.java": "package a;\nclass Main {\n  static final String CITIES = \"data/cities.csv\";\n  public static void main(String[] args) {\n" + lines + "\n  }\n}\n"}
	}
	tests := []struct{ name, lines, want string }{
		{"a file", "Files.readAllLines(Path.of(\"data/cities.csv\"));", "data/cities.csv"},
		{"a constant", "new BufferedReader(new FileReader(CITIES));", "data/cities.csv"},
		{"a directory", "Spark.externalStaticFileLocation(\"web\");", "web"},
		{"a source", "new FileInputStream(\"src/main/resources/names.txt\");", "src/main/resources/names.txt"},
		{"a file that is not there", "Files.readString(Path.of(\"data/none\"));", ""},
		{"a secret", "Files.readString(Path.of(\"server.key\"));", ""},
		{"what the program writes", "Files.createDirectories(Path.of(\"out\"));\nFiles.readString(Path.of(\"out/old.csv\"));", ""},
		{"of another directory", "Files.readString(home.resolve(\"data/cities.csv\"));", ""},
	}
	for _, tt := range tests {
		s := one(t, java(tt.lines))
		if got := strings.Join(s.Java.Data.Value, " "); got != tt.want || len(s.Java.Data.Because) != len(s.Java.Data.Value) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
