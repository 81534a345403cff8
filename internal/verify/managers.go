package verify

import (
	_ "embed" // the tables
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/msgen/msgen/internal/formats"
)

//go:embed verify.toml
var tablesText string

// tables are those of verify.toml, which says what each field is.
var tables = formats.Tables[struct {
	Managers         []manager
	Ended, Codenames []endedLine
}](tablesText)

// manager is a package manager or a compiler.
type manager struct {
	Names, Verbs, Caches             []string
	Idle, Off, Dev, Lean, Held       []string
	Of, Leaves, Clean, Lock, Follows string
	System                           bool
}

// managerOf gives the manager that a command calls.
func managerOf(c call) manager {
	all := tables().Managers
	if i := slices.IndexFunc(all, func(m manager) bool { return slices.Contains(m.Names, c.name()) }); i >= 0 {
		return all[i]
	}
	return manager{}
}

// managing gives the manager whose fetching the command is.
func managing(c call) (manager, bool) {
	m := managerOf(c)
	if m.Names == nil || asks(c) {
		return m, false
	}
	if m.System { // options with a value may stand in front: apt-get -o Name=value install
		return m, slices.ContainsFunc(c.operands(), func(w string) bool { return slices.Contains(m.Verbs, w) })
	}
	return m, len(m.Verbs) == 0 || slices.Contains(m.Verbs, c.verb())
}

// ecosystem names what a package manager or compiler works for.
func ecosystem(c call) string {
	if c.name() == "npx" {
		return "Node"
	}
	return managerOf(c).Of
}

// asks reports a command that only prints.
func asks(c call) bool { return c.has("--version", "-v", "--help", "config", "version") }

// installs reports a command that fetches the packages of the project.
func installs(c call) bool {
	m, ok := managing(c)
	if !ok || m.System || c.has("--no-deps", "--no-index") {
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
		return slices.ContainsFunc(m.Caches, func(c string) bool { return strings.Contains(target, c) })
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
