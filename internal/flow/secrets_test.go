package flow_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// secretNames are the names under which secrets usually lie about in a working copy.
func secretNames() []string {
	return strings.Fields(`.env .env.local .env.production .env.development .env.test .env-prod .envrc prod.env config/app.env .flaskenv
		id_rsa id_rsa.old id_dsa id_ecdsa id_ed25519 deploy.pem server.key tls/tls.key client.p12 client.pfx AuthKey.p8 store.jks app.keystore putty.ppk vault.kdbx office.ovpn
		.ssh/id_rsa .ssh/config .aws/credentials .aws/config .docker/config.json .kube/config .gnupg/secring.gpg .azure/accessTokens.json .gcloud/key
		.netrc _netrc .pypirc .git-credentials .htpasswd .pgpass .my.cnf .s3cfg .boto .dockercfg .vault-token .vault_pass.txt .bash_history .psql_history
		.npmrc .yarnrc .yarnrc.yml bunfig.toml pip.conf pip.ini uv.toml poetry.toml pdm.toml gradle.properties settings.xml .m2/settings.xml .mvn/settings.xml .mvn/maven.config .mvn/jvm.config nuget.config
		terraform.tfstate terraform.tfstate.backup prod.tfvars prod.tfvars.json .terraformrc kubeconfig kubeconfig.yaml prod.kubeconfig
		service-account.json service_account.json serviceAccountKey.json gcp-key.json keyfile.json gha-creds-1.json application_default_credentials.json client_secret_1.json credentials.json aws-credentials.json credentials.csv root_accessKeys.csv shop-firebase-adminsdk-1.json
		secrets.json secrets.yml secrets.yaml secrets.toml app.secret .secrets
		dump.sql backup-2026.sql prod.sql prod.sql.gz prod.dump`)
}

// canary is what stands in each of them: a line for everything that looks into a file before it judges.
const canary = "token = \"CANARY-S3CRET\"\n//registry/:_authToken=CANARY-S3CRET\n<password>CANARY-S3CRET</password>\n\"private_key\": \"CANARY-S3CRET\"\n" +
	"-----BEGIN PRIVATE KEY-----\nCOPY users (id) FROM stdin;\n\"auth\": \"CANARY\"\n"

// secretStack is a repository of one stack, and the directories in which its secrets lie.
type secretStack struct {
	name  string
	files map[string]string
	dirs  []string
}

// secretStacks is a small program of each stack.
func secretStacks() []secretStack {
	pom := `<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version><relativePath/></parent>
<groupId>e</groupId><artifactId>x</artifactId><version>1</version><properties><java.version>21</java.version></properties>
<dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies>
<build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>`
	class := "package e;\npublic class App { public static void main(String[] a) throws Exception { com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(8080), 0).start(); } }\n"
	server := "require('http').createServer((q, r) => r.end('ok')).listen(3000)\n"
	return []secretStack{
		{"go", map[string]string{"go.mod": "module e.com/x\n\ngo 1.25\n", "main.go": "package main\n\nimport (\n\t\"net/http\"\n\n\t\"e.com/x/internal/web\"\n)\n\nfunc main() { http.ListenAndServe(\":8080\", web.Handler) }\n",
			"internal/web/web.go": "package web\n\nimport (\n\t\"embed\"\n\t\"net/http\"\n)\n\n//go:embed pages\nvar pages embed.FS\n\nvar Handler = http.FileServerFS(pages)\n", "internal/web/pages/index.html": "hi",
			"main_test.go": "package main\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {}\n"}, []string{".", "internal/web", "internal/web/pages"}},
		{"node", map[string]string{"package.json": `{"name":"x","scripts":{"start":"node server.js","test":"node --test"},"dependencies":{"ms":"2.1.3"}}`, "server.js": server, "lib/a.js": "", "public/index.html": "hi"}, []string{".", "lib", "public"}},
		{"node-build", map[string]string{"package.json": `{"name":"x","scripts":{"build":"tsc","start":"node dist/server.js","test":"node --test"},"devDependencies":{"typescript":"5.9.3"}}`,
			"tsconfig.json": `{"compilerOptions":{"outDir":"dist","rootDir":"src"}}`, "src/server.ts": server, "public/index.html": "hi"}, []string{".", "src", "public"}},
		{"vite", map[string]string{"package.json": `{"name":"x","scripts":{"build":"vite build","dev":"vite"},"devDependencies":{"vite":"7.0.0"}}`, "index.html": "hi", "src/main.js": "", "public/robots.txt": ""}, []string{".", "src", "public"}},
		{"python", map[string]string{"requirements.txt": "flask\ngunicorn\npytest\n", "app.py": "from flask import Flask\nfrom shop import db\napp = Flask(__name__)\n", "shop/__init__.py": "", "shop/db.py": "", "templates/a.html": "", "test_app.py": "import app\n"}, []string{".", "shop", "templates"}},
		{"python-vite", map[string]string{"requirements.txt": "flask\ngunicorn\n", "app.py": "from flask import Flask\napp = Flask(__name__, static_folder='frontend/dist')\n", "frontend/package.json": `{"name":"f","scripts":{"build":"vite build"},"devDependencies":{"vite":"7.0.0"}}`,
			"frontend/index.html": "hi", "frontend/src/main.js": ""}, []string{".", "frontend", "frontend/src"}},
		{"python-package", map[string]string{"pyproject.toml": "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"fastapi\", \"uvicorn\"]\n[project.scripts]\nshop = \"shop.main:run\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n",
			"src/shop/__init__.py": "", "src/shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\ndef run():\n    import uvicorn\n    uvicorn.run(app, host='0.0.0.0', port=8000)\n"}, []string{".", "src/shop"}},
		{"maven", map[string]string{"pom.xml": pom, "src/main/java/e/App.java": class, "src/main/resources/application.yml": "server:\n  port: 8080\n", "src/test/java/e/AppTest.java": "package e;\nclass AppTest {}\n"}, []string{".", "src/main/resources", "src/test/resources"}},
		{"gradle", map[string]string{"settings.gradle": "rootProject.name = 'x'\n", "build.gradle": "plugins { id 'application' }\napplication { mainClass = 'e.App' }\n", "src/main/java/e/App.java": class, "src/test/java/e/AppTest.java": "package e;\nclass AppTest {}\n"}, []string{".", "src/main/resources", "gradle"}},
	}
}

// TestSecretsReachNoLayer writes a Dockerfile with all targets for each stack, with the secrets there when msgen looks and with
// secrets that come later, and holds that no COPY and no bind mount of any stage gets one of them.
func TestSecretsReachNoLayer(t *testing.T) {
	names := secretNames()
	leaks := map[string]map[string]string{}
	var columns []string
	for _, s := range secretStacks() {
		columns = append(columns, s.name)
		leaks[s.name] = map[string]string{}
		for _, seen := range []bool{true, false} {
			s.leaks(t, names, seen, leaks[s.name])
		}
	}
	var table strings.Builder
	for _, n := range names {
		fmt.Fprintf(&table, "\n%-40s", n)
		for _, c := range columns {
			cell := leaks[c][n]
			fmt.Fprintf(&table, " %-16s", map[bool]string{true: "-", false: cell}[cell == ""])
			if cell != "" {
				t.Errorf("%s: %s reaches %s", c, n, cell)
			}
		}
	}
	t.Logf("%d names, %d stacks, targets prod, test, dev, debug; where a name reaches a layer, the stage stands:\n%40s %s%s", len(names), len(columns), "", strings.Join(columns, " "), table.String())
}

// TestCargoIsNoSecret holds that files which only have the name of a secret, and which the program needs, get into the image.
func TestCargoIsNoSecret(t *testing.T) {
	certificate := "-----BEGIN CERTIFICATE-----\n"
	cargo := map[string]map[string]string{
		"go": {"internal/web/web.go": "package web\n\nimport (\n\t\"embed\"\n\t\"net/http\"\n\n\t\"e.com/x/internal/kubeconfig\"\n)\n\n//go:embed pages ca.pem sql\nvar pages embed.FS\n\nvar Handler = http.FileServerFS(pages)\n\nvar _ = kubeconfig.X\n",
			"internal/kubeconfig/kubeconfig.go": "package kubeconfig\n\nvar X = 1\n", "internal/web/ca.pem": certificate, "internal/web/sql/q.sql": "select 1;\n"},
		"node":   {"lib/a.js": "require('fs').readFileSync('certs/ca.pem')\n", "certs/ca.pem": certificate, "migrations/1.sql": "create table a;\n", "lib/credentials.js": "", "lib/kubeconfig/a.js": "", "locales/en/credentials.json": "{}"},
		"python": {"shop/db.py": "CA = 'shop/ca.pem'\n", "shop/ca.pem": certificate, "shop/queries/q.sql": "select 1;\n", "shop/secrets.py": "", "shop/kubeconfig/__init__.py": ""},
		"maven":  {"src/main/resources/application.yml": "server:\n  port: 8080\n  ssl:\n    trust-certificate: classpath:ca.pem\n", "src/main/resources/ca.pem": certificate, "src/main/resources/db/migration/V1__a.sql": "create table a;\n", "src/main/resources/settings.xml": "<a/>"},
	}
	for _, s := range secretStacks() {
		files, ok := cargo[s.name]
		if !ok {
			continue
		}
		dir, all := t.TempDir(), map[string]string{}
		for name, text := range s.files {
			put(t, dir, name, text)
		}
		for name, text := range files {
			put(t, dir, name, text)
			all[name] = name
		}
		made := msgen(dir, "init", "--yes")
		if made.code != 0 || strings.Contains(made.stderr, "\nerror: ") {
			t.Errorf("%s: init ends with %d:\n%s", s.name, made.code, made.stderr)
		}
		found := reached(t, dir, all)
		for name := range files {
			if found[name] == "" {
				t.Errorf("%s: %s gets into no stage", s.name, name)
			}
		}
	}
}

// put writes a file below a directory.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// leaks fills in the stages that each name reaches.
func (s secretStack) leaks(t *testing.T, names []string, seen bool, found map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range s.files {
		put(t, dir, name, text)
	}
	all := map[string]string{}
	for _, n := range names {
		for _, d := range s.dirs {
			all[path.Join(d, n)] = n
			if seen {
				put(t, dir, path.Join(d, n), canary)
			}
		}
	}
	made := initAll(dir)
	if made.code != 0 {
		t.Fatalf("%s: init ends with %d:\n%s", s.name, made.code, made.stderr)
	}
	for file, stage := range reached(t, dir, all) {
		found[all[file]] = fmt.Sprintf("%s(%s)", stage, file)
	}
	for _, name := range []string{"Dockerfile", ".msgen.lock"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || strings.Contains(string(text), "S3CRET") {
			t.Errorf("%s: %s holds a secret (%v)", s.name, name, err)
		}
	}
}

// reached gives the files that a COPY, an ADD or a bind mount takes from the context that the .dockerignore leaves, with the stage.
func reached(t *testing.T, dir string, files map[string]string) map[string]string {
	t.Helper()
	ignore, err := os.ReadFile(filepath.Join(dir, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	patterns, err := ignorefile.ReadAll(strings.NewReader(string(ignore)))
	if err != nil {
		t.Fatal(err)
	}
	hides, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	take := func(stage string, sources ...string) {
		for f := range files {
			hidden, err := hides.MatchesOrParentMatches(f)
			if err == nil && !hidden && slices.ContainsFunc(sources, func(source string) bool { return takes(source, f) }) {
				found[f] = stage
			}
		}
	}
	text, err := os.Open(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	parsed, err := parser.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stages {
		for _, c := range s.Commands {
			switch c := c.(type) {
			case *instructions.CopyCommand:
				if c.From == "" {
					take(s.Name, c.SourcePaths...)
				}
			case *instructions.AddCommand:
				take(s.Name, c.SourcePaths...)
			case *instructions.RunCommand:
				for _, m := range instructions.GetMounts(c) {
					if m.Type == instructions.MountTypeBind && m.From == "" {
						take(s.Name, m.Source)
					}
				}
			}
		}
	}
	return found
}

// takes reports whether a source of a COPY names a file, or a directory above it.
func takes(source, file string) bool {
	source = strings.TrimPrefix(path.Clean("/"+source), "/")
	for f := file; f != "."; f = path.Dir(f) {
		if hit, _ := path.Match(source, f); hit || source == "" {
			return true
		}
	}
	return false
}
