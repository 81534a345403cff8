package verify

import (
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

// managers gives all of them.
var managers = sync.OnceValue(func() []manager {
	return []manager{
		{names: []string{"apt-get", "apt"}, verbs: []string{"install"}, caches: []string{"/var/cache/apt", "/var/lib/apt"}, system: true},
		{names: []string{"apk"}, verbs: []string{"add"}, caches: []string{"/var/cache/apk", "/etc/apk/cache"}, system: true},
		{names: []string{"yum", "dnf", "microdnf"}, verbs: []string{"install"}, caches: []string{"/var/cache"}, system: true},
		{names: []string{"npm"}, verbs: []string{"ci", "install", "i"}, caches: []string{".npm", "npm"}},
		{names: []string{"yarn"}, verbs: []string{"install", ""}, caches: []string{"yarn", ".cache"}},
		{names: []string{"pnpm"}, verbs: []string{"install", "i", "fetch"}, caches: []string{"pnpm"}},
		{names: []string{"bun"}, verbs: []string{"install", "i"}, caches: []string{"bun"}},
		{names: []string{"pip", "pip3"}, verbs: []string{"install", "wheel", "download"}, caches: []string{"pip", ".cache"}},
		{names: []string{"uv"}, verbs: []string{"sync", "pip"}, caches: []string{"uv", ".cache"}},
		{names: []string{"poetry"}, verbs: []string{"install", "sync"}, caches: []string{"poetry", ".cache"}},
		{names: []string{"pipenv"}, verbs: []string{"install", "sync"}, caches: []string{"pipenv", ".cache"}},
		{names: []string{"pdm"}, verbs: []string{"install", "sync"}, caches: []string{"pdm", ".cache"}},
		{names: []string{"go"}, verbs: []string{"mod", "build", "install", "test"}, caches: []string{"/go/pkg/mod", "go-build", "go-proxy", "/go"}},
		{names: []string{"cargo"}, verbs: []string{"build", "install", "fetch"}, caches: []string{"cargo", "target"}},
		{names: []string{"mvn", "mvnw"}, caches: []string{".m2", "m2"}},
		{names: []string{"gradle", "gradlew"}, caches: []string{".gradle", "gradle"}},
		{names: []string{"composer"}, verbs: []string{"install"}, caches: []string{"composer"}},
		{names: []string{"bundle"}, verbs: []string{"install"}, caches: []string{"bundle", "gems"}},
		{names: []string{"dotnet"}, verbs: []string{"restore"}, caches: []string{"nuget"}},
		{names: []string{"mix"}, verbs: []string{"deps.get"}, caches: []string{"hex", ".mix"}},
	}
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
