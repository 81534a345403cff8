package flow_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCredentials holds for every manager that its settings with a credential are a secret mount which the printed command
// feeds, and that secrets of the start command are asked for when the container runs.
func TestCredentials(t *testing.T) {
	server := "require('http').createServer((q, r) => r.end('ok')).listen(3000)\n"
	flask := "from flask import Flask\napp = Flask(__name__)\n"
	class := "public class App { public static void main(String[] a) {} }\n"
	for _, c := range []struct {
		name  string
		flags []string
		files map[string]string
		// mount is what the Dockerfile, printed what the commands must say.
		mount, printed string
	}{
		{"bun", nil, map[string]string{"package.json": `{"name":"x","scripts":{"start":"bun server.js"},"dependencies":{"ms":"2"}}`, "bun.lock": "", "server.js": server, "bunfig.toml": "[install.registry]\nurl=\"https://r\"\ntoken=\"S3CRET\"\n"},
			"--mount=type=secret,id=bunfig-toml,target=/app/bunfig.toml,required", "--secret id=bunfig-toml,src=bunfig.toml"},
		{"yarn", nil, map[string]string{"package.json": `{"name":"x","packageManager":"yarn@4.9.1","scripts":{"start":"node server.js"},"dependencies":{"ms":"2"}}`, "yarn.lock": "# yarn\n__metadata:\n  version: 8\n", "server.js": server, ".yarnrc.yml": "nodeLinker: node-modules\nnpmAuthToken: S3CRET\n"},
			"--mount=type=secret,id=yarnrc-yml,target=/app/.yarnrc.yml,required", "--secret id=yarnrc-yml,src=.yarnrc.yml"},
		{"pip", []string{"--base", "slim"}, map[string]string{"app.py": flask, "requirements.txt": "flask\ngunicorn\n", "pip.conf": "[global]\nindex-url=https://bob:S3CRET@x/simple\n"},
			"--mount=type=secret,id=pip-conf,target=/etc/pip.conf,required", "--secret id=pip-conf,src=pip.conf"},
		{"uv in the place of pip", []string{"--base", "distroless"}, map[string]string{"app.py": flask, "requirements.txt": "flask\ngunicorn\n", "pip.conf": "[global]\nindex-url=https://bob:S3CRET@x/simple\n"},
			"--mount=type=secret,id=UV_DEFAULT_INDEX,env=UV_DEFAULT_INDEX,required", "--secret id=UV_DEFAULT_INDEX,env=UV_DEFAULT_INDEX"},
		{"poetry", nil, map[string]string{"app.py": flask, "pyproject.toml": "[tool.poetry]\nname = \"x\"\nversion = \"1\"\n[tool.poetry.dependencies]\npython = \"^3.12\"\nflask = \"*\"\ngunicorn = \"*\"\n", "poetry.lock": "", "poetry.toml": "[http-basic.acme]\nusername = \"u\"\npassword = \"S3CRET\"\n"},
			"--mount=type=secret,id=poetry-toml,target=/app/poetry.toml,required", "--secret id=poetry-toml,src=poetry.toml"},
		{"gradle", nil, map[string]string{"build.gradle": "plugins { id 'application' }\napplication { mainClass = 'App' }\n", "settings.gradle": "", "src/main/java/App.java": class, "gradle.properties": "nexusPassword=S3CRET\n"},
			"--mount=type=secret,id=gradle-properties,target=/src/gradle.properties,required", "--secret id=gradle-properties,src=gradle.properties"},
		{"maven", nil, map[string]string{"pom.xml": "<project><groupId>e</groupId><artifactId>x</artifactId><version>1</version></project>", "src/main/java/App.java": class, ".mvn/maven.config": "-Drepo.token=S3CRET\n"},
			"--mount=type=secret,id=mvn-maven-config,target=/src/.mvn/maven.config,required", "--secret id=mvn-maven-config,src=.mvn/maven.config"},
		{"start", nil, map[string]string{"package.json": `{"name":"x","repository":"https://bob:S3CRET@github.com/a/b.git","scripts":{"start":"API_KEY=S3CRET node server.js"}}`, "server.js": server},
			"org.opencontainers.image.source=https://github.com/a/b", "-e API_KEY"},
		{"front end", nil, map[string]string{"app.py": "from flask import Flask\napp = Flask(__name__, static_folder='frontend/dist')\n", "requirements.txt": "flask\ngunicorn\n",
			"frontend/package.json": `{"name":"f","scripts":{"build":"vite build"},"devDependencies":{"vite":"7.0.0"}}`, "frontend/index.html": "hi", "frontend/.npmrc": "//r/:_authToken=S3CRET\n"},
			"--mount=type=secret,id=frontend-npmrc,target=/app/frontend/.npmrc,required", "--secret id=frontend-npmrc,src=frontend/.npmrc"},
		{"build", nil, map[string]string{"package.json": `{"name":"x","scripts":{"build":"SENTRY_AUTH_TOKEN=S3CRET vite build"},"devDependencies":{"vite":"7.0.0"}}`, "index.html": "hi"},
			"--mount=type=secret,id=SENTRY_AUTH_TOKEN,env=SENTRY_AUTH_TOKEN", "--secret id=SENTRY_AUTH_TOKEN,env=SENTRY_AUTH_TOKEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range c.files {
				put(t, dir, name, text)
			}
			made := initAll(dir, c.flags...)
			if made.code != 0 || strings.Contains(made.stderr, "\nerror: ") {
				t.Fatalf("init ends with %d:\n%s", made.code, made.stderr)
			}
			if !strings.Contains(made.stderr, c.printed) {
				t.Errorf("%s is not in\n%s", c.printed, made.stderr)
			}
			for _, name := range []string{"Dockerfile", ".dockerignore", ".msgen.lock", ".msgen.yaml"} {
				text, err := os.ReadFile(filepath.Join(dir, name))
				if name == "Dockerfile" && (err != nil || !strings.Contains(string(text), c.mount)) {
					t.Errorf("%s is not in\n%s", c.mount, text)
				}
				if strings.Contains(string(text), "S3CRET") || strings.Contains(made.stderr+made.out, "S3CRET") {
					t.Errorf("%s or what is printed tells a secret:\n%s", name, made.stderr)
				}
			}
			if check := msgen(dir, "update", "--check"); check.code != 0 {
				t.Errorf("update --check ends with %d:\n%s%s", check.code, check.out, check.stderr)
			}
		})
	}
}

// initAll runs init with all targets; without test where there is nothing to test.
func initAll(dir string, flags ...string) outcome {
	made := msgen(dir, append([]string{"init", "--yes", "--target", "prod,test,dev,debug"}, flags...)...)
	if made.code != 0 && strings.Contains(made.stderr, "no target test") {
		made = msgen(dir, append([]string{"init", "--yes", "--target", "prod,dev,debug"}, flags...)...)
	}
	return made
}
