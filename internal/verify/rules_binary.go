package verify

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// starts reports a stage that is run.
func starts(s *stage) bool {
	_, _, cmd := last[*instructions.CmdCommand](s.all())
	_, _, entry := last[*instructions.EntrypointCommand](s.all())
	return cmd || entry
}

// checkCertificates cannot see whether the program ever speaks TLS; msgen has read the code and knows.
func checkCertificates(f *file, say say) {
	if f.about.Own {
		return
	}
	s := f.final()
	if s.image() == "scratch" && starts(s) && !bringsFile(s, "cert") && !bringsFile(s, "ssl") {
		say(s.line, "the final stage uses scratch and has no CA certificates, so every TLS connection fails")
	}
}

// linked says how a compiler call links: static, dynamic, or "" when nothing tells.
func (f *file) linked(s *stage, st step, c call) string {
	switch {
	case c.name() == "go" && c.verb() == "build":
		return f.goLinked(s, st, c)
	case c.name() == "cargo" && c.verb() == "build":
		if f.known(s.image()).libc == "musl" || strings.Contains(c.text(), "musl") || strings.Contains(text(st)+env(s), "crt-static") {
			return "static"
		}
		return "dynamic"
	}
	return ""
}

func (f *file) goLinked(s *stage, st step, c call) string {
	setting := strings.Join(c.env, " ") + " " + text(st) + " " + env(s)
	switch {
	case strings.Contains(strings.Join(c.env, " "), "CGO_ENABLED=1"):
		return "dynamic"
	case strings.Contains(setting, "CGO_ENABLED=0") || strings.Contains(c.text(), "-static"):
		return "static"
	case f.known(s.image()).libc == "musl" && !strings.Contains(setting, "CGO_ENABLED=1") && !strings.Contains(allText(s), "gcc") && !strings.Contains(allText(s), "build-base"):
		return "static" // no C compiler, so Go leaves cgo out
	}
	return "dynamic"
}

func allText(s *stage) string {
	var all []string
	for _, st := range s.all() {
		all = append(all, text(st))
	}
	return strings.Join(all, "\n")
}

// env gives what ENV and ARG set in the stage, one NAME=value after the other.
func env(s *stage) string {
	var all []string
	for _, st := range s.all() {
		switch c := st.Command.(type) {
		case *instructions.EnvCommand:
			for _, e := range c.Env {
				all = append(all, e.Key+"="+e.Value)
			}
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				all = append(all, a.Key+"="+a.ValueString())
			}
		}
	}
	return strings.Join(all, " ")
}

// landed calls do for each program that is dynamically linked in a stage and copied into the final one.
func (f *file) landed(do func(from *stage, line int, what string)) {
	for c := range f.copies(f.final().all()) {
		for st, made := range invoked(c.from.all()) {
			if f.linked(c.from, st, made) == "dynamic" && takes(c.CopyCommand, made) {
				do(c.from, c.line, shorten(made.text()))
			}
		}
	}
}

// takes reports a COPY of what the call writes: by its -o, or anything when it has none.
func takes(c *instructions.CopyCommand, made call) bool {
	at := slices.Index(made.words, "-o")
	if at < 0 || at+1 >= len(made.words) {
		return slices.ContainsFunc(c.SourcePaths, func(p string) bool {
			return !strings.Contains(p, "/etc/") && !strings.Contains(p, "cert") && !strings.Contains(p, "zoneinfo") && path.Clean(p) != "/tmp"
		})
	}
	out := path.Base(made.words[at+1])
	return slices.ContainsFunc(c.SourcePaths, func(p string) bool {
		return path.Base(p) == out || path.Base(path.Dir(made.words[at+1])) == path.Base(p)
	})
}

func checkDynamic(f *file, say say) {
	k := f.known(f.final().image())
	if k.libc != "none" {
		return
	}
	f.landed(func(_ *stage, line int, what string) {
		say(line, "%s builds a program that needs a C library, and %s has none (set CGO_ENABLED=0 or use another base)", what, k.ref)
	})
}

func checkLibc(f *file, say say) {
	k := f.known(f.final().image())
	f.landed(func(from *stage, line int, what string) {
		if libc := f.known(from.image()).libc; k.libc != "none" && k.libc != "" && libc != "" && libc != "none" && libc != k.libc {
			say(line, "%s builds a program that needs %s, and %s has %s", what, libc, k.ref, k.libc)
		}
	})
}

func checkPackagesLibc(f *file, say say) {
	k := f.known(f.final().image())
	for c := range f.copies(f.final().all()) {
		libc := f.known(c.from.image()).libc
		if libc == "" || libc == "none" || k.libc == "" || libc == k.libc {
			continue
		}
		for _, p := range c.SourcePaths {
			if carriesPackages(p) || carriesRuntime(p) {
				say(c.line, "%s was built on %s (%s) and is copied to %s (%s)", p, c.from.image(), libc, k.ref, k.libc)
			}
		}
	}
}

// carriesRuntime reports the usual names of virtual environments and linked Java runtimes.
func carriesRuntime(name string) bool {
	switch path.Base(name) {
	case ".venv", "venv", "site-packages", "jre", "javaruntime", "customjre", "jlink":
		return true
	}
	return false
}
