package plan

import (
	"path"
	"strings"
)

// What is installed, and where the packages that are shipped come from.

// apkNames translates the names of Debian's packages where Alpine has another.
func apkNames() map[string]string {
	return map[string]string{
		"build-essential": "build-base", "pkg-config": "pkgconf", "libcairo2-dev": "cairo-dev", "libpango1.0-dev": "pango-dev",
		"libjpeg-dev": "jpeg-dev", "libgif-dev": "giflib-dev", "librsvg2-dev": "librsvg-dev", "libvips-dev": "vips-dev", "libpq-dev": "libpq-dev",
		"libsqlite3-dev": "sqlite-dev", "libcairo2": "cairo", "libpango-1.0-0": "pango", "libjpeg62-turbo": "libjpeg-turbo", "libgif7": "giflib",
		"librsvg2-2": "librsvg", "libpq5": "libpq", "libvips42": "vips", "libvips42t64": "vips", "openssl": "openssl",
	}
}

// systemPackages gives Debian's names as the build side's package manager has them.
func (s *nodeService) systemPackages(debian []string) []string {
	if s.tools.Packages != "apk" {
		return debian
	}
	var names []string
	for _, n := range debian {
		if apk, ok := apkNames()[n]; ok {
			n = apk
		}
		names = append(names, n)
	}
	return names
}

// union adds what is missing, in order.
func union(list, more []string) []string {
	for _, m := range more {
		if !within(list, m) {
			list = append(list, m)
		}
	}
	return list
}

func within(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// copiesManifests reports whether the manifests are copied rather than mounted: where there are many, where the install
// runs hooks of the project beside them, and where the manager writes among them.
func (s *nodeService) copiesManifests() bool {
	if !s.n.Dependencies && !s.n.DevDependencies {
		return false
	}
	return len(s.n.Manifests) > 4 || len(s.n.InstallFiles) > 0 || s.n.Workspace != nil || s.manager.name == "berry"
}

// mounted reports whether a file is never copied, for its name is that of registry settings.
func mounted(p string) bool { return path.Base(p) == ".npmrc" }

// fromInstall gives a path of the context as a mount names it in the directory of the install.
func (s *nodeService) fromInstall(f string) string {
	if dir := s.installDir(); dir == "." || strings.HasPrefix(f, dir+"/") {
		return relativeTo(dir, f)
	}
	return path.Join(nodeRoot, f)
}

// private are the settings with a credential, as seen from the context.
func (s *nodeService) private() []string {
	var files []string
	for _, f := range s.n.Private {
		files = append(files, s.inContext(f))
	}
	return files
}

// secrets lists the same for the build command.
func (s *nodeService) secrets() []Secret {
	var list []Secret
	for _, c := range s.n.Secrets {
		list = append(list, Secret{ID: c.Value, Env: c.Value, Why: "the private registry's settings read it"})
	}
	for _, c := range s.n.BuildSecrets {
		list = append(list, Secret{ID: c.Value, Env: c.Value, Why: "the build script sets it to a secret"})
	}
	return append(list, fileSecrets(s.private())...)
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
	return s.ships() && !s.n.DevAtRun && s.n.DevDependencies && s.n.Workspace == nil &&
		(!s.frozen() || len(s.n.Hooks) > 0 || len(s.n.Generate) > 0)
}

// modules names the stage whose packages are shipped; "" when none are.
func (s *nodeService) modules() string {
	switch {
	case !s.ships():
		return ""
	case s.n.DevAtRun:
		return "deps"
	case len(s.n.Generate) > 0 && !s.n.DevDependencies && s.n.Workspace == nil:
		return "build"
	case !s.n.DevDependencies && s.n.Workspace == nil, !s.wantsAll():
		return "deps"
	case s.prunes() && len(s.n.Generate) > 0:
		return "pruned"
	}
	return "prod-deps"
}

// memberModuleDirs are the node_modules beside the workspace's own that the program may look into, as seen from the context.
func (s *nodeService) memberModuleDirs() []string {
	w := s.n.Workspace
	if w == nil || s.n.Linker == "pnp" {
		return nil
	}
	var dirs []string
	for _, part := range w.Parts {
		if part.Dependencies && !part.Dev {
			dirs = append(dirs, path.Join(s.inContext(part.Dir), "node_modules"))
		}
	}
	if s.dir() != "." {
		dirs = append(dirs, path.Join(s.dir(), "node_modules"))
	}
	return dirs
}
