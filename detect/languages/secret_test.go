package languages

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
)

// values lists what candidates say.
func values(list []detect.Candidate) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Value)
	}
	return strings.Join(out, " ")
}

// told gives the texts of a stack's notes with their places.
func told(s detect.Stack) string {
	var out []string
	for _, n := range s.Notes {
		line := n.Text
		for _, e := range n.Because {
			line += " [" + e.String() + "]"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// scanOne scans files that make one stack.
func scanOne(t *testing.T, files map[string]string) detect.Stack {
	t.Helper()
	r, err := Scan(inMemory(t, files).FS)
	if err != nil || len(r.Stacks) != 1 {
		t.Fatalf("%d stacks, %v", len(r.Stacks), err)
	}
	return r.Stacks[0]
}

// over lays files over a small program.
func over(base map[string]string, files ...string) map[string]string {
	all := map[string]string{}
	for name, text := range base {
		all[name] = text
	}
	for i := 0; i < len(files); i += 2 {
		all[files[i]] = files[i+1]
	}
	return all
}

var (
	nodeProgram = map[string]string{"package.json": `{"scripts": {"start": "node server.js"}}`, "server.js": "require('http').createServer().listen(3000)\n"}
	goProgram   = map[string]string{"go.mod": "module e.com/x\n\ngo 1.25\n", "main.go": "package main\n\nimport \"e.com/x/pkg/kubeconfig\"\n\nfunc main() { kubeconfig.X() }\n"}
	certificate = "-----BEGIN CERTIFICATE-----\n"
	key         = "-----BEGIN PRIVATE KEY-----\n"
)

// TestAdmitted holds that a file with the name of a secret is shipped only where the program is seen to need it and it holds
// no secret, and that what stays out although it is named is said.
func TestAdmitted(t *testing.T) {
	for _, c := range []struct {
		name               string
		files              map[string]string
		admitted, withheld string
		said, unsaid       string
	}{
		{"named bundle", over(nodeProgram, "server.js", "fs.readFileSync('./certs/ca.pem')\n", "certs/ca.pem", certificate), "certs/ca.pem", "", "", "ca.pem"},
		{"named key", over(nodeProgram, "server.js", "\nfs.readFileSync('./certs/tls.pem')\n", "certs/tls.pem", key), "", "", "certs/tls.pem looks like a secret and stays out of the image, although server.js:2 names it", ""},
		{"key that Rust opens", map[string]string{"Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\n", "src/main.rs": "fn main() {\n    File::open(\"key.pem\");\n}\n", "key.pem": key}, "", "", "key.pem looks like a secret and stays out of the image, although src/main.rs:2 names it", ""},
		{"key that lies about", over(nodeProgram, "tls.pem", key), "", "", "", "names it"},
		{"name that is a pattern", over(nodeProgram, "server.js", "fs.readFileSync('c*.pem')\n", "c*.pem", certificate), "", "", "", ""},
		{"comment", over(nodeProgram, "server.js", "// ca.pem\n", "ca.pem", certificate), "", "", "", ""},
		{"migrations", over(nodeProgram, "migrations/001.sql", "create table a;", "migrations/002.sql", "create table b;", "prisma/migrations/1/migration.sql", "create table c;"), "migrations/**/*.sql prisma/**/*.sql", "", "", ""},
		{"dump among them", over(nodeProgram, "db/schema.sql", "create table a;", "db/all.sql", "COPY a (b) FROM stdin;\n1\n"), "db/**/*.sql", "db/all.sql", "", ""},
		{"seed with the name of a dump", over(nodeProgram, "db/1.sql", "create table a;", "db/seed_dump.sql", "INSERT INTO a VALUES (1);"), "db/**/*.sql db/seed_dump.sql", "", "", ""},
		{"schema that code names", over(nodeProgram, "server.js", "fs.readFileSync('schema.sql')\n", "schema.sql", "create table a;", "old.sql", "create table b;"), "schema.sql", "", "old.sql looks like a secret and stays out of the image", ""},
		{"package about kubeconfigs", over(goProgram, "pkg/kubeconfig/kubeconfig.go", "package kubeconfig\n\nfunc X() {}\n"), "pkg/kubeconfig", "", "", "kubeconfig"},
		{"source about credentials", over(nodeProgram, "credentials.js", ""), "", "", "", "credentials"},
		{"texts about credentials", over(nodeProgram, "locales/en/credentials.json", `{"title": "Credentials"}`), "locales/en/credentials.json", "", "", ""},
		{"example", over(nodeProgram, "server.js", "load({example: '.env.example'})\n", ".env.example", "A=1\n"), ".env.example", "", "", ""},
		{"settings without a credential", over(nodeProgram, ".npmrc", "engine-strict=true\n# token = abc\n"), ".npmrc", "", "", ""},
	} {
		s := scanOne(t, c.files)
		if got := values(s.Admitted); got != c.admitted {
			t.Errorf("%s: admits %q, not %q", c.name, got, c.admitted)
		}
		if got := strings.Join(s.Withheld, " "); got != c.withheld {
			t.Errorf("%s: withholds %q, not %q", c.name, got, c.withheld)
		}
		if got := told(s); !strings.Contains(got, c.said) || c.unsaid != "" && strings.Contains(got, c.unsaid) {
			t.Errorf("%s: says\n%s", c.name, got)
		}
	}
}

// TestSecretsAreNoCargo holds that no list of files names a secret, whatever puts it there.
func TestSecretsAreNoCargo(t *testing.T) {
	s := scanOne(t, over(nodeProgram, "package.json", `{"scripts": {"start": "node server.js", "postinstall": "node setup.js .env kubeconfig"}}`, "setup.js", "",
		".env", "A=1\n", "kubeconfig", "token: x", "service-account.json", `{"private_key": "x"}`, "terraform.tfstate", "{}", "keys/jwt.key", key))
	for _, list := range [][]string{s.Node.InstallFiles, s.Node.RunFiles, s.Node.Manifests} {
		if got := strings.Join(list, " "); strings.Contains(got, "env") || strings.Contains(got, "kubeconfig") || strings.Contains(got, "service") || strings.Contains(got, "tfstate") || strings.Contains(got, "keys") {
			t.Errorf("secrets among %s", got)
		}
	}
	s = scanOne(t, over(goProgram, "pkg/kubeconfig/x.go", "package kubeconfig\n\nimport _ \"embed\"\n\n//go:embed tls.key\nvar b []byte\n\nfunc X() {}\n", "pkg/kubeconfig/tls.key", key))
	if s.Refusal == nil || !strings.Contains(s.Refusal.Text, "pkg/kubeconfig/tls.key looks like a secret and is embedded") || s.Refusal.Because[0].String() != "pkg/kubeconfig/x.go:5" {
		t.Errorf("a key is compiled into the program: %+v", s.Refusal)
	}
}

// TestAskedAtRun holds that no value with the name of a secret stays in a command, a variable or a line of evidence.
func TestAskedAtRun(t *testing.T) {
	for _, c := range []struct{ words, kept, asked string }{
		{"env API_KEY=S3CRET PORT=80 node a.js", "env PORT=80 node a.js", "API_KEY"},
		{"gunicorn a:b -e API_KEY=S3CRET -w 2", "gunicorn a:b -w 2", "API_KEY"},
		{"node a.js --api-key=S3CRET --port=80", "node a.js --port=80", ""},
		{"node a.js --db-password S3CRET x", "node a.js x", ""},
		{"node a.js --token-file=/t --auth basic --password $P", "node a.js --token-file=/t --auth basic --password $P", ""},
		{"node a.js postgres://u:S3CRET@db/x", "node a.js postgres://db/x", ""},
		{"DATABASE_URL=postgres://u:S3CRET@db/x node a.js", "node a.js", "DATABASE_URL"},
		{"AUTH_TOKEN=dummy node a.js", "AUTH_TOKEN=dummy node a.js", ""},
	} {
		s := detect.Stack{Start: detect.NewFact(strings.Fields(c.words), detect.Evidence{Path: "Procfile", Line: 3})}
		s.AskForSecrets()
		if got := strings.Join(s.Start.Value, " "); got != c.kept || values(s.AskEnv) != c.asked {
			t.Errorf("%s: keeps %q and asks for %q", c.words, got, values(s.AskEnv))
		}
		if changed := c.kept != c.words; changed != strings.Contains(told(s), "Procfile:3") {
			t.Errorf("%s: says %q", c.words, told(s))
		}
	}
	s := detect.Stack{Start: detect.NewFact([]string{"sh", "-c", `export API_KEY='S3 CRET' && PGPASSWORD=x1y2 A=1 exec node a.js`}, detect.Evidence{Path: "Procfile", Line: 1})}
	s.AskForSecrets()
	if got := s.Start.Value[2]; got != "A=1 exec node a.js" || values(s.AskEnv) != "API_KEY PGPASSWORD" {
		t.Errorf("the script is %q, asked is %q", got, values(s.AskEnv))
	}
	s = scanOne(t, over(nodeProgram, "package.json", `{"repository": "https://bob:S3CRET@github.com/a/b.git", "scripts": {"build": "SENTRY_AUTH_TOKEN=S3CRET tsc", "start": "API_KEY=S3CRET MODE=a node server.js"}}`))
	if s.Source != "https://github.com/a/b" || values(s.AskEnv) != "API_KEY" || values(s.Node.BuildSecrets) != "SENTRY_AUTH_TOKEN" || len(s.Node.StartEnv) != 1 {
		t.Errorf("source %s, asked %q, of the build %q, kept %v", s.Source, values(s.AskEnv), values(s.Node.BuildSecrets), s.Node.StartEnv)
	}
	if text := s.Start.Because[0].Text; strings.Contains(text, "S3CRET") || !strings.Contains(text, "node server.js") {
		t.Errorf("the evidence tells %s", text)
	}
}

// TestLoginsInManifests holds that a password in a manifest, which no mount can take the place of, is said once.
func TestLoginsInManifests(t *testing.T) {
	for file, files := range map[string]map[string]string{
		"package.json:2":     over(nodeProgram, "package.json", "{\"scripts\": {\"start\": \"node server.js\"},\n\"dependencies\": {\"a\": \"git+https://u:S3CRET@x/a.git\"}}"),
		"requirements.txt:1": {"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "--index-url https://u:S3CRET@x/simple\nflask\n"},
		"pom.xml:2":          {"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n", "pom.xml": "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version>\n<repositories><repository><url>https://u:S3CRET@x</url></repository></repositories></project>"},
	} {
		s := scanOne(t, files)
		if got := told(s); strings.Count(got, "["+file+"]") != 1 || strings.Contains(got, "S3CRET") {
			t.Errorf("%s: says\n%s", file, got)
		}
	}
}

// TestPrivateSettings holds that settings with a credential are neither manifests nor cargo, in every language.
func TestPrivateSettings(t *testing.T) {
	bun := over(nodeProgram, "package.json", `{"scripts": {"start": "bun server.js"}}`, "bun.lock", "")
	python := map[string]string{"app.py": "from flask import Flask\napp = Flask(__name__)\n", "requirements.txt": "flask\n"}
	java := map[string]string{"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n"}
	gradle := over(java, "build.gradle", "plugins { id 'application' }\napplication { mainClass = 'App' }\n", "settings.gradle", "")
	maven := over(java, "pom.xml", "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version></project>")
	for _, c := range []struct {
		base               map[string]string
		file, secret, open string
	}{
		{bun, "bunfig.toml", "[install.registry]\nurl = \"https://r\"\ntoken = \"S3CRET\"\n", "[install.registry]\nurl = \"https://r\"\ntoken = \"$TOKEN\"\n"},
		{bun, "bunfig.toml", "[install]\nregistry = \"https://u:S3CRET@r\"\n", "[install]\nregistry = \"https://r\"\n"},
		{nodeProgram, ".yarnrc", "\"//r/:_authToken\" \"S3CRET\"\n//r/:_authToken=S3CRET\n", "lastUpdateCheck 1\n"},
		{nodeProgram, ".npmrc", "//r/:_authToken=S3CRET\n", "//r/:_authToken=${T}\n"},
		{python, "pip.conf", "[global]\nindex-url = https://bob:S3CRET@x/simple\n", "[global]\nindex-url = https://x/simple\n"},
		{python, "uv.toml", "[[index]]\nurl = \"https://bob:S3CRET@x/simple\"\n", "[[index]]\nurl = \"https://x/simple\"\n"},
		{gradle, "gradle.properties", "org.gradle.jvmargs=-Xmx1g\nnexusPassword=S3CRET\n", "org.gradle.jvmargs=-Xmx1g\n"},
		{maven, ".mvn/maven.config", "-Drepo.token=S3CRET\n", "-T4\n"},
	} {
		for _, text := range []string{c.secret, c.open} {
			s := scanOne(t, over(c.base, c.file, text))
			var private, others []string
			switch {
			case s.Node != nil:
				private, others = s.Node.Private, append(append(others, s.Node.Manifests...), s.Node.RunFiles...)
			case s.Python != nil:
				private, others = s.Python.Private, append(append(others, s.Python.Manifests...), s.Python.RunFiles...)
			default:
				private, others = s.Java.Private, s.Java.Files
			}
			held := text == c.secret
			if got := strings.Join(private, " ") == c.file; got != held {
				t.Errorf("%s with %q: private is %v", c.file, text, private)
			}
			if held && strings.Contains(strings.Join(others, " "), c.file) {
				t.Errorf("%s is taken: %v", c.file, others)
			}
			if held && !strings.Contains(told(s), c.file+":") {
				t.Errorf("nothing says where %s holds a credential: %s", c.file, told(s))
			}
		}
	}
}

// TestScriptSecrets names the line of a script of Gradle that holds a credential, whatever the script is, and tells none.
func TestScriptSecrets(t *testing.T) {
	build := "plugins { id 'application' }\napplication { mainClass = 'App' }\n"
	base := map[string]string{"src/main/java/App.java": "public class App { public static void main(String[] a) {} }\n", "build.gradle": build, "settings.gradle": ""}
	repository := "repositories { maven { url = uri(\"https://nexus.example.com/x\"); credentials { username = \"u\"; password = \"S3CRET\" } } }\n"
	for _, c := range []struct{ file, text, want string }{
		{"build.gradle", build + repository, "build.gradle:3"}, {"settings.gradle", "dependencyResolutionManagement {\n" + repository + "}\n", "settings.gradle:2"},
		{"settings.gradle", "// " + repository + "ext.apiToken = 'S3CRET'\n", "settings.gradle:2"}, {"gradle/repos.gradle", "\npassword 'S3CRET'\n", "gradle/repos.gradle:2"},
		{"buildSrc/build.gradle.kts", "credentials(HttpHeaderCredentials::class) {\nname = \"Private-Token\"\nvalue = \"S3CRET\"\n}\n", "buildSrc/build.gradle.kts:3"},
		{"build.gradle", build + strings.ReplaceAll(repository, `"S3CRET"`, `System.getenv("NEXUS_PASSWORD")`), ""}, {"build.gradle", build + "/* " + repository + "*/\n", ""},
	} {
		s := scanOne(t, over(base, c.file, c.text))
		notes := told(s)
		if said := strings.Contains(notes, "contains a credential, which the build stages contain too ["+c.want+"]"); said != (c.want != "") {
			t.Errorf("%s: %s", c.file, notes)
		}
		if all, err := json.Marshal(s); err != nil || strings.Contains(string(all), "S3CRET") {
			t.Errorf("%s: %s, %v", c.file, all, err)
		}
	}
}

// TestServerBuildsOldPage takes the release of Node that the page of a server needs, because one image builds both.
func TestServerBuildsOldPage(t *testing.T) {
	s := scanOne(t, map[string]string{"package.json": `{"scripts":{"start":"node server","heroku-postbuild":"npm install --prefix client && npm run build --prefix client"},"dependencies":{"express":"4"}}`,
		"server.js":           "app.use(express.static('client/build'))\napp.listen(5000)",
		"client/package.json": `{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"5.0.1","node-sass":"^4.13.0"}}`, "client/src/index.js": "", "client/public/index.html": ""})
	if s.Assets == nil || s.Version.Value != "14" {
		t.Errorf("builds with Node %q", s.Version.Value)
	}
}
