package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/versions"
)

// nodeManager is one package manager.
type nodeManager struct {
	// name is npm, yarn, berry (yarn from 2 on), pnpm or bun.
	name string
	// whole says that it cannot install without the development packages.
	whole bool
}

// managerOf gives the manager of a stack with the version that the repository names, "" when it names none.
func managerOf(st *detect.Stack) (m nodeManager, wanted string) {
	name, wanted, _ := strings.Cut(st.Manager.Value, "@")
	if name == "" {
		name = "npm"
		if st.Node.Runtime == "bun" {
			name = "bun"
		}
	}
	if name == "yarn" && isBerry(st.Node, wanted) {
		name = "berry"
	}
	m.name, m.whole = name, name == "berry" && versions.Below(wanted, "4") && !focuses(st.Node)
	return m, strings.TrimLeft(wanted, "^~>=v ")
}

// focuses reports whether a Yarn before 4 has the plugin that installs without the development packages.
func focuses(n *detect.Node) bool {
	return slices.ContainsFunc(n.Manifests, func(f string) bool { return strings.Contains(f, "workspace-tools") })
}

// isBerry tells yarn from its first generation, which shares its name and nothing else.
func isBerry(n *detect.Node, wanted string) bool {
	if major := versions.Major(wanted); major > 0 {
		return major >= 2
	}
	return wanted == "berry" || n.Linker == "pnp" || strings.Contains(n.ManagerFile, "yarn-") && !strings.Contains(n.ManagerFile, "yarn-1") ||
		slices.ContainsFunc(n.Manifests, func(f string) bool { return path.Base(f) == ".yarnrc.yml" })
}

// managerSource tells how the manager comes into the build image: by version from npm, or by corepack.
func (s *nodeService) managerSource() (release, corepack string) {
	release, fetched := tables().Managers[s.manager.name]
	switch {
	case s.manager.name == "npm":
		return s.npmVersion(), ""
	case !fetched || s.n.ManagerFile != "":
		return "", ""
	case s.manager.name == "pnpm" && s.n.Pinned != "" && versions.Before(s.line, "25"):
		return "", s.n.Pinned
	case s.managerVersion == "" || s.managerVersion == "berry":
		return release, ""
	}
	return s.managerVersion, ""
}

// npmVersion is the npm that the repository pins, or asks for where the one of the image does not do; else "".
func (s *nodeService) npmVersion() string {
	if pinned, ok := strings.CutPrefix(s.n.Pinned, "npm@"); ok {
		release, _, _ := strings.Cut(pinned, "+")
		return release
	}
	_, asked, _ := strings.Cut(s.st.Manager.Value, "@")
	if asked == "" || versions.Allows(asked, tables().NPM.of(s.line).NPM) {
		return ""
	}
	return asked
}
