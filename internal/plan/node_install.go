package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
)

// What is installed, and where the packages that are shipped come from.

// baseStage is the build side: the runtime's image with the manager, and with the manifests where they are copied.
func (s *nodeService) baseStage() *Stage {
	st := &Stage{Name: "base", From: s.tools.Ref, Env: s.managerEnv(), Workdir: s.installRoot(), Packages: s.buildPackages(), Steps: s.setUp()}
	st.About = "The build side: nothing of it but what a later stage copies is shipped"
	if s.copiesManifests() {
		st.Steps = append(st.Steps, s.manifestCopies()...)
	}
	return st
}

// buildPackages are what compiling native packages wants.
func (s *nodeService) buildPackages() *Packages {
	var names []string
	var because []detect.Evidence
	var of []string
	for _, n := range s.n.Native {
		if len(n.Build) == 0 {
			continue
		}
		names = union(names, s.systemPackages(n.Build))
		because = append(because, n.Because)
		of = append(of, n.Name)
	}
	if len(names) == 0 {
		return nil
	}
	return &Packages{By: s.tools.Packages, Names: names, OS: s.tools.Codename(), Because: because,
		Why: "What compiling " + strings.Join(of, ", ") + " wants."}
}

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

// manifestCopies copies what an install reads.
func (s *nodeService) manifestCopies() []Step {
	var files []string
	nested := len(s.n.InstallFiles) > 0
	for _, f := range append(append([]string{}, s.n.Manifests...), s.n.InstallFiles...) {
		if mounted(f) {
			continue
		}
		f = s.inContext(f)
		nested = nested || strings.Contains(f, "/")
		files = append(files, f)
	}
	dest := "./"
	if s.installRoot() != nodeRoot {
		dest = nodeRoot + "/"
	}
	return []Step{{Slot: "deps", Copy: &Copy{Sources: files, Dest: dest, Parents: nested}}}
}

// installMounts are what every install sees: manifests that are not copied, secrets, downloads of earlier builds.
func (s *nodeService) installMounts() []Mount {
	var mounts []Mount
	copied := s.copiesManifests()
	for _, f := range s.n.Manifests {
		if !copied || mounted(f) {
			f = s.inContext(f)
			mounts = append(mounts, Mount{Type: "bind", Source: f, Target: s.fromInstall(f)})
		}
	}
	return append(append(mounts, s.secretMounts()...), s.manager.cache)
}

// fromInstall gives a path of the context as a mount names it in the directory of the install.
func (s *nodeService) fromInstall(f string) string {
	if dir := s.installDir(); dir == "." || strings.HasPrefix(f, dir+"/") {
		return relativeTo(dir, f)
	}
	return path.Join(nodeRoot, f)
}

// secretMounts are the secrets of private registries.
func (s *nodeService) secretMounts() []Mount {
	var mounts []Mount
	for _, c := range s.n.Secrets {
		mounts = append(mounts, Mount{Type: "secret", ID: c.Value, Env: c.Value, Required: true})
	}
	for _, f := range s.private() {
		mounts = append(mounts, Mount{Type: "secret", ID: secretID(f), Target: path.Join(nodeRoot, f), Required: true})
	}
	return mounts
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

// installAll is the command that installs everything.
func (s *nodeService) installAll() Command {
	if s.frozen() {
		return Command{Args: s.manager.frozen}
	}
	return Command{Args: s.manager.loose}
}

// installProd is the command that installs what the program has at run time.
func (s *nodeService) installProd() Command {
	dir := s.dir()
	if s.manager.prodWhole != nil {
		args := append([]string{}, s.manager.prodWhole...)
		if dir != "." {
			args = append([]string{args[0], "--cwd", dir}, args[1:]...)
		}
		return Command{Args: args}
	}
	args := append(append([]string{}, s.installAll().Args...), s.manager.prod...)
	if s.n.Workspace != nil && dir != "." && s.manager.filter != nil {
		args = append(args, s.manager.filter(dir)...)
	}
	if len(s.n.Hooks) > 0 {
		args = append(args, "--ignore-scripts")
	}
	return Command{Args: args}
}

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

// depsStages are "deps" and, where the shipped packages are others, "prod-deps".
func (s *nodeService) depsStages() []*Stage {
	var stages []*Stage
	switch {
	case s.wantsAll():
		stages = append(stages, s.installStage("deps", s.allAbout(), s.installAll()))
	case s.ships() && s.n.DevDependencies:
		stages = append(stages, s.installStage("deps", "What the program needs at run time, without the development packages", s.installProd()))
	case s.ships():
		stages = append(stages, s.installStage("deps", s.allAbout(), s.installAll()))
	}
	if s.modules() == "prod-deps" && !s.prunes() {
		stages = append(stages, s.installStage("prod-deps",
			"What the program needs at run time; installed beside `deps`, so that no source edit comes before it", s.installProd()))
	}
	if s.modules() == "prod-deps" && s.prunes() {
		stages = append(stages, s.pruneStage("prod-deps", "deps"))
	}
	return stages
}

// allAbout says what a whole install is for.
func (s *nodeService) allAbout() string {
	switch {
	case !s.n.DevDependencies:
		return "The packages that the program needs"
	case !s.ships():
		return "All packages; the image holds none of them"
	case s.n.DevAtRun:
		return "All packages, those for development too"
	}
	return "All packages, those for development too: the build needs them"
}

// installStage installs in a stage that stands on base.
func (s *nodeService) installStage(name, about string, install Command) *Stage {
	run := &Run{Mounts: s.installMounts(), Commands: []Command{install}}
	if s.ships() && s.modules() == name {
		run.Commands = append(run.Commands, s.memberModules()...)
	}
	return &Stage{Name: name, About: about, From: "base", Steps: []Step{{Slot: "deps", Run: run}}}
}

// pruneStage takes the development packages out of a whole install.
func (s *nodeService) pruneStage(name, from string) *Stage {
	return &Stage{Name: name, From: from,
		About: "What the program needs at run time: the same packages without those for development",
		Steps: []Step{{Slot: "deps", Run: &Run{Mounts: s.installMounts(), Commands: []Command{s.manager.prune}}}}}
}

// memberModules makes the node_modules of a workspace's members, which most managers make only when versions differ, so
// that they can be copied by name.
func (s *nodeService) memberModules() []Command {
	dirs := s.memberModuleDirs()
	if len(dirs) == 0 {
		return nil
	}
	return []Command{{Args: append([]string{"mkdir", "-p"}, dirs...)}}
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
