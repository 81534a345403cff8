// Package plan decides: from what a repository is (detect), what the user wants (choice) and which images exist (catalog)
// it makes a Plan with the model that the templates see. Every instruction, command and comment is the templates'.
package plan

import "github.com/msgen/msgen/detect"

// Plan is one Dockerfile and its .dockerignore, decided.
type Plan struct {
	// Stack is the template family that lays it out: go, node, python, java, rust.
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
	// Model is what the templates see: a *Go, *Node, *Python, *Java, *Rust or *Data.
	Model any `json:"-"`
	// Secrets are the secrets that the build wants by --secret, so that the build command can name them.
	Secrets []Secret
	// BuildArgs are arguments without a value of their own, which the build command passes on from the environment.
	BuildArgs []string
	// DevAtRun tells that the program is known to need its development dependencies at run time, so that they are shipped.
	DevAtRun bool
	// AtRun are the system packages that the program is known to load or to run.
	AtRun []string
	// LockStale tells that the lock file is known not to fit its manifest, so that no install can hold to it.
	LockStale bool
	// RunEnv are variables that the container needs at run time and nobody can know: "DJANGO_SECRET_KEY".
	RunEnv []string
	// Notes are what the plan has to say beyond detect's notes: what is lost, what to add.
	Notes []detect.Note
}

// Frontend is the image that reads a Dockerfile, where nobody wants another.
const Frontend = "docker/dockerfile:1"

// Var is an environment variable. Values are literal: a template quotes them, and no $ in them is expanded.
type Var struct {
	// Name is the name of the variable, "PORT"; Value is what it holds, "3000".
	Name, Value string
}

// Secret is a secret that the build mounts.
type Secret struct {
	// ID is its name for --secret id=…: "npmrc". Env is the variable, or File the file, that the build command takes it from.
	ID, Env, File string
	// Build says that the build asks for it, and not the install.
	Build bool
	// Required says that the step fails without it.
	Required bool
	// Why says what it is for: "the package index asks for it".
	Why string
}
