package render

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/templates"
)

func builtIn() []Layer { return []Layer{{Name: "msgen", FS: templates.FS}} }

// full is a plan with every field of every type set at least once.
func full() *plan.Plan {
	return &plan.Plan{
		Stack: "go", Name: "shop", Title: "shop", Dir: ".", Context: ".",
		Stages: []*plan.Stage{
			{Name: "deps", About: "The modules of go.sum.", From: "golang:1.26-trixie", Native: true, Workdir: "/src",
				Env:      []plan.Var{{Name: "A", Value: "b"}, {Name: "PATH", Value: "/opt:$PATH", Expand: true}},
				Packages: &plan.Packages{By: "apt", OS: "trixie", Names: []string{"gcc", "libc6-dev"}, Why: "For cgo."},
				Steps: []plan.Step{
					{Slot: "deps", Copy: &plan.Copy{Sources: []string{"go.mod", "go.sum"}, Dest: "./"}},
					{Slot: "deps", Why: "Once a change of go.sum.", Args: []plan.Arg{{Name: "TARGETOS"}, {Name: "VERSION", Default: "dev"}},
						Run: &plan.Run{Mounts: []plan.Mount{{Type: "cache", ID: "m", Target: "/c", Sharing: "locked"}, {Type: "bind", From: "x", Source: "/a", Target: "/b"}, {Type: "secret", ID: "t", Env: "T", Required: true}},
							Commands: []plan.Command{{Args: []string{"go", "mod", "download"}}, {Script: "a \\\nb", Env: []plan.Var{{Name: "X", Value: "y z"}}}}}},
					{Slot: "copy", Copy: &plan.Copy{Content: "EOF\nhello\n", Dest: "/x", Link: true}},
				}},
			{Name: "prod", From: "scratch", User: "65532", Expose: []int{8080, 9090}, StopSignal: "SIGQUIT",
				Steps:      []plan.Step{{Slot: "copy", Copy: &plan.Copy{From: "deps", Sources: []string{"/a b"}, Dest: "/d", Link: true, Parents: true, Chown: "1:1", Chmod: "755", Exclude: []string{"**/*_test.go"}}}},
				Health:     &plan.Health{Test: []string{"/probe"}, Interval: "30s", Timeout: "3s", StartPeriod: "5s", StartInterval: "1s", Retries: 3, Why: "No shell."},
				Entrypoint: []string{"/server"}, Cmd: []string{"--x"},
				Labels: []plan.Var{{Name: "org.opencontainers.image.title", Value: "a b"}}, LabelArgs: []plan.Arg{{Name: "VERSION", Default: "dev"}}},
		},
		Ignore: []plan.Pattern{{Comment: "All.", Text: "**"}, {Text: "!go.mod"}, {Comment: "Keys.", Text: "**/*.pem"}},
	}
}

const fullDockerfile = `# syntax=docker/dockerfile:1
# Written by msgen. Edit it freely: "msgen update" keeps what you change, "msgen why FILE:LINE" says why a line is there.

# deps The modules of go.sum.
FROM --platform=$BUILDPLATFORM golang:1.26-trixie AS deps

ENV A=b \
    PATH="/opt:$PATH"

WORKDIR /src

# For cgo.
RUN --mount=type=cache,id=apt-cache-trixie,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,id=apt-lists-trixie,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=tmpfs,target=/etc/apt/apt.conf.d \
    apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev

COPY go.mod go.sum ./

ARG TARGETOS
ARG VERSION=dev

# Once a change of go.sum.
RUN --mount=type=cache,id=m,target=/c,sharing=locked \
    --mount=from=x,source=/a,target=/b \
    --mount=type=secret,id=t,env=T,required \
    go mod download \
    && X='y z' a \ \
    b

COPY --link <<'EOF2' /x
EOF
hello
EOF2

FROM scratch AS prod

COPY --link --from=deps --parents --chown=1:1 --chmod=755 --exclude=**/*_test.go ["/a b", "/d"]

USER 65532

EXPOSE 8080 9090

# No shell.
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --start-interval=1s --retries=3 \
    CMD ["/probe"]

STOPSIGNAL SIGQUIT

ENTRYPOINT ["/server"]
CMD ["--x"]

ARG VERSION=dev

LABEL org.opencontainers.image.title="a b"
`

func TestFiles(t *testing.T) {
	p := full()
	p.Stages[0].Steps[1].Run.Commands[1].Script = "a\nb"
	files, err := Files(p, builtIn())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range files {
		got[f.Path] = f.Text
	}
	want := strings.Replace(fullDockerfile, "a \\ \\\n    b", "a \\\n    b", 1)
	if got["Dockerfile"] != want {
		t.Errorf("Dockerfile:\n%s", got["Dockerfile"])
	}
	if want := "# All.\n**\n!go.mod\n\n# Keys.\n**/*.pem\n"; got[".dockerignore"] != want {
		t.Errorf(".dockerignore:\n%s", got[".dockerignore"])
	}
}

const bareDockerfile = `# syntax=docker/dockerfile:1
# Written by msgen. Edit it freely: "msgen update" keeps what you change, "msgen why FILE:LINE" says why a line is there.

FROM scratch AS prod
`

// A plan with nothing optional in it prints for every stack, and a context above the directory moves the ignore file.
func TestFilesBare(t *testing.T) {
	for _, stack := range []string{"go", "node", "python", "java"} {
		p := &plan.Plan{Stack: stack, Name: "x", Dir: "services/x", Context: ".", Stages: []*plan.Stage{{Name: "prod", From: "scratch"}}}
		files, err := Files(p, builtIn())
		if err != nil {
			t.Fatal(err)
		}
		if files[0].Path != "services/x/Dockerfile" || files[0].Text != bareDockerfile {
			t.Errorf("%s: %s:\n%q", stack, files[0].Path, files[0].Text)
		}
		if files[1].Path != "services/x/Dockerfile.dockerignore" {
			t.Errorf("%s: %s", stack, files[1].Path)
		}
	}
}

func TestFilesUnknownStage(t *testing.T) {
	p := full()
	p.Stages[0].Name = "cellar"
	if _, err := Files(p, builtIn()); err == nil || !strings.Contains(err.Error(), `no template prints the stage "cellar"`) {
		t.Errorf("got %v", err)
	}
}

func TestLayers(t *testing.T) {
	team := Layer{Name: "acme", FS: fstest.MapFS{
		"go/_blocks.tmpl":      {Data: []byte(`{{define "deps.packages"}}# {{.Stage.Name}} of {{.Plan.Name}} needs nothing{{end}}`)},
		"_shared/_all.tmpl":    {Data: []byte(`{{define "stage.before"}}# acme{{end}}`)},
		"_shared/NOTICE.tmpl":  {Data: []byte(`made for {{.Plan.Name}}`)},
		"go/dockerignore.tmpl": {Data: []byte("**\n")},
	}}
	files, err := Files(full(), append(builtIn(), team))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range files {
		got[f.Path] = f.Text
	}
	for _, want := range []string{"# deps of shop needs nothing\n", "# acme\n\nFROM scratch AS prod"} {
		if !strings.Contains(got["Dockerfile"], want) {
			t.Errorf("no %q in\n%s", want, got["Dockerfile"])
		}
	}
	if got["NOTICE"] != "made for shop\n" || got[".dockerignore"] != "**\n" {
		t.Errorf("NOTICE %q, .dockerignore %q", got["NOTICE"], got[".dockerignore"])
	}
}

func TestLayerErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{{define "deps.from"}}{{.Stage.Nme}}{{end}}`:       "acme/go/_x.tmpl:1:30",
		`{{define "deps.from"}}{{expandenv "HOME"}}{{end}}`: `function "expandenv" not defined`,
		`{{define "deps.from"}}{{now}}{{end}}`:              `function "now" not defined`,
	} {
		_, err := Files(full(), append(builtIn(), Layer{Name: "acme", FS: fstest.MapFS{"go/_x.tmpl": {Data: []byte(text)}}}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestSprigNames(t *testing.T) {
	if got, want := len(allowed()), len(sprigNames()); got != want {
		t.Errorf("%d of %d names are functions of sprig", got, want)
	}
}
