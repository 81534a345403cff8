package verify

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/msgen/msgen/internal/secret"
)

// checkCacheMounts lets the older way be: the cache is switched off or removed in the same step. It costs time, not space.
func checkCacheMounts(f *file, say say) {
	for st, c := range invoked(allSteps(f.stages)) {
		if m, ok := managing(c); ok && !m.cached(st.run()) && !c.has(m.Idle...) && !(m.System && m.Leaves != "" && m.left(f.final(), st, c) == "") {
			say(st.line, "%s has no cache mount", shorten(c.text()))
		}
	}
}

func removes(st step, dir string) bool {
	return slices.ContainsFunc(st.calls, func(c call) bool {
		return (c.name() == "rm" || c.name() == "find") && slices.ContainsFunc(c.words, func(w string) bool { return strings.HasPrefix(w, dir) })
	})
}

// checkSourcesFirst looks for a copy of sources above an install of the same stage.
func checkSourcesFirst(f *file, say say) {
	for _, s := range f.stages {
		copied := ""
		for _, st := range s.steps {
			if c, ok := st.Command.(*instructions.CopyCommand); ok && c.From == "" && copied == "" {
				copied = sources(c, f.about.Own)
			}
			for _, c := range st.calls {
				if copied != "" && installs(c) && !(f.about.Own && path.Clean(copied) == ".") { // msgen copies all where the project itself is installed
					say(st.line, "%s runs again whenever a file in %s changes; copy the manifests first", shorten(c.text()), copied)
				}
			}
		}
	}
}

// sources gives the first source that holds more than manifests. In msgen's own files a script by its name is one that the
// install runs.
func sources(c *instructions.CopyCommand, own bool) string {
	for _, p := range c.SourcePaths {
		switch base := path.Base(path.Clean(p)); {
		case base == "." || base == "src" || base == "app" || base == "lib" || base == "cmd" || base == "internal":
			return p
		case !own && sourceFile().MatchString(base) && !manifestFile().MatchString(base):
			return p
		}
	}
	return ""
}

// volatile reports names of what changes with every build.
func volatile(name string) bool {
	return volatileName().MatchString(name) &&
		!steadyName().MatchString(name) && !publicName().MatchString(name)
}

// publicName is one that a bundler looks up in the environment of its build, which names it nowhere.
func publicName() *regexp.Regexp { return regexp.MustCompile("^" + secret.PublicNames + "$") }

// checkVolatile wants the next RUN below such an ARG or ENV to use it: a RUN that does not was only made expensive.
func checkVolatile(f *file, say say) {
	for _, s := range f.stages {
		for i, st := range s.steps {
			for _, name := range declared(st) {
				if !volatile(name) {
					continue
				}
				for _, later := range s.steps[i+1:] {
					if later.kind() == "run" && expensive(later) && !uses(later, name) {
						say(st.line, "%s changes with every build and invalidates line %d, which does not use it", name, later.line)
						break
					}
				}
			}
		}
	}
}

// declared are the build arguments and the variables made of them; a literal ENV changes only with the file.
func declared(st step) []string {
	var names []string
	switch c := st.Command.(type) {
	case *instructions.ArgCommand:
		for _, a := range c.Args {
			if a.Value != nil || !described(c, a.Key) { // a described one without a value is read by what the step runs
				names = append(names, a.Key)
			}
		}
	case *instructions.EnvCommand:
		for _, e := range c.Env {
			if strings.Contains(e.Value, "$") {
				names = append(names, e.Key)
			}
		}
	}
	return names
}

func uses(st step, name string) bool {
	run, ok := st.Command.(*instructions.RunCommand)
	return ok && slices.Contains(used(script(run.ShellDependantCmdLine)), name)
}

// expensive reports a step that fetches or builds.
func expensive(st step) bool {
	return slices.ContainsFunc(st.calls, func(c call) bool {
		_, fetches := managing(c)
		return fetches || compiles(c) || c.name() == "curl" || c.name() == "wget"
	})
}

func checkArgDefault(f *file, say say) {
	global := map[string]bool{}
	for i := range f.globals {
		for _, a := range f.globals[i].Args {
			if global[a.Key] = true; a.Value == nil {
				say(firstLine(f.globals[i].Location()), "ARG %s has no default", a.Key)
			}
		}
	}
	for _, s := range f.stages {
		for c, line := range each[*instructions.ArgCommand](s.steps) {
			for _, a := range c.Args {
				if a.Value == nil && !described(c, a.Key) && !global[a.Key] && !f.builds(a.Key) && !predefined(a.Key) && !redeclared(s, a.Key) {
					say(line, "ARG %s has no default", a.Key)
				}
			}
		}
	}
}

// described reports an ARG whose comment above it begins with its name, as BuildKit's descriptions of arguments do.
func described(c *instructions.ArgCommand, name string) bool {
	return slices.ContainsFunc(c.Comments(), func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), name+" ") })
}

// redeclared reports an ARG that a stage below this one gives its default.
func redeclared(s *stage, name string) bool {
	for c := range each[*instructions.ArgCommand](s.all()) {
		for _, a := range c.Args {
			if a.Key == name && a.Value != nil {
				return true
			}
		}
	}
	return false
}

// checkLink lets a COPY be that makes a directory with an owner of its own, and those after it: a layer of its own would give
// the directories above it that owner, or give that directory back to root.
func checkLink(f *file, say say) {
	owned := false
	for c, line := range each[*instructions.CopyCommand](f.final().steps) {
		owned = owned || c.Chown != "" && !c.Link
		if c.From != "" && !c.Link && !owned {
			say(line, "COPY --from=%s without --link", c.From)
		}
	}
}

// makesDirectory reports whether a copy of the empty /srv of a base makes a directory that the program owns. With --link, the
// directories above it would change their owner too.
func makesDirectory(c *instructions.CopyCommand) bool {
	return c.From != "" && c.Chown != "" && len(c.SourcePaths) == 1 && c.SourcePaths[0] == "/srv/"
}

// checkOutputInCache compares what later steps take from a stage with what was only in its cache mounts.
func checkOutputInCache(f *file, say say) {
	for c := range f.copies(allSteps(f.stages)) {
		for _, p := range c.SourcePaths {
			if at, dir := onlyCached(c.from, absolute(p, "/")); dir != "" {
				say(c.line, "%s is in %s, a cache mount on line %d, so stage %s does not contain it", p, dir, at, c.from.title())
			}
		}
	}
}

// onlyCached gives the cache mount that a path lies in, unless a step without that mount may have put it there.
func onlyCached(s *stage, name string) (line int, dir string) {
	steps := s.all()
	at := workdirs(steps)
	for i, st := range steps {
		switch c := st.Command.(type) {
		case *instructions.CopyCommand:
			if below(name, absolute(c.DestPath, at[i])) || below(absolute(c.DestPath, at[i]), name) {
				return 0, ""
			}
		case *instructions.RunCommand:
			for _, target := range mounted(c) {
				if target = absolute(target, at[i]); below(name, target) && !slices.ContainsFunc(steps[i+1:], func(later step) bool { return strings.Contains(text(later), name) }) {
					line, dir = st.line, target
				}
			}
		}
	}
	return line, dir
}

func text(st step) string {
	var all []string
	for _, c := range st.calls {
		all = append(all, c.text())
	}
	return strings.Join(all, "\n")
}
