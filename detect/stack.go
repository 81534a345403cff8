package detect

import "slices"

// Report is what a repository is: its services, and what was noticed on the way.
type Report struct {
	// Schema names the form of the report, "msgen.detect/v1".
	Schema string `json:"schema"`
	// Stacks holds one entry for each service, sorted by directory, then name.
	Stacks []Stack `json:"stacks"`
	// More are further programs of the same projects. Each gets an image of its own if a person asks for it by its name.
	More []Stack `json:"more,omitempty"`
	// Notes concern the repository as a whole.
	Notes []Note `json:"notes"`
	// Files are all files that the walk saw, sorted; a directory that it did not enter is there with a slash at its end.
	// Not part of the JSON.
	Files []string `json:"-"`
}

// All gives the services, and after them the programs that get an image only on request.
func (r Report) All() []Stack { return slices.Concat(r.Stacks, r.More) }

// Stack is one service: a program that gets an image of its own.
type Stack struct {
	// Name is what the service is called: its manifest's name, else its directory's.
	Name string `json:"name"`
	// Dir is the directory of its manifest, slash-separated, "." for the root.
	Dir string `json:"dir"`
	// Context is the directory that its build needs as context: Dir, or the root of the workspace it belongs to.
	Context string `json:"context"`
	// Stack is the template family: go, node, python, java, rust, or the name of a stack described as data.
	Stack string `json:"stack"`
	// Language is the name that go-enry uses: Go, JavaScript, TypeScript, Python, Java, Kotlin, Rust.
	Language string `json:"language"`
	// Description, License and Source come from the manifest, for the image's labels.
	Description string `json:"description,omitempty"`
	License     string `json:"license,omitempty"`
	Source      string `json:"source,omitempty"`

	Framework Fact[string]   `json:"framework,omitzero" fact:"framework"` // nestjs, gin, django, spring-boot; "" for none
	Version   Fact[string]   `json:"version,omitzero" fact:"version"`     // of the language's runtime, as declared: ">=22", "1.25.1"
	Manager   Fact[string]   `json:"manager,omitzero" fact:"manager"`     // npm, yarn, pnpm, pip, uv, maven, gradle, go, cargo; with "@version" where declared
	Build     Fact[[]string] `json:"build,omitzero" fact:"build"`         // the command that builds, as arguments
	Start     Fact[[]string] `json:"start,omitzero" fact:"start"`         // the command that the container runs, as arguments
	Port      Fact[int]      `json:"port,omitzero" fact:"port"`           // 0: nothing listens
	PortEnv   Fact[string]   `json:"portEnv,omitzero" fact:"portEnv"`     // the variable that moves the port, "PORT"
	Health    Fact[string]   `json:"health,omitzero" fact:"health"`       // a path that answers 200 when the program is well: "/healthz"
	Signals   Fact[bool]     `json:"signals,omitzero" fact:"signals"`     // whether the code ends itself on SIGTERM

	// Host is the loopback address that the program listens on, "127.0.0.1": nobody outside of the container reaches it. HostEnv
	// is the variable that moves it, "HOST". Both are unknown where the program listens on all addresses.
	Host    Fact[string] `json:"host,omitzero" fact:"host"`
	HostEnv Fact[string] `json:"hostEnv,omitzero" fact:"hostEnv"`
	// Writes are the directories that the program writes to at run time, sorted.
	Writes []Write `json:"writes,omitempty" fact:"writes,Dir"`

	// Facts are those that a stack described as data reads by names of its own.
	Facts []NamedFact `json:"facts,omitempty"`

	// Go, Node, Python, Java and Rust hold what only that family knows; exactly one is set, or none for a stack described as data.
	Go     *Go     `json:"go,omitempty"`
	Node   *Node   `json:"node,omitempty"`
	Python *Python `json:"python,omitempty"`
	Java   *Java   `json:"java,omitempty"`
	Rust   *Rust   `json:"rust,omitempty"`

	// Assets is the front end that this service's build makes and serves, if there is one.
	Assets *Assets `json:"assets,omitempty"`
	// Admitted are patterns of files that have the name of a secret and are part of the program, with the line that says so;
	// Withheld are files among them that hold a secret all the same.
	Admitted []Candidate `json:"admitted,omitempty"`
	Withheld []string    `json:"withheld,omitempty"`
	// AskEnv are variables that the container is given when it runs: the start command sets them to what looks like a secret, or the
	// program does not start without them.
	AskEnv []Candidate `json:"askEnv,omitempty"`
	// Questions are what the evidence leaves open and a person must answer.
	Questions []Question `json:"questions,omitempty"`
	// Refusal says why no image can be made of it, if that is so.
	Refusal *Note `json:"refusal,omitempty"`
	// Notes are what a person should know: a fallback taken, a conflict, an end of life.
	Notes []Note `json:"notes,omitempty"`
	More  bool   `json:"-"` // it belongs to Report.More
}

// Write is a directory that a program writes to.
type Write struct {
	// Dir is the directory, relative to the working directory of the program, or absolute: "data", "/var/lib/app".
	Dir string `json:"dir"`
	// Keep says that what is written there is meant to stay: a database, uploads. It is false for caches and temporary files.
	Keep bool `json:"keep,omitempty"`
	// Code says that the repository has files of the program there, of which a volume would keep the old ones.
	Code    bool       `json:"code,omitempty"`
	Because []Evidence `json:"because"`
}

// NamedFact is a fact of a stack described as data: one text, or a list of all that was found.
type NamedFact struct {
	Name string         `json:"name"`
	Text Fact[string]   `json:"text,omitzero"`
	List Fact[[]string] `json:"list,omitzero"`
	// IsList says that the stack wants all values, so that Text is empty.
	IsList bool `json:"-"`
}

// Assets is a front end inside a back end: a package.json that only builds files which the service serves.
type Assets struct {
	// Dir is the directory of its package.json.
	Dir string `json:"dir"`
	// Node is the front end as a stack of its own would be.
	Node *Stack `json:"node"`
	// Output is the directory that the build fills, relative to the root of the repository.
	Output Fact[string] `json:"output,omitzero"`
	// Into is the directory in which the back end takes these files in or serves them, relative to the root of the
	// repository; often the same as Output, and otherwise what the build's output has to be copied to.
	Into Fact[string] `json:"into,omitzero"`
}

// Question is something that the evidence does not decide.
type Question struct {
	// Key names the choice that would answer it: "start", "main", "port", "version".
	Key string `json:"key"`
	// Text asks, in one sentence without a question mark's context: "which of these programs does the image run?".
	Text string `json:"text"`
	// Candidates are the answers seen, best first, each with its evidence.
	Candidates []Candidate `json:"candidates"`
}

// Candidate is a possible answer to a Question.
type Candidate struct {
	Value   string     `json:"value"`
	Because []Evidence `json:"because"`
}

// Note is something a person should know.
type Note struct {
	// Text says what was seen and what follows from it, in one or two sentences.
	Text string `json:"text"`
	// Add says what to put into the repository to make it better; may be empty.
	Add string `json:"add,omitempty"`
	// Because says where it was seen.
	Because []Evidence `json:"because,omitempty"`
}

// AddCandidate adds a value with its evidence, once.
func AddCandidate(list []Candidate, value string, e Evidence) []Candidate {
	for i := range list {
		if list[i].Value == value {
			list[i].Because = append(list[i].Because, e)
			return list
		}
	}
	return append(list, Candidate{Value: value, Because: []Evidence{e}})
}
