package java

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// Read finds the services that Maven or Gradle builds, or a lone program without either.
func Read(t *detect.Tree) ([]detect.Stack, error) {
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

// entry is a program that a module could run.
type entry struct {
	dir    string // of the module, from the repository's root
	strong bool   // the build file says so, not only a main method
	idle   bool   // the build file says so, but the plugin wants a main method and there is none
	why    detect.Evidence
}

// runners picks the modules that get an image: those that the build file makes runnable, else those with a main
// method.
func runners(entries []entry) []entry {
	var ready, strong []entry
	for _, e := range entries {
		if e.strong {
			strong = append(strong, e)
		}
		if e.strong && !e.idle {
			ready = append(ready, e)
		}
	}
	switch {
	case len(ready) > 0:
		return ready
	case len(strong) > 0:
		return strong
	}
	return entries
}

// gather makes the stacks of a build: one for each module that the build file makes runnable, in its directory; the only
// one in the build's root. Where only main methods speak, those that listen run, else a person is asked. Modules with a main
// method beside those that run can be answered with.
func gather(root string, entries []entry, nothing detect.Stack, stack func(dir, place string) (detect.Stack, error)) ([]detect.Stack, error) {
	runners := runners(entries)
	if len(runners) == 0 {
		return []detect.Stack{nothing}, nil
	}
	var out, others []detect.Stack
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
		var listening []int
		for i, s := range out {
			if s.Port.Known() {
				listening = append(listening, i)
			}
		}
		if len(listening) > 1 {
			for _, i := range listening {
				entries[i].strong = true
			}
			return gather(root, entries, nothing, stack)
		}
		out, others, taken = oneModule(root, runners, out, listening)
	}
	out[0].Java.Others = others
	var more []string
	var why []detect.Evidence
	for _, e := range entries {
		if taken[e.dir] || e.dir == root || e.idle {
			continue
		}
		s, err := stack(e.dir, e.dir)
		if err != nil {
			return nil, err
		}
		s.Name, s.More = path.Base(e.dir), true
		out, more, why = append(out, s), append(more, s.Name), append(why, e.why)
	}
	if len(taken) > 0 && len(more) > 0 {
		out[0].Notes = append(out[0].Notes, alsoRun(more, why))
	}
	return out, nil
}

// maxNamed is how many of several modules a note names.
const maxNamed = 5

// alsoRun says which other modules can have an image of their own.
func alsoRun(modules []string, why []detect.Evidence) detect.Note {
	text, named := "has a main method too; it can have an image of its own", modules
	if len(modules) > 1 {
		text = "have main methods too; each can have an image of its own"
	}
	rest := ""
	if n := len(modules) - maxNamed; n > 0 {
		named, rest = modules[:maxNamed], fmt.Sprintf(" and %d more", n)
	}
	return detect.Note{Text: fmt.Sprintf("%s%s %s: --service %s", strings.Join(named, ", "), rest, text, modules[0]), Because: why[:min(len(why), 3)]}
}

// oneModule takes the only module that listens, or asks.
func oneModule(root string, runners []entry, stacks []detect.Stack, listening []int) (out, others []detect.Stack, taken map[string]bool) {
	if len(listening) == 0 {
		stacks[0].Questions = append(stacks[0].Questions, moduleQuestion(root, runners))
		return stacks[:1], stacks[1:], nil
	}
	one := listening[0]
	return stacks[one : one+1 : one+1], slices.Concat(stacks[:one], stacks[one+1:]), map[string]bool{runners[one].dir: true}
}

// unused says that another program is there, and how to run it.
func unused(name string, at detect.Evidence) detect.Note {
	return detect.Note{Text: name + " has a main method too, but this image does not start it; to build an image that does, pass --main " + name, Because: []detect.Evidence{at}}
}

// moduleQuestion asks which of several modules runs, where only main methods speak for them.
func moduleQuestion(root string, runners []entry) detect.Question {
	q := detect.Question{Key: "main", Text: "which of these modules does the image run?"}
	for _, e := range runners {
		q.Candidates = append(q.Candidates, detect.Candidate{Value: within(root, e.dir), Because: []detect.Evidence{e.why}})
	}
	return q
}

// moduleSources lists the source directories of a module, relative to base.
func moduleSources(t *detect.Tree, base, dir string) detect.JavaModule {
	m := detect.JavaModule{Dir: within(base, dir)}
	sets := t.DirsIn[path.Join(dir, "src")]
	for _, set := range sets {
		p := path.Join(dir, "src", set)
		if len(t.Under(p)) == 0 {
			continue
		}
		if isTestSet(set) {
			m.Tests = append(m.Tests, within(base, p))
		} else if set == "main" || strings.HasSuffix(set, "Main") {
			m.Main = append(m.Main, within(base, p))
		}
	}
	return m
}

// sample reports whether a build file lies among the sources of a module, as samples and test data do, or in the directory bin where
// Eclipse copies it. A directory "src" without a build file beside it is only where a repository keeps its programs.
func sample(t *detect.Tree, p string) bool {
	if dir := path.Dir(p); path.Base(dir) == "bin" && t.First(path.Dir(dir), append(gradleFiles(), "pom.xml")...) != "" {
		return true
	}
	for rest, dir := "/"+p, ""; ; {
		before, after, ok := strings.Cut(rest, "/src/")
		if !ok {
			return false
		}
		dir = path.Join(dir, before)
		if isTestSet(strings.SplitN(after, "/", 2)[0]) || strings.HasPrefix(after, "main/") || t.First(strings.TrimPrefix(path.Clean("./"+dir), "/"), append(gradleFiles(), "pom.xml")...) != "" {
			return true
		}
		rest, dir = "/"+after, path.Join(dir, "src")
	}
}

// isTestSet tells the source sets of tests, whatever a project calls them.
func isTestSet(set string) bool {
	return set == "test" || set == "it" || strings.HasSuffix(strings.ToLower(set), "test") || set == "testFixtures"
}

// within gives a path of the repository relative to one of its directories.
func within(base, p string) string {
	if base == "." || base == "" {
		return p
	}
	if p == base {
		return "."
	}
	return strings.TrimPrefix(p, base+"/")
}

// language says whether a module is written in Kotlin or Java, as go-enry names them.
func language(t *detect.Tree, dir string) string {
	src := path.Join(dir, "src/main")
	if len(t.Under(src, ".kt")) > len(t.Under(src, ".java")) {
		return "Kotlin"
	}
	return "Java"
}
