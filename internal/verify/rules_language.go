package verify

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

func checkGoFlags(f *file, say say) {
	needed := f.needs(f.final())
	for _, s := range f.stages {
		for st, c := range invoked(s.steps) {
			if !needed[s] || c.name() != "go" || c.verb() != "build" || !c.has("-o") {
				continue
			}
			flags := c.text() + " " + env(s)
			if !strings.Contains(flags, "-trimpath") || !regexp.MustCompile(`(^|[\s="'])-s\b`).MatchString(flags) {
				say(st.line, "%s: -trimpath -ldflags=\"-s -w\" leave out paths and symbols", shorten(c.text()))
			}
		}
	}
}

// checkNodeEnv judges a stage that installs under NODE_ENV=production and then builds.
func checkNodeEnv(f *file, say say) {
	for _, s := range f.stages {
		production, at := false, 0
		for _, st := range s.all() {
			if e, ok := st.Command.(*instructions.EnvCommand); ok {
				production = slices.ContainsFunc(e.Env, func(kv instructions.KeyValuePair) bool {
					return kv.Key == "NODE_ENV" && kv.Value == "production"
				}) || production
			}
			for _, c := range st.calls {
				if production && ecosystem(c) == "Node" && installs(c) && !c.has("--include=dev", "--production=false", "--prod=false", "--include") && !strings.Contains(strings.Join(c.env, " "), "NODE_ENV=") {
					at = st.line
				}
				if at != 0 && ecosystem(c) == "Node" && compiles(c) {
					say(at, "NODE_ENV=production omits the development dependencies, which line %d needs", st.line)
					at = 0
				}
			}
		}
	}
}

func checkBytecode(f *file, say say) {
	words, line, _ := argv(f.final())
	if !runs(words, "python", "python3", "gunicorn", "uvicorn", "flask", "hypercorn", "granian") {
		return
	}
	needed := f.needs(f.final())
	for s := range needed {
		if all := env(s) + " " + allText(s); strings.Contains(all, "PYTHONDONTWRITEBYTECODE") || strings.Contains(all, "COMPILE_BYTECODE") || strings.Contains(all, "compileall") {
			return
		}
	}
	say(line, "Python compiles its bytecode at the first start; set PYTHONDONTWRITEBYTECODE or compile it during the build")
}

// runs reports that one of the programs is started.
func runs(words []string, programs ...string) bool {
	return len(words) > 0 && slices.ContainsFunc(strings.Fields(strings.Join(words, " ")), func(w string) bool { return slices.Contains(programs, path.Base(w)) })
}

func checkFixedHeap(f *file, say say) {
	words, line, _ := argv(f.final())
	fixed := regexp.MustCompile(`-Xmx\d+[kKmMgG]?`)
	if m := fixed.FindString(strings.Join(words, " ")); m != "" {
		say(line, "%s ignores the memory limit of the container; use -XX:MaxRAMPercentage", m)
	}
	for c, line := range each[*instructions.EnvCommand](f.final().all()) {
		for _, e := range c.Env {
			if m := fixed.FindString(e.Value); m != "" {
				say(line, "%s ignores the memory limit of the container; use -XX:MaxRAMPercentage", m)
			}
		}
	}
}

func checkHeapShare(f *file, say say) {
	words, line, _ := argv(f.final())
	all := strings.Join(words, " ") + " " + env(f.final())
	if runs(words, "java") && !regexp.MustCompile(`MaxRAMPercentage|-Xmx`).MatchString(all) {
		say(line, "the JVM uses only a quarter of the memory; set JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75")
	}
}

// checkJavaLayer wants an earlier step of Maven or Gradle, or a cache mount, where sources are compiled.
func checkJavaLayer(f *file, say say) {
	for _, s := range f.stages {
		fetched, copied := false, false
		for _, st := range s.all() {
			if c, ok := st.Command.(*instructions.CopyCommand); ok && c.From == "" {
				copied = copied || sources(c, false) != ""
			}
			for _, c := range st.calls {
				if ecosystem(c) != "Java" || asks(c) {
					continue
				}
				if m, _ := managing(c); copied && !fetched && !m.cached(st.run()) {
					say(st.line, "%s downloads every dependency again after each edit", shorten(c.text()))
				}
				fetched = true
			}
		}
	}
}
