// Package lock is msgen's own memory in a repository: .msgen.lock, which says what was decided, on what evidence, and what
// was rendered. It is canonical: the same facts give the same bytes, sorted, one fact a line, without a clock.
package lock

// Name is the file's name, in the root of the repository.
const Name = ".msgen.lock"

// Version is the form of the lock that this msgen writes. Older forms are read forever, newer ones refused.
const Version = 1

// Lock is what the file holds.
type Lock struct {
	// Msgen is the release that wrote it, "v0.9.0" or "(devel)"; Catalog is the date of its images, "2026-11-20".
	Msgen, Catalog string
	// Services are sorted by name.
	Services []Service
	// Files are sorted by path.
	Files []File
	// Packs are the team's layers, in the order in which they are laid.
	Packs []Pack
}

// Service is one service as it was when its files were rendered.
type Service struct {
	Name, Dir, Context, Stack string
	// Answers are all choices, sorted by key, each with its source.
	Answers []Answer
	// Facts are what was seen of the repository, sorted by key.
	Facts []Fact
	// Images are the bases that were rendered, sorted by stage.
	Images []Image
}

// Answer is one choice.
type Answer struct {
	// Key is the choice's name, Value what it was, as text that a flag would take.
	Key, Value string
	// Source is flag, environment, answer, file, detected or default; From names the flag, variable or line.
	Source, From string
}

// Fact is one thing that detect found: "version" "1.25.1", seen at go.mod:3 "go 1.25.1".
type Fact struct {
	Key   string `json:"-"`
	Value string `json:"value"`
	// Path, Line and Text are the evidence; Path is empty for a fact that names none, Line 0 for a file as a whole.
	Path string `json:"path,omitempty"`
	Line int    `json:"line,omitempty"`
	Text string `json:"text,omitempty"`
}

// Image is a base image of a stage.
type Image struct {
	// Stage is the stage's name, Ref the reference as it was rendered, with its digest where it has one.
	Stage, Ref string
}

// File is one file that msgen rendered.
type File struct {
	// Path is slash-separated and relative to the root of the repository; Service is whose file it is.
	Path, Service string
	// Base is the text as it was rendered. The file holds it compressed, beside its hash.
	Base []byte
	// Accepted is the hash of a text on disk that a person reviewed, "sha256:…"; empty for none.
	Accepted string
	// Absent says that the user deleted the file, and that it stays so.
	Absent bool
}

// Pack is one team's layer.
type Pack struct {
	// Ref is what the user wrote, Resolved the same with its digest or commit.
	Ref      string `json:"ref"`
	Resolved string `json:"resolved"`
	// Name and Version are the pack's own; Tree is the hash of its files, the same for each way to transport them.
	Name    string `json:"-"`
	Version string `json:"version"`
	Tree    string `json:"tree"`
	// Signer is who signed it, "" for nobody.
	Signer string `json:"signer,omitempty"`
}
