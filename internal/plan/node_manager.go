package plan

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// nodeManager is one package manager: how it installs, and what it needs around it.
type nodeManager struct {
	// name is npm, yarn, berry (yarn from 2 on), pnpm or bun; title is what people call it.
	name, title string
	// program is what is called, pkg the npm package that holds it.
	program, pkg string
	// fallback is the release line to take where the repository names none; "" takes what the image holds.
	fallback string
	// env is set in every stage of the build side.
	env []Var
	// cache is what keeps downloads between builds.
	cache Mount
	// frozen installs exactly what the lock file says, loose resolves anew; prod is added for run-time packages alone.
	frozen, loose, prod []string
	// prodWhole replaces the whole command for run-time packages, where a flag does not do it.
	prodWhole []string
	// filter is added with the directory of a workspace's member, to install for it alone.
	filter func(dir string) []string
	// prune takes development packages out of an install.
	prune Command
	// settings tells that every call of the manager reads the registry settings, not the install alone.
	settings bool
}

// nodeManagers holds one row for each manager.
func nodeManagers() map[string]nodeManager {
	return map[string]nodeManager{
		"npm": {
			title: "npm", program: "npm",
			env:    []Var{{Name: "NPM_CONFIG_AUDIT", Value: "false"}, {Name: "NPM_CONFIG_FUND", Value: "false"}, {Name: "NPM_CONFIG_UPDATE_NOTIFIER", Value: "false"}},
			cache:  Mount{Type: "cache", Target: "/root/.npm"},
			frozen: []string{"npm", "ci"}, loose: []string{"npm", "install"}, prod: []string{"--omit=dev"},
			filter: func(dir string) []string { return []string{"--workspace=" + dir, "--include-workspace-root"} },
			prune:  Command{Args: []string{"npm", "prune", "--omit=dev"}},
		},
		"yarn": {
			title: "Yarn", program: "yarn",
			cache:  Mount{Type: "cache", Target: "/usr/local/share/.cache/yarn", Sharing: "locked"},
			frozen: []string{"yarn", "install", "--frozen-lockfile", "--non-interactive"}, loose: []string{"yarn", "install", "--non-interactive"},
			prod:  []string{"--production"},
			prune: Command{Args: []string{"yarn", "install", "--production", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline", "--non-interactive"}},
		},
		"berry": {
			title: "Yarn", program: "yarn", pkg: "@yarnpkg/cli-dist", fallback: "4", settings: true,
			env:    []Var{{Name: "YARN_ENABLE_TELEMETRY", Value: "0"}},
			cache:  Mount{Type: "cache", Target: "/root/.yarn/berry"},
			frozen: []string{"yarn", "install", "--immutable"}, loose: []string{"yarn", "install", "--no-immutable"},
			prodWhole: []string{"yarn", "workspaces", "focus", "--production"},
			prune:     Command{Args: []string{"yarn", "workspaces", "focus", "--production"}},
		},
		"pnpm": {
			title: "pnpm", program: "pnpm", pkg: "pnpm", fallback: "10",
			cache:  Mount{Type: "cache", ID: "pnpm-store", Target: "/root/.local/share/pnpm/store"},
			frozen: []string{"pnpm", "install", "--frozen-lockfile"}, loose: []string{"pnpm", "install", "--no-frozen-lockfile"},
			prod:   []string{"--prod"},
			filter: func(dir string) []string { return []string{"--filter={" + dir + "}..."} },
			prune:  Command{Env: []Var{{Name: "CI", Value: "true"}}, Args: []string{"pnpm", "prune", "--prod", "--ignore-scripts"}},
		},
		"bun": {
			title: "Bun", program: "bun",
			cache:  Mount{Type: "cache", Target: "/root/.bun/install/cache"},
			frozen: []string{"bun", "install", "--frozen-lockfile"}, loose: []string{"bun", "install"}, prod: []string{"--production"},
			prune: Command{Args: []string{"bun", "install", "--production", "--ignore-scripts"}},
		},
	}
}

// managerOf gives the manager of a stack with the version that the repository names, "" when it names none.
func managerOf(st *detect.Stack) (m nodeManager, version string) {
	name, version, _ := strings.Cut(st.Manager.Value, "@")
	if name == "" {
		name = "npm"
		if st.Node.Runtime == "bun" {
			name = "bun"
		}
	}
	if name == "yarn" && isBerry(st.Node, version) {
		name = "berry"
	}
	m = nodeManagers()[name]
	m.name = name
	if major, ok := leadingNumber(version); name == "berry" && ok && major < 4 && !focuses(st.Node) {
		m.prodWhole, m.prune = nil, Command{}
	}
	return m, strings.TrimLeft(version, "^~>=v ")
}

// focuses reports whether a Yarn before 4 has the plugin that installs without the development packages.
func focuses(n *detect.Node) bool {
	for _, f := range n.Manifests {
		if strings.Contains(f, "workspace-tools") {
			return true
		}
	}
	return false
}

// isBerry tells yarn from its first generation, which shares its name and nothing else.
func isBerry(n *detect.Node, version string) bool {
	if major, ok := leadingNumber(version); ok {
		return major >= 2
	}
	if version == "berry" || n.Linker == "pnp" || strings.Contains(n.ManagerFile, "yarn-") && !strings.Contains(n.ManagerFile, "yarn-1") {
		return true
	}
	for _, f := range n.Manifests {
		if path.Base(f) == ".yarnrc.yml" {
			return true
		}
	}
	return false
}

// leadingNumber reads the major number of a version.
func leadingNumber(version string) (int, bool) {
	end := 0
	for end < len(version) && version[end] >= '0' && version[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(version[:end])
	return n, err == nil
}

// setUp gives the steps that bring the manager into a stage that stands on the Node image of a release line.
//
// corepack reads a pinned manager with its hash, and Node's images have it up to 24. Where nothing is pinned, and from 25 on,
// npm installs the release line that the lock file was written by. It also installs the later generations of Yarn, which
// corepack would fetch from a host of its own: one that private networks seldom let through.
func (s *nodeService) setUp() []Step {
	if s.bunBeside() || s.manager.name == "bun" && s.kind != "bun" {
		bun := Step{Slot: "deps", Copy: &Copy{From: s.bunImage, Sources: []string{"/usr/local/bin/bun"}, Dest: "/usr/local/bin/bun"}}
		return append([]Step{bun}, s.setUpManager()...)
	}
	return s.setUpManager()
}

// setUpManager is setUp for the manager alone.
func (s *nodeService) setUpManager() []Step {
	n := s.st.Node
	switch {
	case s.manager.pkg == "" || n.ManagerFile != "":
		return nil
	case s.corepack():
		return []Step{{Slot: "deps", Run: &Run{Commands: []Command{
			{Args: []string{"corepack", "enable"}},
			{Args: []string{"corepack", "install", "--global", n.Pinned}},
		}}}}
	}
	version := s.managerVersion
	if version == "" || version == "berry" {
		version = s.manager.fallback
	}
	install := []string{"npm", "install", "--global"}
	if s.manager.program == "yarn" {
		install = append(install, "--force") // the image has a yarn of its own, which npm would not overwrite
	}
	return []Step{{Slot: "deps", Run: &Run{Mounts: []Mount{nodeManagers()["npm"].cache}, Commands: []Command{
		{Args: append(install, s.manager.pkg+"@"+version)},
	}}}}
}

// managerEnv is what the manager wants set on the build side.
func (s *nodeService) managerEnv() []Var {
	env := append([]Var{}, s.manager.env...)
	if s.corepack() {
		env = append(env, Var{Name: "COREPACK_HOME", Value: "/usr/local/share/corepack"}, Var{Name: "COREPACK_ENABLE_DOWNLOAD_PROMPT", Value: "0"})
	}
	if s.manager.name == "berry" {
		global := "true"
		if s.st.Node.Linker == "pnp" {
			global = "false" // the program reads the archives where .pnp.cjs says: in the project
		}
		env = append(env, Var{Name: "YARN_ENABLE_GLOBAL_CACHE", Value: global})
	}
	return env
}

// corepack reports whether corepack brings the manager.
func (s *nodeService) corepack() bool {
	major, _ := leadingNumber(s.line)
	return s.manager.name == "pnpm" && s.st.Node.ManagerFile == "" && s.st.Node.Pinned != "" && major <= 24
}
