//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// sound is an image without a fault; the cases below each put one in.
const sound = `# syntax=docker/dockerfile:1

# settle What an edit of the page does not touch.
FROM scratch AS settle

COPY lock /lock

# page What it does.
FROM scratch AS page

COPY page.html /page.html

# prod The default target.
FROM scratch AS prod

COPY --link --from=settle /lock /lock

COPY --link --from=page /page.html /page.html

COPY --link server /server

USER 65532

EXPOSE 8080

HEALTHCHECK --interval=30s CMD ["/server", "probe"]

ENTRYPOINT ["/server"]
`

// TestHarness shows that the harness sees each fault that it is there for, and none in a sound image.
func TestHarness(t *testing.T) {
	needDocker(t)
	server := compile(t)
	for _, c := range []struct {
		name, old, new string // what is changed in the sound Dockerfile
		run            string // lines of want/run that are added
		want           string // in the breaches; "" for none at all
	}{
		{"sound", "", "", "", ""},
		{"root", "USER 65532\n", "USER 0\n", "", "runs as root"},
		{"no user", "USER 65532\n", "", "", "runs as root"},
		{"named user", "USER 65532\n", "COPY <<X /etc/passwd\nweb:x:9:9::/:\nX\n\nUSER web\n", "", `USER "web" is a name`},
		{"owned by the user", "--link server", "--link --chown=65532 server", "", "can write /server (owner)"},
		{"writable for all", "--link server", "--link --chmod=777 server", "", "can write /server (anyone)"},
		{"writable for the group", "--link server", "--link --chmod=775 server", "", "can write /server (group)"},
		{"compiler", "USER", "COPY server /usr/bin/x86_64-linux-gnu-gcc-14\n\nUSER", "", "a compiler in the image"},
		{"package manager", "USER", "COPY server /usr/bin/apt-get\n\nUSER", "", "a package manager in the image: /usr/bin/apt-get"},
		{"secret", "USER", "COPY .env /app/.env\n\nUSER", "", "secret-like file in a layer: /app/.env"},
		{"wrong answer", "", "", "GET /x 404", "want 404"},
		{"other text", "", "", "GET / 200 goodbye", `with "goodbye"`},
		{"no port", "EXPOSE 8080\n", "", "", "exposes no port"},
		{"ends at once", "USER", "ENV END=1\n\nUSER", "", "ended with exit code 3"},
		{"deaf to SIGTERM", "USER", "ENV DEAF=1\n\nUSER", "", "exit 137"},
		{"wrong exit code", "", "", "exit 130", "exit code 2 after SIGTERM, want one of [130]"},
		{"sick", "USER", "ENV SICK=1\n\nUSER", "", "HEALTHCHECK says"},
		{"a warning", `ENTRYPOINT ["/server"]`, "ENTRYPOINT [\"/server\"]\nCMD [\"a\"]\nCMD [\"b\"]", "", "MultipleInstructionsDisallowed"},
		{"an experimental warning", "# page What", "# What", "", "InvalidDefinitionDescription"},
		{"no such file", "COPY lock /lock", "COPY missing /lock", "", "build failed"},
		{"not cached", "COPY lock /lock", "COPY lock page.html /", "", "stage settle was not cached"},
		{"no such stage", "", "", "cached deps", "stage deps has no step"},
		{"edit without effect", "COPY page.html", "COPY server", "", "changed nothing"},
		{"silent", "", "", "stdout ready", `did not print "ready"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			breaches := strings.Join(attempt(t, server, strings.Replace(sound, c.old, c.new, 1), c.run), "\n")
			if (c.want == "") != (breaches == "") || !strings.Contains(breaches, c.want) {
				t.Errorf("breaches %q, want %q", breaches, c.want)
			}
		})
	}
}

// attempt tries an image and gives the breaches.
func attempt(t *testing.T, server, dockerfile, more string) []string {
	t.Helper()
	repo := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile": dockerfile, "lock": "1\n", "page.html": "<p>hello\n", ".env": "KEY=secret\n",
	} {
		if err := os.WriteFile(filepath.Join(repo, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(server, filepath.Join(repo, "server")); err != nil {
		t.Fatal(err)
	}
	text := "A case.\n-- page.html --\n-- want/run --\nGET / 200 hello\nedit page.html\ncached settle\nexit 2\n" + more + "\n"
	s, err := story.Parse("harness.txtar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	name := "harness-" + strings.ReplaceAll(filepath.Base(t.Name()), " ", "-")
	trial := &Trial{Name: name, Repo: repo, Source: Source{Context: repo, Dockerfile: "Dockerfile"}, Run: s.Runs[0], Patience: 6 * time.Second}
	row, err := trial.Try(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return row.Breaches
}

// compile makes the program of the images.
func compile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "server")
	c := exec.Command("go", "build", "-o", file, "./testdata/server")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}
