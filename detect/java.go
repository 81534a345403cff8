package detect

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Java is what only a Java or Kotlin service has. Paths are relative to the stack's Context.
type Java struct {
	// Tool is maven or gradle.
	Tool string `json:"tool"`
	// Root is the directory of the outermost pom.xml or of the Gradle settings; the build is started for it.
	Root string `json:"root"`
	// Module is the directory of the module that runs; Project is its name for the tool: "api" for Maven, ":api" for Gradle, "" for Root itself.
	Module  string `json:"module"`
	Project string `json:"project,omitempty"`
	// Modules are the modules that the build compiles, Module included.
	Modules []JavaModule `json:"modules"`
	// Files are the build's own files: every pom.xml of the reactor, the Gradle scripts, the wrapper, the version catalog.
	Files []string `json:"files"`
	// Extra are other files and directories that the build files name.
	Extra []string `json:"extra,omitempty"`
	// Layout says what the build leaves behind.
	Layout JavaLayout `json:"layout"`
	// Artifact is the archive that the build makes, "target/shop-1.0.jar"; unknown where the build file computes its name.
	Artifact Fact[string] `json:"artifact,omitzero"`
	// War reports whether that archive is a war, whose ending Tomcat looks for.
	War bool `json:"war,omitempty"`
	// Main is the class that is started; unknown where the archive's manifest says it.
	Main Fact[string] `json:"main,omitzero"`
	// Args are arguments that the program needs, "server", "config.yml".
	Args Fact[[]string] `json:"args,omitzero"`
	// Data are files and directories that the program reads from its working directory: "config.yml".
	Data Fact[[]string] `json:"data,omitzero"`
	// Pin is the release that a file demands of the JDK itself (.java-version, a Gradle toolchain); Level is the release
	// that classes are compiled for, which newer JVMs run as well.
	Pin   Fact[string] `json:"pin,omitzero"`
	Level Fact[string] `json:"level,omitzero"`
	// Most is the newest release on which the build and the program are known to work, because of what MostFor names: "Lombok
	// 1.18.24".
	Most    Fact[string] `json:"most,omitzero"`
	MostFor string       `json:"mostFor,omitempty"`
	// FrameworkVersion is the framework's version, where it can be read.
	FrameworkVersion Fact[string] `json:"frameworkVersion,omitzero"`
	// ToolVersion is the version of Maven or Gradle that the wrapper names; Wrapper reports whether the wrapper is complete.
	ToolVersion Fact[string] `json:"toolVersion,omitzero"`
	Wrapper     bool         `json:"wrapper,omitempty"`
	// WrapperCRLF reports whether the lines of the wrapper's script end as on Windows, which no shell in an image reads.
	WrapperCRLF bool `json:"wrapperCRLF,omitempty"`
	// Libraries reports whether the program needs jars besides its own.
	Libraries bool `json:"libraries,omitempty"`
	// Management is a second port, on which the health path answers.
	Management Fact[int] `json:"management,omitzero"`
	// Devtools is the evidence of spring-boot-devtools.
	Devtools Fact[bool] `json:"devtools,omitzero"`
	// Repositories are hosts other than Maven Central that artifacts come from; Settings is a settings.xml in the
	// repository, and SettingsEnv the variables that it reads.
	Repositories Fact[[]string] `json:"repositories,omitzero"`
	Settings     string         `json:"settings,omitempty"`
	SettingsEnv  []string       `json:"settingsEnv,omitempty"`
	// Guarded reports whether Settings holds passwords as they are: then no layer may have it.
	Guarded bool `json:"guarded,omitempty"`
	// Private are settings of the build tool that hold a credential: never copied, mounted as secret files.
	Private []string `json:"private,omitempty"`
	// Git names what in the build reads .git: "git-commit-id", "git-properties", "git-command" for a script that runs git.
	Git Fact[[]string] `json:"git,omitzero"`
	// Node reports whether the build downloads Node for a front end.
	Node Fact[bool] `json:"node,omitzero"`
	// Generators are plugins that do more than compile and pack, and so may fail where there are no sources.
	Generators []string `json:"generators,omitempty"`
	// Reflective reports whether the program reaches classes by name, so that jdeps cannot see what it needs.
	Reflective bool `json:"reflective,omitempty"`
	// Others are the same service with another module, one for each further candidate of the question "main".
	Others []Stack `json:"-"`
}

// JavaModule is one module of a build.
type JavaModule struct {
	// Dir is its directory, Jar the name of the jar that others get from it, where that is known.
	Dir string `json:"dir"`
	Jar string `json:"jar,omitempty"`
	// Main are its directories of production sources and resources, Tests those of its tests.
	Main  []string `json:"main,omitempty"`
	Tests []string `json:"tests,omitempty"`
}

// JavaLayout says what a build leaves behind.
type JavaLayout string

// The layouts.
const (
	JavaLayers    JavaLayout = "layers"     // a Spring Boot jar, to be extracted by jarmode tools or layertools
	JavaFastJar   JavaLayout = "fast-jar"   // Quarkus: quarkus-app/
	JavaLegacyJar JavaLayout = "legacy-jar" // Quarkus before 1.12: a runnable jar, and its libraries in lib/
	JavaFat       JavaLayout = "fat"        // one archive with everything, java -jar
	JavaLib       JavaLayout = "lib"        // the program's jar, and its libraries beside it
)

// readJava finds the services that Maven or Gradle builds, or a lone program without either.
func readJava(t *tree) ([]Stack, error) {
	mavens, err := readMaven(t)
	if err != nil {
		return nil, err
	}
	gradles, err := readGradle(t, mavens)
	if err != nil {
		return nil, err
	}
	return append(mavens, gradles...), nil
}

// javaEntry is a program that a module could run.
type javaEntry struct {
	dir    string // of the module, from the repository's root
	strong bool   // the build file says so, not only a main method
	why    Evidence
}

// javaRunners picks the modules that get an image: those that the build file makes runnable, else those with a main
// method.
func javaRunners(entries []javaEntry) []javaEntry {
	var strong []javaEntry
	for _, e := range entries {
		if e.strong {
			strong = append(strong, e)
		}
	}
	if len(strong) > 0 {
		return strong
	}
	return entries
}

// gather makes the stacks of a build: one for each module that the build file makes runnable, in its directory; the only
// one in the build's root. Where only main methods speak, the one that listens runs, else a person is asked. Modules with a main
// method beside those that the build file makes runnable can be answered with.
func gather(root string, entries []javaEntry, nothing Stack, stack func(dir, place string) (Stack, error)) ([]Stack, error) {
	runners := javaRunners(entries)
	if len(runners) == 0 {
		return []Stack{nothing}, nil
	}
	var out, others []Stack
	taken := map[string]bool{}
	for _, e := range runners {
		taken[e.dir] = true
		place := root
		if len(runners) > 1 && e.strong {
			place = e.dir
		}
		s, err := stack(e.dir, place)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for _, e := range entries {
		if runners[0].strong && !e.strong {
			s, err := stack(e.dir, root)
			if err != nil {
				return nil, err
			}
			others = append(others, s)
		}
	}
	if len(out) > 1 && !runners[0].strong {
		out, others, taken = oneModule(root, runners, out)
	}
	out[0].Java.Others = others
	for _, e := range entries {
		if taken[e.dir] || e.dir == root {
			continue
		}
		s, err := stack(e.dir, e.dir)
		if err != nil {
			return nil, err
		}
		s.Name, s.more = path.Base(e.dir), true
		if out = append(out, s); len(taken) > 0 {
			out[0].Notes = append(out[0].Notes, Note{Text: fmt.Sprintf("%s has a main method too; it can have an image of its own: --service %s", javaWithin(root, e.dir), s.Name), Because: []Evidence{e.why}})
		}
	}
	return out, nil
}

// oneModule takes the only module that listens, or asks.
func oneModule(root string, runners []javaEntry, stacks []Stack) (out, others []Stack, taken map[string]bool) {
	listens := slices.IndexFunc(stacks, func(s Stack) bool { return s.Port.Known() })
	sure := listens >= 0 && !slices.ContainsFunc(stacks[listens+1:], func(s Stack) bool { return s.Port.Known() })
	if !sure {
		stacks[0].Questions = append(stacks[0].Questions, moduleQuestion(root, runners))
		return stacks[:1], stacks[1:], nil
	}
	one := stacks[listens]
	for i, s := range stacks {
		if i != listens {
			others = append(others, s)
		}
	}
	return []Stack{one}, others, map[string]bool{runners[listens].dir: true}
}

// unused says that another program is there, and how to run it.
func unused(name string, at Evidence) Note {
	return Note{Text: name + " has a main method too, but this image does not start it; to build an image that does, pass --main " + name, Because: []Evidence{at}}
}

// moduleQuestion asks which of several modules runs, where only main methods speak for them.
func moduleQuestion(root string, runners []javaEntry) Question {
	q := Question{Key: "main", Text: "which of these modules does the image run?"}
	for _, e := range runners {
		q.Candidates = append(q.Candidates, Candidate{Value: javaWithin(root, e.dir), Because: []Evidence{e.why}})
	}
	return q
}

// moduleSources lists the source directories of a module, relative to base.
func moduleSources(t *tree, base, dir string) JavaModule {
	m := JavaModule{Dir: javaWithin(base, dir)}
	sets := t.subs[path.Join(dir, "src")]
	for _, set := range sets {
		p := path.Join(dir, "src", set)
		if len(t.under(p)) == 0 {
			continue
		}
		if isTestSet(set) {
			m.Tests = append(m.Tests, javaWithin(base, p))
		} else if set == "main" || strings.HasSuffix(set, "Main") {
			m.Main = append(m.Main, javaWithin(base, p))
		}
	}
	return m
}

// isTestSet tells the source sets of tests, whatever a project calls them.
func isTestSet(set string) bool {
	return set == "test" || set == "it" || strings.HasSuffix(strings.ToLower(set), "test") || set == "testFixtures"
}

// javaWithin gives a path of the repository relative to one of its directories.
func javaWithin(base, p string) string {
	if base == "." || base == "" {
		return p
	}
	if p == base {
		return "."
	}
	return strings.TrimPrefix(p, base+"/")
}

// javaLanguage says whether a module is written in Kotlin or Java, as go-enry names them.
func javaLanguage(t *tree, dir string) string {
	src := path.Join(dir, "src/main")
	if len(t.under(src, ".kt")) > len(t.under(src, ".java")) {
		return "Kotlin"
	}
	return "Java"
}
