package verify

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// checkWholeDirectory looks for COPY --from of a directory that got sources by a COPY from the context.
func checkWholeDirectory(f *file, say say) {
	for c := range f.copies(f.final().steps) {
		for _, p := range c.SourcePaths {
			if src := gotSources(c.from, absolute(p, "/")); src != "" {
				say(c.line, "%s from stage %s also contains the sources (%s)", p, c.from.title(), src)
			}
		}
	}
}

// gotSources gives what was copied from the context into the directory or below it.
func gotSources(s *stage, dir string) string {
	if dir == "/" {
		return "everything"
	}
	steps := s.all()
	at := workdirs(steps)
	for i, st := range steps {
		c, ok := st.Command.(*instructions.CopyCommand)
		if !ok || c.From != "" || len(c.SourcePaths) == 0 {
			continue
		}
		if dest := absolute(c.DestPath, at[i]); below(dest, dir) && (sources(c, false) != "" || builds(s)) {
			return c.SourcePaths[0]
		}
	}
	return ""
}

// builds reports a stage that makes something, so that its inputs are not its output.
func builds(s *stage) bool {
	what, _ := builder(s)
	return what != ""
}

func checkWildcard(f *file, say say) {
	for c, line := range each[*instructions.CopyCommand](f.final().steps) {
		for _, p := range c.SourcePaths {
			if strings.ContainsAny(p, "*?") {
				say(line, "COPY %s: the content of the image depends on which files happen to exist", p)
			}
		}
	}
}

// checkProduced knows what a stage makes only where a compiler is told by -o, and nothing else can have written there.
func checkProduced(f *file, say say) {
	for c := range f.copies(allSteps(f.stages)) {
		made := outputs(c.from)
		for _, p := range c.SourcePaths {
			if p = absolute(p, "/"); len(made) > 0 && !possible(c.from, p, made) {
				say(c.line, "stage %s produces %s, and nothing there creates %s", c.from.title(), strings.Join(made, ", "), p)
			}
		}
	}
}

// outputs are the literal paths that compilers of the stage itself write.
func outputs(s *stage) []string {
	var made []string
	steps := s.all()
	at := workdirs(steps)
	for i, st := range steps {
		for _, c := range st.calls {
			for j, w := range c.words[:max(0, len(c.words)-1)] {
				if w == "-o" && (c.name() == "go" || c.name() == "gcc" || c.name() == "g++") && !strings.ContainsAny(c.words[j+1], "$*") {
					made = append(made, absolute(c.words[j+1], at[i]))
				}
			}
		}
	}
	return made
}

// possible reports a path that an output, a COPY or the text of a RUN of the stage accounts for, or that its base has.
func possible(s *stage, name string, made []string) bool {
	if slices.ContainsFunc(made, func(m string) bool { return below(m, name) || below(name, m) }) || !ours(name, s) {
		return true
	}
	steps := s.all()
	at := workdirs(steps)
	for i, st := range steps {
		if c, ok := st.Command.(*instructions.CopyCommand); ok {
			if dest := absolute(c.DestPath, at[i]); below(name, dest) || below(dest, name) {
				return true
			}
		}
		if strings.Contains(strings.NewReplacer(without(made)...).Replace(text(st)), path.Base(name)) {
			return true
		}
	}
	return false
}

// without pairs each text with nothing.
func without(texts []string) []string {
	var pairs []string
	for _, t := range texts {
		pairs = append(pairs, t, "")
	}
	return pairs
}

// ours reports a path where only the build itself writes.
func ours(name string, s *stage) bool {
	for _, dir := range append(workdirs(s.all()), "/out", "/app", "/build", "/dist", "/bin") {
		if dir != "/" && below(name, dir) {
			return true
		}
	}
	return path.Dir(name) == "/"
}

func checkAdd(f *file, say say) {
	for c, line := range each[*instructions.AddCommand](allSteps(f.stages)) {
		for _, p := range c.SourcePaths {
			if !isURL(p) && !regexp.MustCompile(`\.(tar|tgz|txz|tbz2?|tar\.(gz|xz|bz2|zst))$`).MatchString(p) {
				say(line, "ADD %s: use COPY for local files", p)
			}
		}
	}
}

func checkChecksum(f *file, say say) {
	for c, line := range each[*instructions.AddCommand](allSteps(f.stages)) {
		for _, p := range c.SourcePaths {
			if isURL(p) && c.Checksum == "" && !strings.HasSuffix(p, ".git") && !strings.Contains(p, ".git#") {
				say(line, "ADD %s has no --checksum", shorten(p))
			}
		}
	}
}

func checkWholeContext(f *file, say say) {
	for c, line := range each[*instructions.CopyCommand](f.final().all()) {
		if c.From == "" && slices.ContainsFunc(c.SourcePaths, func(p string) bool { return strings.Trim(path.Clean("/"+p), "/") == "" }) {
			say(line, "COPY %s puts the whole build context into the image", strings.Join(c.SourcePaths, " "))
		}
	}
}

// checkUnverified looks for scripts piped into a shell and for switches that turn verification off.
func checkUnverified(f *file, say say) {
	off := []string{"--trusted-host", "--allow-untrusted", "--force-yes", "--allow-unauthenticated", "--no-check-certificate", "--insecure", "--nogpgcheck"}
	text := regexp.MustCompile(`strict-ssl[ =]+false|sslverify[ =]+(0|false)|GIT_SSL_NO_VERIFY=|NODE_TLS_REJECT_UNAUTHORIZED=["']?0|PYTHONHTTPSVERIFY=0|(curl|wget) [^|&;]*\| *(sudo +)?(ba|z|da)?sh\b|curl [^|&;]*(^| )-[a-zA-Z]*k[a-zA-Z]* `)
	for run, line := range each[*instructions.RunCommand](allSteps(f.stages)) {
		if m := text.FindString(script(run.ShellDependantCmdLine)); m != "" {
			say(line, "%s: the download is not verified", shorten(m))
		}
	}
	for st, c := range invoked(allSteps(f.stages)) {
		if c.has(off...) {
			say(st.line, "%s: the download is not verified", shorten(c.text()))
		}
	}
}
