package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// installs decides on the stages deps and prod-deps.
func (s *nodeService) installs() (deps, prod *NodeInstall) {
	production := "install-prod"
	if s.manager.whole {
		production = "install" // this Yarn knows no other
	}
	one := func(name, from, command string) *NodeInstall {
		i := &NodeInstall{From: from, Command: command}
		if (command != "prune" || s.n.Workspace != nil) && s.modules() == name {
			i.MemberModules = s.memberModuleDirs()
		}
		return i
	}
	switch {
	case s.wantsAll() || s.ships() && !s.n.DevDependencies:
		deps = one("deps", "base", "install")
	case s.ships():
		deps = one("deps", "base", production)
	}
	switch {
	case s.modules() != "prod-deps":
	case s.prunes():
		prod = one("prod-deps", "deps", "prune")
	default:
		prod = one("prod-deps", "base", production)
	}
	return deps, prod
}

// frozen reports whether the lock file can be held to.
func (s *nodeService) frozen() bool { return s.n.Lock != "" && s.n.LockStale == nil }

// wantsAll reports whether a stage needs development packages too.
func (s *nodeService) wantsAll() bool {
	return (s.n.Dependencies || s.n.DevDependencies) &&
		(s.prepares() || s.n.DevAtRun || s.in.Choices.Wants("test") || s.in.Choices.Wants("dev") || s.prunes())
}

// ships reports whether node_modules goes into the image.
func (s *nodeService) ships() bool {
	return s.n.Static == nil && !s.n.Bundled && (s.n.Dependencies || s.n.DevAtRun)
}

// prunes reports whether the shipped packages are those of the whole install, with the rest taken out: where there is no
// lock file two installs need not agree, hooks of the project want tools that the image does not, and what a generator
// writes lies among the packages.
func (s *nodeService) prunes() bool {
	return s.ships() && !s.n.DevAtRun && s.n.DevDependencies &&
		(!s.frozen() && s.n.Workspace == nil || len(s.n.Hooks) > 0 || s.generates())
}

// generates reports whether a generator writes among the packages.
func (s *nodeService) generates() bool {
	return len(s.n.Generate) > 0 || s.n.Changes || slices.ContainsFunc(s.parts(), func(m detect.Member) bool { return len(m.Generate) > 0 })
}

// modules names the stage whose packages are shipped; "" when none are.
func (s *nodeService) modules() string {
	switch {
	case !s.ships():
		return ""
	case s.n.DevAtRun:
		return "deps"
	case s.generates() && !s.n.DevDependencies:
		return s.generated()
	case !s.n.DevDependencies && s.n.Workspace == nil, !s.wantsAll():
		return "deps"
	case s.prunes() && s.generates():
		return "pruned"
	}
	return "prod-deps"
}

// memberModuleDirs are the node_modules beside the workspace's own that the program may look into, as seen from the context.
func (s *nodeService) memberModuleDirs() []string {
	if s.n.Workspace == nil || s.n.Linker == "pnp" {
		return nil
	}
	var dirs []string
	for _, part := range s.parts() {
		if part.Dependencies && !part.Dev {
			dirs = append(dirs, path.Join(s.inContext(part.Dir), "node_modules"))
		}
	}
	if s.dir() != "." {
		dirs = append(dirs, path.Join(s.dir(), "node_modules"))
	}
	return dirs
}

// manifestFiles tells manifests that are copied from those that are mounted.
func (s *nodeService) manifestFiles() NodeManifests {
	var m NodeManifests
	var copied []string
	for _, f := range s.n.Manifests {
		if in := s.inContext(f); !s.copiesManifests() || mounted(f) {
			mount := NodeMount{Source: in, Target: relativeTo(s.installDir(), in)}
			if mount.Target == in && s.installDir() != "." { // it lies elsewhere
				mount.Target = path.Join(nodeRoot, in)
			}
			m.Mounted = append(m.Mounted, mount)
		} else {
			copied = append(copied, in)
		}
	}
	if !s.copiesManifests() {
		return m
	}
	for _, f := range s.n.InstallFiles {
		if !mounted(f) {
			copied = append(copied, s.inContext(f))
		}
	}
	m.Unhooked = s.unhooked()
	m.Copied = &NodeFiles{Paths: copied, Dest: "./", Parents: len(s.n.InstallFiles) > 0 || slices.ContainsFunc(copied, func(f string) bool { return strings.Contains(f, "/") })}
	if s.installRoot() != nodeRoot {
		m.Copied.Dest = nodeRoot + "/"
	}
	return m
}

// copiesManifests reports whether the manifests are copied rather than mounted: where there are many, where the install
// runs hooks of the project beside them, and where the manager writes among them.
func (s *nodeService) copiesManifests() bool {
	if !s.n.Dependencies && !s.n.DevDependencies {
		return false
	}
	return s.n.LockStale != nil || len(s.n.Manifests) > 4 || len(s.n.InstallFiles) > 0 || len(s.unhooked()) > 0 || s.n.Workspace != nil || s.manager.name == "berry"
}

// unhooked are the install scripts to take out of the manifests, by manifest.
func (s *nodeService) unhooked() []NodeScripts {
	var list []NodeScripts
	lean := s.ships() && s.n.DevDependencies && !s.manager.whole && !s.n.DevAtRun && !s.prunes() // no development packages
	for _, h := range s.n.Unhooked {
		if h.Tools && !lean {
			continue
		}
		dir := below(relativeTo(s.installDir(), path.Dir(s.inContext(h.Manifest))))
		if n := len(list); n > 0 && list[n-1].Dir == dir {
			list[n-1].Names = append(list[n-1].Names, h.Name)
		} else {
			list = append(list, NodeScripts{dir, []string{h.Name}})
		}
	}
	return list
}

// mounted reports whether a file is never copied, for its name is that of registry settings.
func mounted(p string) bool { return path.Base(p) == ".npmrc" }

// secrets are what the installs and the build want by --secret.
func (s *nodeService) secrets() []Secret {
	var list []Secret
	for _, c := range s.n.Secrets {
		list = append(list, Secret{ID: c.Value, Env: c.Value, Why: "the private registry's settings read it"})
	}
	for _, c := range s.n.BuildSecrets {
		list = append(list, Secret{ID: c.Value, Env: c.Value, Build: true, Why: "the build reads it (" + c.Because[0].String() + ")"})
	}
	settings := "~/.npmrc"
	if s.manager.name == "berry" {
		settings = "~/.yarnrc.yml"
	}
	return slices.Concat(list, fileSecrets(s.allInContext(s.n.Private)), s.in.Network.NPM.secret(settings, ""))
}

// git are the packages that fetch dependencies from git repositories; ssh says that a key is wanted for them.
func (s *nodeService) git() (tools *SystemPackages, ssh bool) {
	if ssh = len(s.n.SSH) > 0; len(s.n.Git) == 0 {
		return nil, false
	}
	names := []string{"git", "ca-certificates"}
	if ssh {
		names = append(names, "openssh-client")
	}
	return packages(s.tools, nil, names...), ssh
}

// nativePackages are the system packages that native modules want of an image; nil for none.
func (s *nodeService) nativePackages(image catalog.Image, wants func(detect.Native) []string) *SystemPackages {
	names, of := systemFor(s.n.Native, wants)
	return packages(image, of, names...)
}
