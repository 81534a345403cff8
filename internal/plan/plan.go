// Package plan decides: from what a repository is (detect), what the user wants (choice) and which images exist (catalog)
// it makes a Plan, the stages of a Dockerfile with everything in them decided. Layout and wording are the templates'.
package plan

import "github.com/msgen/msgen/detect"

// Plan is one Dockerfile and its .dockerignore, decided.
type Plan struct {
	// Stack is the template family that lays it out: go, node, python, java.
	Stack string
	// Name is the service's name; Title says what it is, for people: "Express on distroless Node 24".
	Name  string
	Title string
	// Dir is where the files go, Context is the directory that the build is given; both relative to the repository's root.
	Dir     string
	Context string
	// Base is the family of the final base, never "auto"; Because says why it was taken.
	Base    string
	Because string
	// Syntax is the image that reads the Dockerfile, where it is fetched from elsewhere; "" for docker/dockerfile:1.
	Syntax string
	// Model is what the new templates see: a *Go, *Node, *Python, *Java or *Data; nil for a plan of stages.
	Model any `json:"-"`
	// Stages are in the order of the file; the last one is prod. A template asks for one by name.
	Stages []*Stage
	// Ignore is the .dockerignore, in order.
	Ignore []Pattern
	// Secrets are the secrets that the build wants by --secret, so that the build command can name them.
	Secrets []Secret
	// DevAtRun tells that the program is known to need its development dependencies at run time, so that they are shipped.
	DevAtRun bool
	// RunEnv are variables that the container needs at run time and nobody can know: "DJANGO_SECRET_KEY".
	RunEnv []string
	// Notes are what the plan has to say beyond detect's notes: what is lost, what to add.
	Notes []detect.Note
}

// Frontend is the image that reads a Dockerfile, where nobody wants another.
const Frontend = "docker/dockerfile:1"

// Stage gives the stage of that name, nil when the plan has none.
func (p *Plan) Stage(name string) *Stage {
	for _, s := range p.Stages {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Prod is the final stage.
func (p *Plan) Prod() *Stage { return p.Stages[len(p.Stages)-1] }

// Stage is one build stage. What it prints, in this order: FROM, ENV, WORKDIR, packages, steps, and for a stage that is
// run: USER, EXPOSE, HEALTHCHECK, STOPSIGNAL, ENTRYPOINT, CMD, labels.
type Stage struct {
	// Name is the stage's name: toolchain, deps, build, probe, test, dev, debug, prod …
	Name string
	// About says what it is for; it becomes the comment above FROM, which starts with the name.
	About string
	// From is an image reference or the name of an earlier stage.
	From string
	// Native runs the stage on the build machine's platform: --platform=$BUILDPLATFORM.
	Native  bool
	Env     []Var
	Workdir string
	// Packages are system packages that the stage installs.
	Packages *Packages
	// Steps are its COPY and RUN instructions, in order.
	Steps []Step

	// User, numeric; empty keeps the base's.
	User string
	// Expose are the ports that something in the image listens on.
	Expose     []int
	Health     *Health
	StopSignal string
	Entrypoint []string
	Cmd        []string
	Labels     []Var
	// LabelArgs are the build arguments (VERSION, REVISION) that only the labels use; they stand right above them.
	LabelArgs []Arg
}

// Step is one instruction or two: an optional ARG, then a COPY or a RUN.
type Step struct {
	// Slot names the block that prints the step: "deps", "copy" or "build". Steps of a stage with the same slot stand together.
	Slot string
	// Why is the comment above it, one sentence or two; empty for none.
	Why string
	// Because is the evidence that the step rests on.
	Because []detect.Evidence
	// Args are declared right before the step, so that they invalidate nothing above it: TARGETOS, TARGETARCH, VERSION.
	Args []Arg
	// Exactly one of Copy and Run is set.
	Copy *Copy
	Run  *Run
}

// Arg is an ARG instruction.
type Arg struct{ Name, Default string }

// Var is a name and a value: ENV, LABEL. Values are literal: a template quotes them, and no $ in them is expanded unless
// Expand is set.
type Var struct {
	Name, Value string
	Expand      bool
}

// Copy is a COPY instruction.
type Copy struct {
	// From is a stage or an image; empty for the build context.
	From string
	// Sources are paths; Content, when set, is written instead, as a heredoc.
	Sources []string
	Content string
	Dest    string
	// Link makes the layer independent of those below it (--link).
	Link bool
	// Patterns says that * in Sources matches any part of a name: "*.go". Otherwise it is a letter like any other.
	Patterns bool
	// Parents keeps the directories of the sources (--parents).
	Parents bool
	Exclude []string
	Chown   string
	Chmod   string
}

// Run is a RUN instruction: its commands are joined with &&.
type Run struct {
	Mounts   []Mount
	Commands []Command
}

// Command is one command of a RUN instruction: arguments, which are quoted for the shell, or a script of msgen's own, which
// is not. Nothing that comes from the repository may stand in a script unquoted.
type Command struct {
	Args   []string
	Script string
	// Env is set for this command alone: NAME=value in front of it.
	Env []Var
	// Expand names the variables that the shell puts into Args where these say "$NAME".
	Expand []string
}

// Mount is a --mount of a RUN instruction.
type Mount struct {
	// Type is cache, bind, secret, ssh or tmpfs.
	Type    string
	ID      string
	Target  string
	Source  string
	From    string
	Sharing string
	// Env names the variable that a secret is given in; Required makes the build fail without the secret.
	Env      string
	Required bool
}

// Packages are system packages, installed by the base's package manager.
type Packages struct {
	// By is apt or apk.
	By    string
	Names []string
	// OS tells caches of different distributions apart: "trixie", "bookworm", "alpine".
	OS  string
	Why string
	// Because is the evidence that the packages are needed.
	Because []detect.Evidence
}

// Health is a HEALTHCHECK in exec form. Durations are Docker's: "30s". Empty ones are left to Docker's default.
type Health struct {
	Test        []string
	Interval    string
	Timeout     string
	StartPeriod string
	// StartInterval is the interval during the start period (Docker 25 and later).
	StartInterval string
	Retries       int
	Why           string
}

// Pattern is one line of .dockerignore, with the comment above it where it starts a group.
type Pattern struct {
	Comment string
	Text    string
}

// Secret is a secret that the build mounts.
type Secret struct {
	// ID is its name for --secret id=…; Env or File says where the build command takes it from.
	ID, Env, File string
	// Why says what it is for.
	Why string
}
