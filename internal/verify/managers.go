package verify

import (
	_ "embed" // the table of package managers
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// manager is a package manager or a compiler: how its fetching is known, and where it caches.
type manager struct {
	names []string
	// verbs install or fetch; empty for any.
	verbs []string
	// caches are parts of the paths that a cache mount for it has.
	caches []string
	// system packages change seldom and read no manifest of the project.
	system bool
}

// managerTable has a line for each: its names, its verbs (* for any, and nothing behind a comma for none), its caches, and "system".
//
//go:embed managers.txt
var managerTable string

// managers gives all of them.
var managers = sync.OnceValue(func() (all []manager) {
	for line := range strings.Lines(managerTable) {
		words := strings.Fields(line)
		m := manager{names: strings.Split(words[0], ","), caches: strings.Split(words[2], ","), system: len(words) > 3}
		if words[1] != "*" {
			m.verbs = strings.Split(words[1], ",")
		}
		all = append(all, m)
	}
	return all
})

// managing gives the manager whose fetching the command is.
func managing(c call) (manager, bool) {
	name := c.name()
	for _, m := range managers() {
		if !slices.Contains(m.names, name) || asks(c) {
			continue
		}
		hit := len(m.verbs) == 0 || slices.Contains(m.verbs, c.verb())
		if m.system { // options with a value may stand in front: apt-get -o Name=value install
			hit = slices.ContainsFunc(c.operands(), func(w string) bool { return slices.Contains(m.verbs, w) })
		}
		if hit {
			return m, true
		}
	}
	return manager{}, false
}

// asks reports a command that only prints.
func asks(c call) bool { return c.has("--version", "-v", "--help", "config", "version") }

// installs reports a command that fetches the packages of the project.
func installs(c call) bool {
	m, ok := managing(c)
	if !ok || m.system || c.has("--no-deps", "--no-index") {
		return false
	}
	switch c.name() {
	case "go":
		return c.verb() == "mod" && c.has("download")
	case "npm", "pnpm", "bun":
		return !c.has("-g", "--global", "--lockfile-only") && (c.verb() != "install" && c.verb() != "i" || len(c.operands()) < 2)
	case "pip", "pip3":
		return c.has("-r", "--requirement", ".") || slices.ContainsFunc(c.words, func(w string) bool { return strings.HasPrefix(w, "-r") })
	case "mvn", "mvnw":
		return slices.ContainsFunc(c.words, func(w string) bool { return strings.Contains(w, "dependency:") })
	case "gradle", "gradlew":
		return c.has("dependencies")
	case "cargo":
		return c.verb() == "fetch"
	}
	return true
}

// mounted gives the targets of a RUN's cache mounts.
func mounted(run *instructions.RunCommand) []string {
	var targets []string
	for _, m := range instructions.GetMounts(run) {
		if m.Type == instructions.MountTypeCache {
			targets = append(targets, m.Target)
		}
	}
	return targets
}

// cached reports a cache mount for the manager.
func (m manager) cached(run *instructions.RunCommand) bool {
	return slices.ContainsFunc(mounted(run), func(target string) bool {
		return slices.ContainsFunc(m.caches, func(c string) bool { return strings.Contains(target, c) })
	})
}

// below reports a path that is dir or in it.
func below(name, dir string) bool {
	name, dir = path.Clean(name), path.Clean(dir)
	return name == dir || strings.HasPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

// workdirs gives the working directory that holds at each instruction of all().
func workdirs(steps []step) []string {
	dirs, dir := make([]string, len(steps)), "/"
	for i, st := range steps {
		dirs[i] = dir
		if w, ok := st.Command.(*instructions.WorkdirCommand); ok {
			dir = absolute(w.Path, dir)
			dirs[i] = dir
		}
	}
	return dirs
}

func absolute(name, dir string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(dir, name)
}
