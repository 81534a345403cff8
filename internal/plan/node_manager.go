package plan

import (
	"path"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
)

// nodeManager is one package manager.
type nodeManager struct {
	// name is npm, yarn, berry (yarn from 2 on), pnpm or bun.
	name string
	// pkg is the npm package that holds it, "" where the image does; fallback the release line to take where the repository
	// names none.
	pkg, fallback string
	// whole says that it cannot install without the development packages.
	whole bool
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
	m.name = name
	switch major, ok := leadingNumber(version); name {
	case "berry":
		m.pkg, m.fallback, m.whole = "@yarnpkg/cli-dist", "4", ok && major < 4 && !focuses(st.Node)
	case "pnpm":
		m.pkg, m.fallback = "pnpm", "10"
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

// corepack reports whether corepack brings the manager.
func (s *nodeService) corepack() bool {
	major, _ := leadingNumber(s.line)
	return s.manager.name == "pnpm" && s.st.Node.ManagerFile == "" && s.st.Node.Pinned != "" && major <= 24
}

// managerSource tells how the manager comes into the build image: by version from npm, or by corepack.
func (s *nodeService) managerSource() (version, corepack string) {
	switch {
	case s.manager.name == "npm":
		return s.npmVersion(), ""
	case s.manager.pkg == "" || s.n.ManagerFile != "":
		return "", ""
	case s.corepack():
		return "", s.n.Pinned
	case s.managerVersion == "" || s.managerVersion == "berry":
		return s.manager.fallback, ""
	}
	return s.managerVersion, ""
}

// bundledNPM gives the major number of the npm that comes with a release line of Node.
func bundledNPM(line string) string {
	switch n, _ := leadingNumber(line); {
	case n < 16:
		return "6"
	case n < 18:
		return "8"
	case n < 24:
		return "10"
	}
	return "11"
}

// npmVersion is the npm that the repository pins, or asks for where the one of the image does not do; else "".
func (s *nodeService) npmVersion() string {
	if pinned, ok := strings.CutPrefix(s.n.Pinned, "npm@"); ok {
		version, _, _ := strings.Cut(pinned, "+")
		return version
	}
	_, asked, _ := strings.Cut(s.st.Manager.Value, "@")
	if r, err := parseNPMRange(asked); asked == "" || err != nil || r.line(bundledNPM(s.line)) {
		return ""
	}
	return asked
}
