package plan

// many reports whether the dependencies are worth stages of their own.
func (s *goService) many() bool {
	if in, _ := s.target(s.program.Dir); !s.downloads() || !s.g.Sums || s.ownModules() || in != nil {
		return false
	}
	if s.g.Modules >= goManyModules {
		return true
	}
	for _, c := range s.program.Cgo {
		if c.Heavy && s.crosses() {
			return true
		}
	}
	return false
}

// ownModules reports whether modules of the repository replace others: their sources are not there before the program's.
func (s *goService) ownModules() bool {
	return s.g.Work == "" && len(s.g.Manifests) > 2
}

// imports lists what the program imports from elsewhere.
func (s *goService) imports() *Stage {
	if !s.many() {
		return nil
	}
	st := &Stage{Name: "imports", From: "deps", About: "Lists what the program imports from elsewhere: the standard library and the modules", Steps: s.sources()[:1]}
	args, env := s.platform()
	_, pkg := s.target(s.program.Dir)
	why := ""
	if s.embedsAssets() != "" {
		why = "-e, since the front end is not there yet and does not matter here."
	}
	st.Steps = append(st.Steps, Step{Slot: "build", Args: args, Why: why, Run: &Run{Commands: []Command{
		{Args: []string{"set", "--", pkg}},
		{Script: `export ` + goExports(env)},
		{Script: `go list -e -deps -f '{{if not .Standard}}{{if .Module.Main}}{{range .Imports}}{{println .}}{{end}}{{end}}{{end}}' "$@"
| grep -vE "^(($(go list -m | paste -sd '|'))(/.*)?|C)$" | sort -u > /imports.txt`},
	}}})
	return st
}

// goExports writes variables for the shell; their names and values are the plan's own.
func goExports(env []Var) string {
	text := ""
	for _, v := range env {
		if v.Name == "CC" {
			continue // nothing is compiled
		}
		if text != "" {
			text += " "
		}
		text += v.Name + `="` + v.Value + `"`
	}
	return text
}

// compiled compiles those packages once.
func (s *goService) compiled() *Stage {
	if !s.many() {
		return nil
	}
	st := &Stage{Name: "compiled-deps", From: "deps", About: "Those packages, compiled once; only a new import or module runs it again, since the list is all it gets"}
	cache := Mount{Type: "cache", ID: cacheID(s.st.Name, "go-deps"), Target: "/var/cache/go-build"}
	mounts := []Mount{cache}
	if s.hasCross() {
		st.From, st.Workdir = "cross", goRoot
		mounts = []Mount{goModulesOfDeps(), cache}
		st.Steps = s.manifests()
	}
	st.Steps = append(st.Steps, Step{Slot: "copy", Copy: &Copy{From: "imports", Sources: []string{"/imports.txt"}, Dest: "/"}})
	args, env := s.platform()
	env = append(env, Var{Name: "GOCACHE", Value: "/var/cache/go-build"})
	words := append([]string{"xargs", "--arg-file=/imports.txt", "go", "build"}, s.flags()...)
	st.Steps = append(st.Steps, Step{Slot: "build", Args: args,
		Why: "In a layer for the same reason as the modules. Flags, tags and variables are those of build, or its compiler would find nothing here that it can use.",
		Run: &Run{Mounts: mounts, Commands: []Command{
			{Env: env, Args: words}, {Script: "mkdir -p /root/.cache"}, {Script: "cp -R /var/cache/go-build /root/.cache/"}}}})
	return st
}
