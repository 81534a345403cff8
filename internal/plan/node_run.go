package plan

import (
	"path"
)

// needsInit reports whether PID 1 has to be an init: the kernel drops SIGTERM for a PID 1 that has no handler for it.
func (s *nodeService) needsInit() bool { return !(s.st.Signals.Known() && s.st.Signals.Value) }

// listens reports whether anything answers on a port.
func (s *nodeService) listens() bool {
	return s.n.Service || s.st.Port.Known() || s.in.Choices.Port.Given()
}

// runEnv is what the program finds set.
func (s *nodeService) runEnv() []Var {
	env := []Var{{Name: "NODE_ENV", Value: "production"}}
	set := func(name, value string) {
		for i := range env {
			if env[i].Name == name {
				env[i].Value = value
				return
			}
		}
		env = append(env, Var{Name: name, Value: value})
	}
	for _, v := range s.n.RunEnv {
		set(v.Name, v.Value)
	}
	for _, v := range s.n.StartEnv {
		set(v.Name, v.Value)
	}
	if name := s.st.PortEnv.Value; name != "" && s.port() != 0 && s.listens() {
		set(name, portText(s.port()))
	}
	return env
}

// plugAndPlay are the archives and the map of them; modules have a map of their own.
func (s *nodeService) plugAndPlay() []string {
	files := []string{".yarn/cache", ".pnp.cjs"}
	if s.n.Module {
		files = append(files, ".pnp.loader.mjs")
	}
	return files
}

// root gives a path below the directory of the install as one of the repository.
func (s *nodeService) root(p string) string { return path.Join(s.st.Context, s.installDir(), p) }

// runFiles are the files of the repository that the program reads, its manifest first.
func (s *nodeService) runFiles() []string {
	files := s.n.RunFiles
	if m := s.manifest(); !within(files, m) && !s.n.Bundled && len(s.n.Manifests) > 0 {
		files = append([]string{m}, files...)
	}
	return files
}

// command is what the container runs, as the repository or the user says it.
func (s *nodeService) command() []string {
	if c := s.in.Choices.Start; c.Given() && len(c.Value) > 0 {
		return c.Value
	}
	if s.n.Standalone {
		return []string{"node", "server.js"}
	}
	return s.st.Start.Value
}
