package plan

import (
	"path"
	"strings"

	"github.com/msgen/msgen/detect"
)

// builds reports whether anything is made before the program can run.
func (s *nodeService) builds() bool { return len(s.st.Build.Value) > 0 || len(s.n.Generate) > 0 }

// prepares reports whether anything is built at all: the program, or a member of the workspace that it imports.
func (s *nodeService) prepares() bool {
	if w := s.n.Workspace; w != nil {
		for _, p := range w.Parts {
			if p.Build != "" {
				return true
			}
		}
	}
	return s.builds()
}

// installed names the stage that has all packages, which the build side goes on from.
func (s *nodeService) installed() string {
	if s.wantsAll() || s.ships() {
		return "deps"
	}
	return "base"
}

// outputs are the paths that the build makes, relative to the root of the repository.
func (s *nodeService) outputs() []string {
	if s.n.Static != nil {
		return []string{s.n.Static.Output.Value}
	}
	return s.n.Output.Value
}

// envVars gives detect's variables as a plan's.
func envVars(list []detect.EnvVar) []Var {
	var vars []Var
	for _, v := range list {
		vars = append(vars, Var{Name: v.Name, Value: v.Value})
	}
	return vars
}

// manifest is the service's own package.json.
func (s *nodeService) manifest() string {
	for _, f := range s.n.Manifests {
		if path.Dir(f) == path.Clean(s.st.Dir) && strings.HasPrefix(path.Base(f), "package.") {
			return f
		}
	}
	return path.Join(s.st.Dir, "package.json")
}

// withManifest puts the service's package.json first where no stage before has it.
func (s *nodeService) withManifest(files []string) []string {
	m := s.manifest()
	if s.copiesManifests() || within(files, m) {
		return files
	}
	return append([]string{m}, files...)
}

// made reports whether a path relative to the service's directory lies in what the build makes.
func (s *nodeService) made(p string) bool {
	for _, o := range s.outputs() {
		o = relativeTo(s.st.Dir, o)
		if p == o || strings.HasPrefix(p, o+"/") {
			return true
		}
	}
	return false
}

// traced is the service's directory as seen from where Next.js traces, "" for the same.
func (s *nodeService) traced() string {
	if s.n.TraceRoot == "" {
		return ""
	}
	if r := relativeTo(s.n.TraceRoot, s.st.Dir); r != "." {
		return r
	}
	return ""
}

// cacheID names a cache after the project, for caches of one name are shared by all builds of a machine.
func cacheID(name, dir string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name + "-" + strings.Trim(dir, "./")) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// buildsInPlace reports a build that has no directory of its own: it writes among the files that the program reads (a style
// sheet in public/, say), so that those are taken from the stage that built them.
func (s *nodeService) buildsInPlace() bool {
	return len(s.st.Build.Value) > 0 && len(s.outputs()) == 0 && !s.n.Bundled && len(s.n.RunFiles) > 0
}
