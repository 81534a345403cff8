package java

import (
	"strings"
	"testing"
)

func TestJavaListens(t *testing.T) {
	pom := func(library string) string {
		return project("<dependencies><dependency><groupId>" + strings.Replace(strings.TrimSuffix(library, ":"), ":", "</groupId><artifactId>", 1) + "</artifactId></dependency></dependencies>")
	}
	body := func(lines string) map[string]string {
		return map[string]string{"src/main/java/a/Main.java": "package a;\nclass Main {\n  public static void main(String[] args) {\n" + lines + "\n  }\n}\n"}
	}
	kotlin := func(lines string) map[string]string {
		return map[string]string{"src/main/kotlin/a/Main.kt": "package a\n" + lines + "\n"}
	}
	with := func(files map[string]string, name, text string) map[string]string {
		files[name] = text
		return files
	}
	const javalin, ktor, vertx, helidon, armeria, micronaut, quarkus, boot = "io.javalin:javalin", "io.ktor:ktor-server-netty", "io.vertx:vertx-web", "io.helidon.webserver:helidon-webserver",
		"com.linecorp.armeria:armeria", "io.micronaut:micronaut-http-server-netty", "io.quarkus:quarkus-rest", "org.springframework.boot:spring-boot-starter-web"
	tests := []struct {
		name, library string
		files         map[string]string
		port          int
		portEnv       string
		host, hostEnv string
	}{
		{"literal", javalin, body("Javalin.create().start(7001);"), 7001, "", "", ""},
		{"constant of another class", javalin, with(body("Javalin.create().start(Config.PORT);"), "src/main/java/a/Config.java", "class Config {\n static final int PORT = 7002;\n}\n"), 7002, "", "", ""},
		{"a method", javalin, body("Javalin.create().start(port());\n}\nstatic int port() {\n String p = System.getenv(\"HTTP_PORT\");\n return p == null ? 7003 : Integer.parseInt(p);"), 7003, "HTTP_PORT", "", ""},
		{"a variable of the environment", javalin, body("int port = Integer.parseInt(System.getenv().getOrDefault(\"PORT\", \"7004\"));\nJavalin.create().start(port);"), 7004, "PORT", "", ""},
		{"a function of Kotlin", javalin, kotlin("import io.javalin.Javalin\nfun main() {\n  Javalin.create().start(assigned())\n}\nprivate fun assigned() = ProcessBuilder().environment()[\"PORT\"]?.toInt() ?: 7007"), 7007, "PORT", "", ""},
		{"not the database's port", javalin, body("int db = Integer.parseInt(System.getenv().getOrDefault(\"DB_PORT\", \"5432\"));\nJavalin.create().start(7005);"), 7005, "", "", ""},
		{"a system property", javalin, body("Javalin.create().start(Integer.getInteger(\"http.port\", 7006));"), 7006, "", "", ""},
		{"what a method is given", armeria, body("newServer(7010);\n}\nstatic void newServer(int port) {\n com.linecorp.armeria.server.Server.builder().http(port).build();"), 7010, "", "", ""},
		{"the default of a setting", javalin, with(body("Javalin.create().start(config.getInteger(Keys.WEB_PORT));"), "src/main/java/a/Keys.java", "class Keys {\n static final Key<Integer> WEB_PORT = new IntegerKey(\n  \"web.port\",\n  List.of(Kind.CONFIG),\n  7011);\n}\n"), 7011, "", "", ""},
		{"a word with port in it", javalin, body("int EVENT_REPORT = 10;\nJavalin app;"), 0, "", "", ""},
		{"a value that is bound", javalin, body("int limit = 100;\nquery.bind(\"limit\", limit);\nJavalin.create().start(7012);"), 7012, "", "", ""},
		{"a limit", javalin, body("int limit = 100;\nqueue.start(limit);\nJavalin app;"), 0, "", "", ""},
		{"an address", javalin, body("Javalin.create().start(\"127.0.0.1\", 7007);"), 7007, "", "127.0.0.1", ""},
		{"an address that a variable moves", javalin, body("String host = System.getenv().getOrDefault(\"BIND\", \"localhost\");\nJavalin.create().start(host, 7008);"), 7008, "", "localhost", "BIND"},
		{"every address", javalin, body("Javalin.create().start(\"0.0.0.0\", 7009);"), 7009, "", "", ""},
		{"of the JDK", "", body("HttpServer.create(new InetSocketAddress(\"localhost\", 8011), 0).start();"), 8011, "", "localhost", ""},
		{"of the JDK, loopback", "", body("HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8012), 0).start();"), 8012, "", "127.0.0.1", ""},
		{"a client's address is none", "", body("HttpServer.create(new InetSocketAddress(8013), 0).start();\nString db = \"localhost\";"), 8013, "", "", ""},
		{"Undertow", "io.undertow:undertow-core", body("Undertow.builder().addHttpListener(8014, \"localhost\").build().start();"), 8014, "", "localhost", ""},
		{"Jetty", "org.eclipse.jetty:jetty-server", body("org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server(8015);"), 8015, "", "", ""},
		{"Vert.x", vertx, body("vertx.createHttpServer().listen(8016);\nio.vertx.core.Vertx v;"), 8016, "", "", ""},
		{"Vert.x, options", vertx, body("new io.vertx.core.http.HttpServerOptions().setHost(\"127.0.0.1\").setPort(8017);"), 8017, "", "127.0.0.1", ""},
		{"Helidon, code", helidon, body("io.helidon.webserver.WebServer.builder().host(\"localhost\").port(8018).build().start();"), 8018, "SERVER_PORT", "localhost", ""},
		{"Armeria", armeria, body("com.linecorp.armeria.server.Server.builder().http(8019).build();"), 8019, "", "", ""},
		{"Ktor, named", ktor, kotlin("fun main() {\n  embeddedServer(Netty, port = 8020, host = \"127.0.0.1\") {\n  }.start(wait = true)\n}"), 8020, "", "127.0.0.1", ""},
		{"Ktor, a variable", ktor, kotlin("fun main() {\n  val port = System.getenv(\"PORT\")?.toInt() ?: 8021\n  embeddedServer(Netty, port) {\n  }.start(wait = true)\n}"), 8021, "PORT", "", ""},
		{"Ktor, several lines", ktor, kotlin("const val HTTP = 8022\nfun main() {\n  embeddedServer(\n    Netty,\n    port = HTTP,\n    module = Application::module,\n  ).start(wait = true)\n}"), 8022, "", "", ""},
		{"Ktor, YAML", ktor, with(kotlin("fun Application.module() {}"), "src/main/resources/application.yaml", "ktor:\n  deployment:\n    port: \"$PORT:8086\"\n"), 8086, "PORT", "", ""},
		{"Ktor, HOCON", ktor, with(kotlin("fun Application.module() {}"), "src/main/resources/application.conf", "ktor {\n  deployment {\n    port = 8087\n    port = ${?PORT}\n    host = \"127.0.0.1\"\n    host = ${?HOST}\n  }\n}\n"), 8087, "PORT", "127.0.0.1", "HOST"},
		{"Ktor, HOCON in one line", ktor, with(kotlin("fun Application.module() {}"), "src/main/resources/application.conf", "ktor.deployment { port = 8088 }\n"), 8088, "", "", ""},
		{"Micronaut", micronaut, with(body(""), "src/main/resources/application.yml", "micronaut:\n  server:\n    port: 8089\n    host: localhost\n"), 8089, "MICRONAUT_SERVER_PORT", "localhost", "MICRONAUT_SERVER_HOST"},
		{"Quarkus", quarkus, with(body(""), "src/main/resources/application.properties", "quarkus.http.host=127.0.0.1\n"), 8080, "QUARKUS_HTTP_PORT", "127.0.0.1", "QUARKUS_HTTP_HOST"},
		{"Spring Boot", boot, with(body(""), "src/main/resources/application.properties", "server.address=127.0.0.1\nserver.port=8091\n"), 8091, "SERVER_PORT", "127.0.0.1", "SERVER_ADDRESS"},
		{"Armeria by Spring", "com.linecorp.armeria:armeria-spring-boot3-starter", with(body(""), "src/main/resources/application.yml", "armeria:\n  ports:\n    - port: 8180\n      protocols:\n        - HTTP\n"), 8180, "", "", ""},
		{"gRPC by Spring", "net.devh:grpc-server-spring-boot-starter", body(""), 9090, "", "", ""},
		{"gRPC by Spring, its port", "org.springframework.grpc:spring-grpc-spring-boot-starter", with(body(""), "src/main/resources/application.yml", "spring:\n  grpc:\n    server:\n      port: 9595\n"), 9595, "", "", ""},
		{"Spring Boot, a variable", boot, with(body(""), "src/main/resources/application.yml", "server:\n  address: ${BIND:localhost}\n"), 8080, "SERVER_PORT", "localhost", "BIND"},
		{"Spring Boot, every address", boot, with(body(""), "src/main/resources/application.yml", "server:\n  address: 0.0.0.0\n"), 8080, "SERVER_PORT", "", ""},
	}
	for _, tt := range tests {
		tt.files["pom.xml"] = pom(tt.library + ":")
		if !strings.Contains(tt.library, ":") {
			tt.files["pom.xml"] = project("")
		}
		if _, ok := tt.files["src/main/java/a/Main.java"]; !ok && !strings.Contains(tt.files["src/main/kotlin/a/Main.kt"], "fun main") {
			tt.files["src/main/kotlin/a/Start.kt"] = "package a\nfun main() {\n}\n"
		}
		s := one(t, tt.files)
		if s.Port.Value != tt.port || s.PortEnv.Value != tt.portEnv || s.Host.Value != tt.host || s.HostEnv.Value != tt.hostEnv {
			t.Errorf("%s: got %d %q %q %q, want %d %q %q %q", tt.name, s.Port.Value, s.PortEnv.Value, s.Host.Value, s.HostEnv.Value, tt.port, tt.portEnv, tt.host, tt.hostEnv)
		}
	}
}
