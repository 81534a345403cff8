package verify

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// argv is what a container starts: ENTRYPOINT and CMD, without an init in front; the shell form gives its text.
func argv(s *stage) (words []string, line int, shell bool) {
	cmd, cmdLine, hasCmd := last[*instructions.CmdCommand](s.all())
	entry, entryLine, hasEntry := last[*instructions.EntrypointCommand](s.all())
	switch {
	case hasEntry && entry.PrependShell:
		return entry.CmdLine, entryLine, true
	case hasEntry && hasCmd && !cmd.PrependShell:
		return withoutInit(slices.Concat(entry.CmdLine, cmd.CmdLine)), entryLine, false
	case hasEntry:
		return withoutInit(entry.CmdLine), entryLine, false
	case hasCmd:
		return withoutInit(cmd.CmdLine), cmdLine, cmd.PrependShell
	}
	return nil, s.line, false
}

func withoutInit(words []string) []string {
	if len(words) == 0 || !slices.Contains([]string{"tini", "tini-static", "dumb-init", "catatonit", "docker-entrypoint.sh"}, path.Base(words[0])) {
		return words
	}
	for i, w := range words[1:] {
		if !strings.HasPrefix(w, "-") {
			return words[i+1:]
		}
	}
	return nil
}

func checkHealth(f *file, say say) {
	s := f.final()
	_, line, exposes := last[*instructions.ExposeCommand](s.all())
	h, at, ok := last[*instructions.HealthCheckCommand](s.all())
	switch {
	case exposes && !ok:
		say(line, "the image exposes a port but has no HEALTHCHECK")
	case exposes && (h.Health == nil || slices.Equal(h.Health.Test, []string{"NONE"})):
		say(at, "the image exposes a port, and HEALTHCHECK NONE disables the check")
	}
}

func checkProbe(f *file, say say) {
	for _, s := range f.stages {
		h, line, ok := last[*instructions.HealthCheckCommand](s.steps)
		if !ok || h.Health == nil || len(h.Health.Test) < 2 {
			continue
		}
		k := f.known(s.image())
		test := call{words: h.Health.Test[1:]}
		if h.Health.Test[0] == "CMD-SHELL" {
			if k.shell == "no" && !bringsFile(s, "/sh") && !bringsFile(s, "busybox") {
				say(line, "the health check needs a shell, and %s has none", k.ref)
				continue
			}
			if all := calls(h.Health.Test[1]); len(all) > 0 {
				test = all[0]
			}
		}
		if why := f.lacks(s, k, test); why != "" {
			say(line, "the health check runs %s: %s", test.name(), why)
		}
	}
}

// lacks says why a program is not in the stage; "" when it is, or when nothing tells.
func (f *file) lacks(s *stage, k image, c call) string {
	if len(c.words) == 0 || bringsFile(s, c.name()) || strings.Contains(allText(s), c.name()) {
		return ""
	}
	slim := strings.Contains(k.tag, "slim") && k.libc == "glibc" || k.name == "debian" || k.name == "ubuntu" || strings.Contains(k.name, "temurin")
	switch name := c.name(); {
	case k.shell == "no" && slices.Contains([]string{"curl", "wget", "nc", "sh", "bash", "ash", "pg_isready"}, name):
		return k.ref + " has no such program"
	case name == "curl" && (slim || k.libc == "musl" && !strings.Contains(k.name, "nginx")):
		return k.ref + " has no curl"
	case name == "wget" && slim && !strings.Contains(k.name, "temurin"):
		return k.ref + " has no wget"
	case k.libc == "none" && !copied(s, c.words[0]):
		return "nothing copies it to " + k.ref
	}
	return ""
}

// copied reports a COPY that may have put the path there.
func copied(s *stage, name string) bool {
	steps := s.all()
	at := workdirs(steps)
	for i, st := range steps {
		if c, ok := st.Command.(*instructions.CopyCommand); ok {
			dest := absolute(c.DestPath, at[i])
			if below(absolute(name, at[i]), dest) {
				return true
			}
		}
		if c, ok := st.Command.(*instructions.AddCommand); ok && below(absolute(name, at[i]), absolute(c.DestPath, at[i])) {
			return true
		}
	}
	return false
}

func checkLowPort(f *file, say say) {
	user, _ := f.user(f.final())
	if root(user) || f.about.Own { // msgen says so itself, with the line that names the port
		return
	}
	for c, line := range each[*instructions.ExposeCommand](f.final().all()) {
		for _, p := range c.Ports {
			number, _, _ := strings.Cut(p, "/")
			if n, err := strconv.Atoi(number); err == nil && n > 0 && n < 1024 {
				say(line, "user %s may not be allowed to listen on port %d", user, n)
			}
		}
	}
}

func checkShellForm(f *file, say say) {
	for _, s := range f.stages {
		if e, line, ok := last[*instructions.EntrypointCommand](s.steps); ok && e.PrependShell && !handsOver(e.CmdLine) {
			say(line, "ENTRYPOINT runs in a shell, which does not forward signals; write it as a JSON array")
		}
		if c, line, ok := last[*instructions.CmdCommand](s.steps); ok && c.PrependShell && !handsOver(c.CmdLine) {
			say(line, "CMD runs in a shell, which does not forward signals; write it as a JSON array")
		}
	}
}

// handsOver reports shell text whose last command is an exec.
func handsOver(text []string) bool {
	return regexp.MustCompile(`(^|[;&|\n]\s*)exec\s+[^;&|]*$`).MatchString(strings.Join(text, " "))
}

func checkRunner(f *file, say say) {
	words, line, shell := argv(f.final())
	if shell {
		words = strings.Fields(strings.TrimPrefix(strings.TrimSpace(strings.Join(words, " ")), "exec "))
	}
	if len(words) < 2 {
		return
	}
	switch name := path.Base(words[0]); name {
	case "npm", "npx", "yarn", "pnpm", "mvn", "mvnw", "gradle", "gradlew":
		say(line, "%s is process 1 and does not forward every signal", shorten(strings.Join(words, " ")))
	case "poetry", "pipenv", "go", "dotnet", "cargo", "uv":
		if words[1] == "run" {
			say(line, "%s is process 1; start the program directly", shorten(strings.Join(words, " ")))
		}
	}
}

func checkShellWrapper(f *file, say say) {
	words, line, shell := argv(f.final())
	if shell || len(words) < 3 || !slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(words[0])) || !strings.HasSuffix(words[1], "c") {
		return
	}
	if !handsOver(words[2:3]) {
		say(line, "%s: the shell does not forward signals; put exec before the program", shorten(strings.Join(words, " ")))
	}
}

func checkProgramThere(f *file, say say) {
	for _, s := range f.stages {
		words, line, shell := argv(s)
		if k := f.known(s.image()); shell || len(words) == 0 || k.libc != "none" || strings.HasPrefix(words[0], "-") || k.entrypoint && !starts(s) {
			continue
		}
		if debug := f.known(s.image()).shell == "yes"; !debug && !copied(s, words[0]) {
			say(line, "%s is started, but nothing copies it to %s", words[0], s.image())
		}
	}
}

func checkShellThere(f *file, say say) {
	for _, s := range f.stages {
		k := f.known(s.image())
		if k.shell != "no" || bringsShell(s) {
			continue
		}
		for run, line := range each[*instructions.RunCommand](s.steps) {
			if run.PrependShell {
				say(line, "RUN needs a shell, and %s has none", k.ref)
			}
		}
	}
}

// bringsShell reports a COPY that may bring a shell: one by its name, or all of a directory that has one.
func bringsShell(s *stage) bool {
	shells := []string{"sh", "bash", "ash", "dash", "busybox"}
	for c := range each[*instructions.CopyCommand](s.all()) {
		if slices.Contains(shells, path.Base(c.DestPath)) || path.Clean(c.DestPath) == "/" && c.From != "" {
			return true
		}
		for _, p := range c.SourcePaths {
			if slices.Contains(append(shells, "bin", "/"), path.Base(p)) {
				return true
			}
		}
	}
	return false
}

// checkInstallerThere knows Alpine's apk from Debian's apt; of other distributions nothing is said.
func checkInstallerThere(f *file, say say) {
	for _, s := range f.stages {
		k := f.known(s.image())
		for st, c := range invoked(s.steps) {
			m, ok := managing(c)
			if !ok || !m.System {
				continue
			}
			switch name := c.name(); {
			case k.libc == "musl" && name != "apk":
				say(st.line, "%s is not available in %s, which has apk", name, k.ref)
			case k.libc == "glibc" && name == "apk" && !strings.Contains(k.repo, "chainguard/") && k.name != "wolfi-base":
				say(st.line, "apk is not available in %s", k.ref)
			}
		}
	}
}

func checkStarts(f *file, say say) {
	s := f.final()
	if k := f.known(s.image()); !starts(s) && k.shell+k.libc != "" && !k.entrypoint && s.image() == "scratch" && s.target() || !starts(s) && ofSystem(k.name) && s.image() != "scratch" {
		say(s.line, "there is no ENTRYPOINT or CMD, so a container starts nothing of yours")
	}
}

func checkOnce(f *file, say say) {
	for _, s := range f.stages {
		once[*instructions.CmdCommand](s, "CMD", say)
		once[*instructions.EntrypointCommand](s, "ENTRYPOINT", say)
		once[*instructions.HealthCheckCommand](s, "HEALTHCHECK", say)
	}
}

func once[T instructions.Command](s *stage, name string, say say) {
	first := 0
	for _, line := range each[T](s.steps) {
		if first != 0 {
			say(line, "%s overrides the one on line %d", name, first)
		}
		first = line
	}
}

func checkLabels(f *file, say say) {
	s := f.final()
	set := map[string]bool{}
	for c := range each[*instructions.LabelCommand](s.all()) {
		for _, l := range c.Labels {
			set[strings.TrimPrefix(l.Key, "org.opencontainers.image.")] = true
		}
	}
	for _, name := range []string{"title", "version", "revision"} {
		if !set[name] && starts(s) {
			say(s.line, "no label org.opencontainers.image.%s", name)
		}
	}
}

func checkDebugPort(f *file, say say) {
	if f.about.Own {
		return // the program was found to listen there itself
	}
	for c, line := range each[*instructions.ExposeCommand](f.final().all()) {
		for _, p := range c.Ports {
			switch number, _, _ := strings.Cut(p, "/"); number {
			case "22", "2222", "9229", "5005", "5678", "2345", "40000":
				say(line, "port %s belongs to a debugger or a remote shell", number)
			}
		}
	}
}
