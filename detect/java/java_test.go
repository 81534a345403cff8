package java

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/detect"
)

// filesRepo makes a repository of a few files.
func filesRepo(files map[string]string) fstest.MapFS {
	repo := fstest.MapFS{}
	for name, text := range files {
		repo[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return repo
}

// scan reads a repository and gives its Java services.
func scan(t *testing.T, files map[string]string) []detect.Stack {
	t.Helper()
	report, err := detect.Scan(filesRepo(files), []detect.Language{Read})
	if err != nil {
		t.Fatal(err)
	}
	var out []detect.Stack
	for _, s := range report.Stacks {
		if s.Stack == "java" {
			out = append(out, s)
		}
	}
	return out
}

// one is scan for a repository with one service.
func one(t *testing.T, files map[string]string) detect.Stack {
	t.Helper()
	stacks := scan(t, files)
	if len(stacks) != 1 {
		t.Fatalf("%d stacks, want 1: %v", len(stacks), stacks)
	}
	return stacks[0]
}

const mainJava = "package a;\npublic class Main {\n    public static void main(String[] args) {\n    }\n}\n"

// project wraps the inside of a pom.
func project(inside string) string {
	return "<project><groupId>g</groupId><artifactId>app</artifactId><version>1</version>" + inside + "</project>"
}

func TestMavenToolchain(t *testing.T) {
	tests := []struct{ name, build, version, pin, vendor string }{
		{"none", "", "", "", ""},
		{"of the plugin", "<plugin><artifactId>maven-toolchains-plugin</artifactId><configuration><toolchains><jdk><version>17</version><vendor>temurin</vendor></jdk></toolchains></configuration></plugin>", "17", "17", "temurin"},
		{"of the compiler", "<plugin><artifactId>maven-compiler-plugin</artifactId><configuration><jdkToolchain><version>[21,)</version></jdkToolchain></configuration></plugin>", "[21,)", "21", ""},
	}
	for _, tt := range tests {
		j := one(t, map[string]string{"pom.xml": project("<build><plugins>" + tt.build + "</plugins></build>"), "src/main/java/a/Main.java": mainJava}).Java
		if j.Toolchain.Value != tt.version || j.Pin.Value != tt.pin || j.Vendor != tt.vendor {
			t.Errorf("%s: %q %q %q", tt.name, j.Toolchain.Value, j.Pin.Value, j.Vendor)
		}
	}
}

func TestMavenLevel(t *testing.T) {
	properties := func(s string) string { return project("<properties>" + s + "</properties>") }
	tests := []struct{ name, pom, want string }{
		{"release", properties("<maven.compiler.release>21</maven.compiler.release>"), "21"},
		{"source", properties("<maven.compiler.source>1.8</maven.compiler.source>"), "8"},
		{"target over source", properties("<maven.compiler.source>11</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>"), "17"},
		{"interpolated", properties("<v>17</v><maven.compiler.release>${v}</maven.compiler.release>"), "17"},
		{"properties that name each other", properties("<a>${b}</a><b>${a}</b><maven.compiler.release>${a}</maven.compiler.release>"), ""},
		{"plugin", project("<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><configuration><release>${java.version}</release></configuration></plugin></plugins></build><properties><java.version>25</java.version></properties>"), "25"},
		{"spring's parent", project("<parent><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version><relativePath/></parent>"), "17"},
		{"spring's parent of old", project("<parent><artifactId>spring-boot-starter-parent</artifactId><version>2.7.1</version></parent>"), "8"},
		{"profile that is active", project("<profiles><profile><activation><activeByDefault>true</activeByDefault></activation><properties><maven.compiler.release>21</maven.compiler.release></properties></profile></profiles>"), "21"},
		{"profile that is not", project("<profiles><profile><properties><maven.compiler.release>21</maven.compiler.release></properties></profile></profiles>"), ""},
		{"nothing", project(""), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := one(t, map[string]string{"pom.xml": tt.pom, "src/main/java/a/Main.java": mainJava})
			if got := s.Java.Level.Value; got != tt.want {
				t.Errorf("level %q, want %q", got, tt.want)
			}
			if s.Java.Level.Known() && s.Java.Level.Because[0].Line == 0 {
				t.Errorf("no line behind the level: %v", s.Java.Level.Because)
			}
		})
	}
}

func TestJavaPins(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{".java-version", "17\n", "17"},
		{".java-version", "temurin64-1.8.0.292\n", "8"},
		{".sdkmanrc", "# sdk\njava=21.0.1-tem\n", "21"},
		{"system.properties", "java.runtime.version=11\n", "11"},
		{"system.properties", "java.runtime.version=zulu-1.8.0_252\n", "8"},
		{".tool-versions", "java temurin-21.0.1+12\n", "21"},
		{"mise.toml", "[tools]\njava = \"zulu-25\"\n", "25"},
	}
	for _, tt := range tests {
		t.Run(tt.file+" "+tt.want, func(t *testing.T) {
			s := one(t, map[string]string{"pom.xml": project(""), tt.file: tt.text, "src/main/java/a/Main.java": mainJava})
			if s.Version.Value != tt.want || s.Java.Pin.Because[0].Path != tt.file {
				t.Errorf("got %q by %v, want %q", s.Version.Value, s.Java.Pin.Because, tt.want)
			}
		})
	}
}

func TestJavaMain(t *testing.T) {
	tests := []struct{ name, path, text, want string }{
		{"java", "src/main/java/a/Main.java", mainJava, "a.Main"},
		{"the other order", "src/main/java/B.java", "class B {\n  static public void main(String... a) {}\n}", "B"},
		{"a comment", "src/main/java/B.java", "class B {\n  // public static void main(String[] a) {}\n}", ""},
		{"kotlin file", "src/main/kotlin/app.kt", "package x.y\n\nfun main() {\n}\n", "x.y.AppKt"},
		{"kotlin with a name", "src/main/kotlin/App.kt", "@file:JvmName(\"Start\")\npackage x\nfun main(args: Array<String>) = run()\n", "x.Start"},
		{"kotlin object", "src/main/kotlin/App.kt", "package x\nobject Server {\n    @JvmStatic\n    fun main(args: Array<String>) {}\n}\n", "x.Server"},
		{"a test", "src/test/java/a/Main.java", mainJava, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := one(t, map[string]string{"pom.xml": project(""), tt.path: tt.text})
			if s.Java.Main.Value != tt.want || (tt.want == "") != (s.Refusal != nil) {
				t.Errorf("main %q, refusal %v; want %q", s.Java.Main.Value, s.Refusal, tt.want)
			}
		})
	}
}

func TestJavaPort(t *testing.T) {
	web := project("<parent><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version></parent><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>")
	plain := func(code string) string {
		return "class Main {\n  public static void main(String[] a) {\n    " + code + "\n  }\n}"
	}
	tests := []struct {
		name, pom, file, text string
		port                  int
		env                   string
	}{
		{"spring's own", web, "README", "", 8080, "SERVER_PORT"},
		{"properties", web, "src/main/resources/application.properties", "server.port=9000", 9000, "SERVER_PORT"},
		{"properties with a variable", web, "src/main/resources/application.properties", "server.port=${HTTP_PORT:${PORT:7000}}", 7000, "HTTP_PORT"},
		{"yaml", web, "src/main/resources/application.yml", "server:\n  # the port\n  port: ${PORT:8085}\n", 8085, "PORT"},
		{"yaml that a build fills in", web, "src/main/resources/application.yml", "v: @project.version@\nserver.port: 81\n", 81, "SERVER_PORT"},
		{"yaml of another profile", web, "src/main/resources/application.yml", "a: b\n---\nserver:\n  port: 1\n", 8080, "SERVER_PORT"},
		{"no server", web, "src/main/resources/application.yml", "spring:\n  main:\n    web-application-type: none\n", 0, ""},
		{"socket", project(""), "src/main/java/Main.java", plain("HttpServer.create(new InetSocketAddress(8099), 0);"), 8099, ""},
		{"variable", project(""), "src/main/java/Main.java", plain("HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv().getOrDefault(\"PORT\", \"3000\"))), 0);"), 3000, "PORT"},
		{"variable of a process builder", project(""), "src/main/java/Main.java", plain("Javalin.create().start(port());\n  }\n  static int port() {\n    if (new ProcessBuilder().environment().get(\"PORT\") != null) {\n      return 1;\n    }\n    return 7070;"), 7070, "PORT"},
		{"no server at all", project(""), "src/main/java/Main.java", plain("int port = 8080;"), 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"pom.xml": tt.pom, "src/main/java/a/Start.java": "class Start {\n}", tt.file: tt.text}
			if tt.pom == web {
				files["src/main/java/a/Main.java"] = mainJava
			}
			s := one(t, files)
			if s.Port.Value != tt.port || s.PortEnv.Value != tt.env {
				t.Errorf("port %d by %q, want %d by %q", s.Port.Value, s.PortEnv.Value, tt.port, tt.env)
			}
		})
	}
}

func TestMavenArtifact(t *testing.T) {
	shade := "<plugin><artifactId>maven-shade-plugin</artifactId><executions><execution><goals><goal>shade</goal></goals></execution></executions>"
	tests := []struct {
		name, pom string
		layout    detect.JavaLayout
		want      string
	}{
		{"the default name", project(""), detect.JavaLib, "target/app-1.jar"},
		{"final name", project("<build><finalName>${project.artifactId}-x</finalName></build>"), detect.JavaLib, "target/app-x.jar"},
		{"a name out of sight", project("<build><finalName>app-${git.commit}</finalName></build>"), detect.JavaLib, ""},
		{"shaded", project("<build><plugins>" + shade + "</plugin></plugins></build>"), detect.JavaFat, "target/app-1.jar"},
		{"shaded beside", project("<build><plugins>" + shade + "<configuration><shadedArtifactAttached>true</shadedArtifactAttached></configuration></plugin></plugins></build>"), detect.JavaFat, "target/app-1-shaded.jar"},
		{"shaded under a name of its own", project("<properties><launcher>a.Launcher</launcher></properties><build><plugins>" + shade + "<configuration><transformers><transformer><manifestEntries><Main-Class>${launcher}</Main-Class></manifestEntries></transformer></transformers><outputFile>${project.build.directory}/${project.artifactId}-fat.jar</outputFile></configuration></plugin></plugins></build>"), detect.JavaFat, "target/app-fat.jar"},
		{"spring without its parent, not bound", project("<build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>"), detect.JavaLib, "target/app-1.jar"},
		{"spring with a classifier", project("<parent><artifactId>spring-boot-starter-parent</artifactId><version>3.4.0</version></parent><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId><configuration><classifier>exec</classifier></configuration></plugin></plugins></build>"), detect.JavaLayers, "target/app-1-exec.jar"},
		{"spring before layers", project("<parent><artifactId>spring-boot-starter-parent</artifactId><version>2.2.0.RELEASE</version></parent><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>"), detect.JavaFat, "target/app-1.jar"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := one(t, map[string]string{"pom.xml": tt.pom, "src/main/java/a/Main.java": mainJava})
			if s.Java.Layout != tt.layout || s.Java.Artifact.Value != tt.want {
				t.Errorf("%s %q, want %s %q", s.Java.Layout, s.Java.Artifact.Value, tt.layout, tt.want)
			}
			if named := strings.Contains(tt.pom, "a.Launcher"); named != (s.Java.Main.Value == "a.Launcher") {
				t.Errorf("starts %q", s.Java.Main.Value)
			}
		})
	}
}

func TestGradleFacts(t *testing.T) {
	s := one(t, map[string]string{
		"settings.gradle.kts":          "rootProject.name = \"shop\" // id(\"war\")\ninclude(\n    \":app\",\n    \":lib\",\n)\n",
		"app/build.gradle.kts":         "plugins {\n  id(\"org.springframework.boot\") version \"3.5.0\"\n  /* application */\n}\ndependencies {\n  implementation(project(\":lib\"))\n  implementation(\"org.springframework.boot:spring-boot-starter-web\")\n}\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n",
		"lib/build.gradle.kts":         "plugins { `java-library` }\n",
		"lib/src/main/java/L.java":     "class L {\n}",
		"app/src/main/java/a/App.java": mainJava,
	})
	if s.Java.Project != ":app" || s.Java.Layout != detect.JavaLayers || s.Version.Value != "21" || s.Java.FrameworkVersion.Value != "3.5.0" || s.Port.Value != 8080 {
		t.Errorf("project %q, layout %q, version %q, framework %q, port %d", s.Java.Project, s.Java.Layout, s.Version.Value, s.Java.FrameworkVersion.Value, s.Port.Value)
	}
	if len(s.Java.Modules) != 2 || s.Java.Modules[0].Dir != "lib" {
		t.Errorf("modules %v", s.Java.Modules)
	}
}

// TestGradleElsewhere reads what stands beside the build file: catalogs that settings write or name, scripts that are plugins.
func TestGradleElsewhere(t *testing.T) {
	const app, version = "plugins { id 'org.springframework.boot' version '3.5.0' }\n", "org.springframework.boot:spring-boot-starter-web"
	tests := []struct {
		name    string
		files   map[string]string
		port    int
		main    string
		release string
		built   string
	}{
		{"a catalog in the settings", map[string]string{"settings.gradle.kts": "include(\":app\")\ndependencyResolutionManagement {\n  versionCatalogs {\n    create(\"deps\") {\n      version(\"boot\", \"3.5.0\")\n      plugin(\"boot\", \"org.springframework.boot\").versionRef(\"boot\")\n      library(\"spring-web\", \"org.springframework.boot\", \"spring-boot-starter-web\").versionRef(\"boot\")\n      bundle(\"web\", listOf(\"spring-web\"))\n    }\n  }\n}\n",
			"app/build.gradle.kts": "plugins {\n  alias(deps.plugins.boot)\n}\ndependencies {\n  implementation(deps.bundles.web)\n}\n"}, 8080, "", "", "app/build.gradle.kts settings.gradle.kts"},
		{"a catalog by name", map[string]string{"settings.gradle": "include 'app'\ndependencyResolutionManagement {\n  versionCatalogs {\n    own { from(files('gradle/own.toml')) }\n  }\n}\n",
			"gradle/own.toml": "[libraries]\nspring-web = \"" + version + ":3.5.0\"\n", "app/build.gradle": app + "dependencies {\n  implementation own.spring.web\n}\n"}, 8080, "", "", "app/build.gradle gradle settings.gradle"},
		{"several libraries in one call", map[string]string{"settings.gradle": "include 'app'\n", "app/build.gradle": app + "dependencies {\n  implementation 'a:b:1',\n      '" + version + ":3.5.0'\n}\n"}, 8080, "", "", "app/build.gradle settings.gradle"},
		{"a script as a plugin", map[string]string{"settings.gradle.kts": "pluginManagement {\n  includeBuild(\"conventions\")\n}\ninclude(\":app\")\n", "conventions/settings.gradle.kts": "", "conventions/build.gradle.kts": "plugins {\n  `kotlin-dsl`\n}\n",
			"conventions/src/main/kotlin/shop.base.gradle.kts": "plugins {\n  java\n}\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(21)) } }\n",
			"conventions/src/main/kotlin/shop.app.gradle.kts":  "plugins {\n  id(\"shop.base\")\n  application\n}\napplication {\n  mainClass.set(\"a.Main\")\n}\n",
			"app/build.gradle.kts":                             "plugins {\n  id(\"shop.app\")\n}\n"}, 0, "a.Main", "21", "app/build.gradle.kts conventions settings.gradle.kts"},
		{"the toolchain of Kotlin", map[string]string{"settings.gradle.kts": "include(\":app\")\n", "app/build.gradle.kts": "plugins {\n  kotlin(\"jvm\") version \"2.2.0\"\n  application\n}\nkotlin {\n  jvmToolchain(17)\n}\napplication {\n  mainClass = \"a.Main\"\n}\n"}, 0, "a.Main", "17", "app/build.gradle.kts settings.gradle.kts"},
	}
	for _, tt := range tests {
		tt.files["app/src/main/java/a/Main.java"] = mainJava
		s := one(t, tt.files)
		if s.Java.Main.Value != tt.main && tt.main != "" || s.Port.Value != tt.port || s.Java.Pin.Value != tt.release || strings.Join(s.Java.Files, " ") != tt.built {
			t.Errorf("%s: starts %q on %d with %q, files %q; want %+v", tt.name, s.Java.Main.Value, s.Port.Value, s.Java.Pin.Value, s.Java.Files, tt)
		}
	}
}

// TestGradleDetails reads single lines of scripts.
func TestGradleDetails(t *testing.T) {
	read := func(script string) *detect.Java {
		return one(t, map[string]string{"settings.gradle": "rootProject.name = 'shop'\n", "build.gradle": script, "src/main/java/a/Main.java": mainJava}).Java
	}
	if j := read("plugins { id 'application' }\njar.destinationDirectory = file(\"$projectDir/out\")\n"); j.Artifact.Value != "out/shop.jar" {
		t.Errorf("the archive is at %q", j.Artifact.Value)
	}
	if j := read("buildscript {\n  ext { bootVersion = '2.7.1' }\n  dependencies {\n    classpath(\"org.springframework.boot:spring-boot-gradle-plugin:${bootVersion}\")\n  }\n}\napply plugin: 'org.springframework.boot'\n"); j.FrameworkVersion.Value != "2.7.1" || j.Layout != detect.JavaLayers || !j.Reflective {
		t.Errorf("Spring Boot %q, %s", j.FrameworkVersion.Value, j.Layout)
	}
	j := read("plugins { id 'application' }\nrepositories {\n  maven {\n    url 'https://repo.example.com/m2'\n    credentials { username = System.getenv('REPO_USER'); password = System.getenv('REPO_TOKEN') }\n  }\n}\nif (System.getenv('CI') != null) {\n}\n")
	if got := strings.Join(j.SettingsEnv, " "); got != "REPO_TOKEN REPO_USER" {
		t.Errorf("the build is given %q", got)
	}
	if s := one(t, map[string]string{"build.gradle": "plugins { id 'org.playframework.play' version '3.1.0' }\n", "app/A.java": "class A {\n}"}); s.Refusal == nil || !strings.Contains(s.Refusal.Text, "Play") {
		t.Errorf("Play is refused with %v", s.Refusal)
	}
	if s := one(t, map[string]string{"build.gradle": "plugins { id 'application' }\n", "src/main/java/a/Main.java": mainJava}); s.Name != "app" {
		t.Errorf("a build without a name is called %q", s.Name)
	}
}

// TestGradlePlugins reads what a plugin adds: the framework, its server, libraries that the code of the build names.
func TestGradlePlugins(t *testing.T) {
	for _, tt := range []struct {
		name      string
		files     map[string]string
		framework string
		port      int
	}{
		{"Ktor's, and libraries out of buildSrc", map[string]string{"build.gradle.kts": "plugins {\n  id(\"io.ktor.plugin\") version \"3.0.0\"\n}\napplication {\n  mainClass.set(\"io.ktor.server.netty.EngineMain\")\n}\ndependencies {\n  applyAll()\n}\n",
			"buildSrc/src/main/kotlin/Libraries.kt": "fun applyAll() {}", "src/main/resources/application.conf": "ktor {\n  deployment {\n    port = 8083\n  }\n}\n"}, "ktor", 8083},
		{"Micronaut's", map[string]string{"build.gradle": "plugins {\n  id 'io.micronaut.application' version '4.0.0'\n}\nmicronaut {\n  runtime 'netty'\n}\ndependencies {\n  implementation 'io.micronaut:micronaut-http-client'\n}\n"}, "micronaut", 8080},
		{"Micronaut's, without a server", map[string]string{"build.gradle": "plugins {\n  id 'io.micronaut.application' version '4.0.0'\n}\ndependencies {\n  implementation 'io.micronaut:micronaut-http-client'\n}\n"}, "micronaut", 0},
	} {
		tt.files["settings.gradle"], tt.files["src/main/java/a/Main.java"] = "rootProject.name = 'shop'\n", mainJava
		if s := one(t, tt.files); s.Framework.Value != tt.framework || s.Port.Value != tt.port || !s.Java.Libraries {
			t.Errorf("%s: %q on %d, libraries %v", tt.name, s.Framework.Value, s.Port.Value, s.Java.Libraries)
		}
	}
}

// TestServerOfALibrary knows a server that a library of Spring Boot brings, by its name or by a port in the settings.
func TestServerOfALibrary(t *testing.T) {
	const boot = "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version></parent><dependencies><dependency><groupId>%s</groupId><artifactId>%s</artifactId></dependency></dependencies>"
	for _, tt := range []struct {
		group, artifact, settings string
		port                      int
	}{
		{"org.springframework.boot", "spring-boot-starter-oauth2-authorization-server", "", 8080},
		{"org.springframework.boot", "spring-boot-starter-validation", "server.port: 8099\n", 8099},
		{"org.springframework.boot", "spring-boot-starter-jdbc", "", 0},
	} {
		s := one(t, map[string]string{"pom.xml": project(fmt.Sprintf(boot, tt.group, tt.artifact)), "src/main/java/a/Main.java": mainJava, "src/main/resources/application.yaml": tt.settings})
		if s.Port.Value != tt.port {
			t.Errorf("%s: port %d, want %d", tt.artifact, s.Port.Value, tt.port)
		}
	}
}

// TestCopiedPom passes over the build file that an editor copies into its output.
func TestCopiedPom(t *testing.T) {
	pom := project("")
	if all := scan(t, map[string]string{"pom.xml": pom, "bin/pom.xml": pom, "src/main/java/a/Main.java": mainJava, "bin/src/main/java/a/Main.java": mainJava}); len(all) != 1 {
		t.Errorf("found %d programs", len(all))
	}
	if all := scan(t, map[string]string{"build.gradle": "plugins { id 'application' }\n", "bin/build.gradle": "plugins { id 'application' }\n", "src/main/java/a/Main.java": mainJava, "bin/src/main/java/a/Main.java": mainJava}); len(all) != 1 {
		t.Errorf("by Gradle: found %d programs", len(all))
	}
	if all := scan(t, map[string]string{"bin/pom.xml": pom, "bin/src/main/java/a/Main.java": mainJava}); len(all) != 1 {
		t.Errorf("in a directory bin of its own: found %d programs", len(all))
	}
}

// TestDotenv knows a program that ends without its file of variables.
func TestDotenv(t *testing.T) {
	for source, want := range map[string]string{"Dotenv d = Dotenv.load();": ".env", "Dotenv d = Dotenv.configure().ignoreIfMissing().load();": "", "}\n  static Dotenv dotenv() {\n    return Dotenv.configure().ignoreIfMissing().load();": ""} {
		s := one(t, map[string]string{"pom.xml": project("<build><plugins><plugin><artifactId>maven-shade-plugin</artifactId></plugin></plugins></build>"),
			"src/main/java/a/Main.java": "package a;\nimport io.github.cdimascio.dotenv.Dotenv;\npublic class Main {\n  public static void main(String[] args) {\n    " + source + "\n  }\n}\n"})
		if got := s.Java.Dotenv.Value; got != want {
			t.Errorf("%s: %q", source, got)
		}
	}
}

func TestAndroidIsNoService(t *testing.T) {
	stacks := scan(t, map[string]string{
		"android/settings.gradle":          "include ':app'\n",
		"android/build.gradle":             "buildscript { dependencies { classpath('com.android.tools.build:gradle:8.0') } }\n",
		"android/app/build.gradle":         "apply plugin: 'com.android.application'\n",
		"android/app/src/main/java/M.java": mainJava,
	})
	if len(stacks) != 0 {
		t.Errorf("got %v", stacks)
	}
}

func TestBadPom(t *testing.T) {
	bomb := "<!DOCTYPE p [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>\n<project><artifactId>&b;</artifactId></project>"
	for _, text := range []string{bomb, "<project><artifactId>a</project>", ""} {
		_, err := detect.Scan(filesRepo(map[string]string{"pom.xml": text}), []detect.Language{Read})
		if err == nil || !strings.Contains(err.Error(), "pom.xml") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzJava(f *testing.F) {
	f.Add(project("<properties><a>${a}</a></properties>"), "plugins { application }\ninclude(\"a\")", "server:\n  port: ${A:${B:1}}\n")
	f.Add(project("<modules><module>.</module><module>..</module></modules>"), "include ':a:b', /* 'c' */ 'd'\nproject(':d').projectDir = file('../..')", "a:\n b:\n  c: 1\n---\n")
	f.Fuzz(func(t *testing.T, pom, gradle, yaml string) {
		_, _ = detect.Scan(filesRepo(map[string]string{"pom.xml": pom, "src/main/resources/application.yml": yaml, "src/main/java/a/Main.java": mainJava,
			"g/settings.gradle": gradle, "g/build.gradle": gradle, "g/src/main/kotlin/a.kt": yaml}), []detect.Language{Read})
	})
}

// TestGradleShared reads what the root gives to all projects once, however many there are, and each of them has it.
func TestGradleShared(t *testing.T) {
	files := map[string]string{"settings.gradle": "include 'a', 'b', 'lib'\n",
		"build.gradle":   "subprojects {\n  apply plugin: 'java'\n  dependencies {\n    implementation 'x:y:1'\n    implementation project(':lib')\n  }\n}\ndependencies { implementation 'only:root:1' }\n",
		"a/build.gradle": "dependencies {\n  implementation 'x:y:2'\n}\n", "b/build.gradle": "", "lib/build.gradle": ""}
	tr, err := detect.Walk(repo(files))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newGradleBuild(tr, ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.shared.libs) != 1 || len(b.projects[1].libs) != 1 || len(b.projects[2].libs) != 0 {
		t.Errorf("libraries: shared %v, a %v, b %v", b.shared.libs, b.projects[1].libs, b.projects[2].libs)
	}
	for _, p := range b.projects[1:3] {
		libs := b.libraries(p, b.closure(p))
		if len(libs) != 1 || libs["x:y"].String() != "build.gradle:4" || p.plugins["java"].Path != "build.gradle" {
			t.Errorf("%s: %v, %v", p.name, libs, p.plugins)
		}
		if c := b.closure(p); len(c) != 2 || c[0].name != ":lib" {
			t.Errorf("%s needs %v", p.name, c)
		}
	}
	if c := b.closure(b.projects[0]); len(c) != 2 || len(b.libraries(b.projects[0], c)) != 2 {
		t.Errorf("the root needs %d projects", len(c))
	}
}
