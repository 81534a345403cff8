package secret

import (
	"strings"
	"testing"
)

// TestNamed tells names of secrets from those that only sound like one.
func TestNamed(t *testing.T) {
	for _, p := range strings.Fields(".env a/.env.local prod.env id_rsa a/id_ed25519.old .ssh/config a.pem tls.key x.tfstate.backup prod.tfvars kubeconfig a/kubeconfig.yml serviceAccountKey.json gcp-key.json aws-credentials.json dump.sql .ssh/x.sh .npmrc .zsh_history .aws/x/y.json") {
		if !Named(p) {
			t.Errorf("%s is no secret", p)
		}
	}
	for _, p := range strings.Fields("environment.ts keyboard.js identity.js credentials.ts secrets.py order_history/a.py .env.example .env.production.sample example.env id_rsa.pub terraform.tfvars.example config.json tokens.css monkey.ts keys.json envoy.yaml awsomething docker/config.json ssh/a kube/config.go settings.py pkg/kubeconfig/encode.go id_rsa_test.go") {
		if Named(p) {
			t.Errorf("%s is a secret", p)
		}
	}
}

// TestHeld tells a secret from what only has its name.
func TestHeld(t *testing.T) {
	for _, x := range []struct {
		path, text string
		held       bool
	}{
		{"a.pem", "-----BEGIN CERTIFICATE-----", false}, {"a.pem", "-----BEGIN RSA PRIVATE KEY-----", true}, {"a.key", "0123456789abcdef0123456789abcdef\n", true}, {"a.key", "-----BEGIN PUBLIC KEY-----", false},
		{".npmrc", "//r/:_authToken=${T}", false}, {".npmrc", "//r/:_authToken=abc", true}, {".npmrc", "; //r/:_authToken=abc", false}, {".npmrc", "always-auth=true", false},
		{".yarnrc.yml", "npmAuthIdent: abc", true}, {"bunfig.toml", "token = \"$T\"", false}, {"pip.conf", "index-url=https://$U:$P@x", false}, {"pip.conf", "index-url=https://u:p@x", true},
		{"settings.xml", "<password>${env.P}</password>", false}, {"settings.xml", "<password>abc</password>", true}, {"gradle.properties", "systemProp.https.proxyPassword=x", true}, {"gradle.properties", "version=1", false},
		{"a.sql", "-- PostgreSQL database dump\ncreate table a;", false}, {"a.sql", "-- MySQL dump 10\nINSERT INTO a VALUES (1)", true}, {"a.sql", "INSERT INTO roles VALUES ('admin')", false},
		{"secrets.yml", "api_key: <%= ENV['K'] %>", false}, {"secrets.yml", "api_key: abc", true}, {".env", "", true}, {".docker/config.json", "{\"auths\": {\"x\": {\"auth\": \"abc\"}}}", true}, {".docker/php.ini", "a=b", false},
	} {
		if got := Held(x.path, x.text); got != x.held {
			t.Errorf("%s with %q: %v", x.path, x.text, got)
		}
	}
}

// TestMasked holds that a line loses secrets and nothing else.
func TestMasked(t *testing.T) {
	for line, want := range map[string]string{
		"git clone https://u:p@x/y":                    "git clone https://x/y",
		"https://ghp_abc@github.com/a":                 "https://github.com/a",
		"https://${U}:${P}@x/y":                        "https://${U}:${P}@x/y",
		"redis://:abc@x/1":                             "redis://x/1",
		"git+ssh://git@github.com/a":                   "git+ssh://git@github.com/a",
		`"start": "API_KEY=abc A=1 node x"`:            `"start": "API_KEY=*** A=1 node x"`,
		`password: "abc"`:                              `password: "***"`,
		`password("abc"); b("c")`:                      `password("***"); b("c")`,
		`nexusPassword 'abc'`:                          `nexusPassword '***'`,
		`const dbPassword = "abc"`:                     `const dbPassword = "***"`,
		`secret: "none", token("$T")`:                  `secret: "none", token("$T")`,
		`getenv("DB_PASSWORD")`:                        `getenv("DB_PASSWORD")`,
		"SECRET_KEY = os.environ['SECRET_KEY']":        "SECRET_KEY = os.environ['SECRET_KEY']",
		"const token = process.env.TOKEN;":             "const token = process.env.TOKEN;",
		`os.getenv("API_KEY", "x")`:                    `os.getenv("API_KEY", "x")`,
		"API_KEY=$API_KEY node x":                      "API_KEY=$API_KEY node x",
		"PORT=80 KEY_FILE=/run/k AUTH_TOKEN=dummy run": "PORT=80 KEY_FILE=/run/k AUTH_TOKEN=dummy run",
		"me@example.com":                               "me@example.com",
	} {
		if got := Masked(line); got != want {
			t.Errorf("%s becomes %s, not %s", line, got, want)
		}
	}
}

// TestLiteral finds what scripts of Gradle have written into them, and not what they get.
func TestLiteral(t *testing.T) {
	for line, want := range map[string]bool{
		`password = "abc"`: true, `password 'abc'`: true, `password("abc")`: true, `setPassword('abc')`: true, `credentials { username = "u"; password = "abc" }`: true, `ext.nexusPassword = 'abc'`: true,
		`extra["apiToken"] = "abc"`: true, `project.property("repo.token", "abc")`: true, `url = "https://u:abc@r/x"`: true, `def accessKey = 'abc'`: true, `value = "abc"`: true,
		`password = System.getenv("P")`: false, `password = findProperty("nexusPassword")`: false, `password = "$nexusPassword"`: false, `password "${p}"`: false, `password = providers.environmentVariable("NEXUS_PASSWORD").get()`: false,
		`id 'token' version '1'`: false, `implementation 'org.auth:token:1'`: false, `secretName = "x"`: false, `password = ""`: false, `password = "dummy"`: false, `values = ["a"]`: false,
	} {
		if got := Literal(line, true); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
	if Literal(`value = "abc"`, false) {
		t.Error("every value is a credential")
	}
}

// TestHome finds the directory in which a file is a part of the program.
func TestHome(t *testing.T) {
	for p, want := range map[string]string{"a/migrations/1/x.sql": "a/migrations", "x.sql": "", "src/main/resources/schema.sql": "src/main/resources", "locales/de/credentials.json": "locales",
		"a/credentials.json": "", "src/main/resources/settings.xml": "src", "settings.xml": "", "db/tls.key": ""} {
		if got := Home(p); got != want {
			t.Errorf("%s is at home in %q, not %q", p, got, want)
		}
	}
}
