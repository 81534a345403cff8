package detect

import (
	"path"
	"slices"
	"strings"
)

// configFile gives the first file beside the manifest whose name begins with one of the stems.
func (s *nodeService) configFile(stems ...string) string {
	for _, stem := range stems {
		for _, name := range s.t.dirs[s.pkg.dir] {
			if strings.HasPrefix(name, stem) {
				return path.Join(s.pkg.dir, name)
			}
		}
	}
	return ""
}

// setting looks for a line of a configuration file written in JavaScript, comments left out, and gives the pattern's
// first group with its place.
func (s *nodeService) setting(p string, pattern *expression) Fact[string] {
	if p == "" {
		return Fact[string]{}
	}
	for i, line := range s.t.lines(p) {
		code, _, _ := strings.Cut(line, "//")
		if trimmed := strings.TrimSpace(code); strings.HasPrefix(trimmed, "*") || strings.HasPrefix(trimmed, "/*") {
			continue
		}
		if m := pattern.FindStringSubmatch(code); m != nil {
			return fact(m[len(m)-1], s.t.at(p, i+1))
		}
	}
	return Fact[string]{}
}

// pattern for NAME: "value" in a JavaScript object.
func settingText(name string) *expression {
	return lazy(`\b` + name + `\s*[:=]\s*["'` + "`" + `]([^"'` + "`" + `$]*)["'` + "`" + `]`)
}

// files makes the service a static site, its directory relative to the package.
func (s *nodeService) files(output string, because ...Evidence) {
	st := &Static{Fallback: s.row.fallback, Hashed: s.row.hashed, Output: fact(path.Join(s.pkg.dir, output), because...)}
	if !st.Output.Known() {
		st.Output.Because = s.stack.Framework.Because
	}
	s.n.Static = st
}

// outputs sets what the build makes.
func (s *nodeService) outputs(because Evidence, paths ...string) {
	var all []string
	for _, p := range paths {
		all = append(all, path.Join(s.pkg.dir, p))
	}
	s.n.Output = fact(all, because)
}

// serve makes the service a program with the row's defaults, where its start script says nothing else. The launcher of a
// framework whose output carries its own packages is not shipped: node starts that output itself.
func (s *nodeService) serve(start []string, because Evidence) {
	if s.start.kind == startProgram && !(s.n.Bundled && s.start.entry == "") {
		if !s.n.Bundled || slices.ContainsFunc(s.n.Output.Value, func(o string) bool { return within(o, path.Join(s.pkg.dir, s.start.entry)) }) {
			return
		}
		s.n.Bundled = false // a program of the project's own around the framework
		return
	}
	was := s.start
	s.start = nodeStart{kind: startProgram, args: start, env: was.env, port: was.port, because: append([]Evidence{because}, was.because...)}
	if key, row, ok := lookFor(bins, start); ok && key != "" {
		s.start.args = append([]string{"node", s.module(row.pkg, s.binScript(row.pkg, row.script))}, start[1:]...)
		s.launcher(row.pkg, because)
	} else if start[0] != "node" {
		s.start.bin = start[0]
	} else if len(start) > 1 {
		s.start.entry = start[1]
	}
}

// launcher holds that a package with a server is among those of the project.
func (s *nodeService) launcher(pkg string, because Evidence) {
	switch {
	case s.pkg.prod(pkg) != nil || pkg == s.row.deps[0] || s.space != nil && s.packages[s.space.root].prod(pkg) != nil:
	case s.dep(pkg) != nil:
		s.start.dev = pkg
	case strings.HasPrefix(pkg, "@remix-run/") || strings.HasPrefix(pkg, "@react-router/"):
		s.refuse("no server is among its dependencies, and no start script names one", pkg+" to the dependencies, or a start script that runs a server of your own", because)
	}
}

var (
	nextOutput = settingText("output")
	nextDist   = settingText("distDir")
	ssrOff     = lazy(`\bssr\s*:\s*(false)`)
)

// nextShape tells Next's traced server, its export and its plain server apart.
func nextShape(s *nodeService) {
	conf := s.configFile("next.config.")
	output, dist := s.setting(conf, nextOutput), s.setting(conf, nextDist)
	dir := ".next"
	if dist.Known() {
		dir = strings.TrimPrefix(dist.Value, "./")
	}
	because := s.stack.Framework.Because[0]
	switch {
	case output.Value == "export" && s.start.entry == "":
		out := "out"
		if dist.Known() {
			out = dir
		}
		s.files(out, output.Because...)
		s.n.Static.Fallback = "404.html"
		return
	case s.start.kind == startProgram && s.start.entry != "" && !strings.Contains(s.start.entry, "standalone"):
		s.outputs(because, dir)
	case output.Value == "standalone":
		s.standalone(dir, output.Because[0])
	case !output.Known() && s.newer("next", 13):
		s.standalone(dir, because)
		s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"NEXT_PRIVATE_STANDALONE", "1"})
		s.note(Note{Text: "Next.js is not told to trace what its server needs; the build tells it by NEXT_PRIVATE_STANDALONE, so that the image does not hold all of node_modules", Add: "output: \"standalone\" in next.config", Because: s.stack.Framework.Because})
	default:
		s.serve([]string{"next", "start"}, because)
		s.outputs(because, dir)
		s.note(Note{Text: "Next.js is not told to trace what its server needs, so that the image holds all of node_modules", Add: "output: \"standalone\" in next.config", Because: s.stack.Framework.Because})
		if strings.HasSuffix(conf, ".ts") && s.pkg.prod("typescript") == nil {
			s.n.DevAtRun = true // next start compiles next.config.ts with the typescript package
		}
	}
	s.n.Writable = []string{dir + "/cache"}
}

// newer reports whether a package is asked for in this major or a later one; what is no version ("latest") is new.
func (s *nodeService) newer(pkg string, major int) bool {
	v, ok := parseRelease(strings.TrimLeft(s.dep(pkg).text(), "^~>=v"))
	return !ok || v[0] < 0 || v[0] >= major
}

var traceRootExpr = lazy(`\boutputFileTracingRoot\s*:\s*(.*)`)

// traceRoot is the directory that Next.js traces from: the one of the lock file, unless its configuration names another.
func (s *nodeService) traceRoot() string {
	conf := s.configFile("next.config.")
	value := s.setting(conf, traceRootExpr).Value
	if value == "" {
		return s.stack.Context
	}
	if name := strings.TrimRight(value, ",; })"); identifier.MatchString(name) {
		value = s.setting(conf, lazy(`\b`+name+`\s*=\s*(.*)`)).Value
	}
	var up []string
	for _, m := range quoted.FindAllStringSubmatch(value, -1) {
		up = append(up, m[1])
	}
	return path.Join(append([]string{s.pkg.dir}, up...)...)
}

var identifier = lazy(`^[A-Za-z_]\w*$`)

// standalone lays the traced server out.
func (s *nodeService) standalone(dir string, because Evidence) {
	s.n.Standalone, s.n.Bundled = true, true
	s.n.TraceRoot = s.traceRoot()
	s.outputs(because, dir+"/standalone", dir+"/static")
	if public := path.Join(s.pkg.dir, "public"); s.t.hasSource(public) {
		s.n.RunFiles = []string{public}
	}
	was := s.start
	s.start = nodeStart{kind: startProgram, args: []string{"node", "server.js"}, env: was.env, notes: was.notes, port: was.port, because: append([]Evidence{because}, was.because...)}
}

// reactRouterShape tells a server-rendered application from a single page.
func reactRouterShape(s *nodeService) {
	conf := s.configFile("react-router.config.")
	dir := "build"
	if d := s.setting(conf, settingText("buildDirectory")); d.Known() {
		dir = strings.TrimPrefix(d.Value, "./")
	}
	if off := s.setting(conf, ssrOff); off.Known() {
		s.files(dir+"/client", off.Because...)
		return
	}
	because := s.stack.Framework.Because[0]
	if s.hosted() {
		return
	}
	plain, moved := dir+"/server/index.js", s.vercelServer(dir, "_")
	s.serve([]string{"react-router-serve", "./" + moved}, because)
	s.movedServer(plain, moved)
	s.outputs(because, dir)
}

// movedServer puts the place of the server into the start command.
func (s *nodeService) movedServer(plain, moved string) {
	for i, a := range s.start.args {
		if path.Clean(a) == plain {
			s.start.args[i] = "./" + moved
		}
	}
}

// remixShape is the same for Remix, whose older compiler writes elsewhere.
func remixShape(s *nodeService) {
	because := s.stack.Framework.Because[0]
	vite := s.configFile("vite.config.")
	if off := s.setting(vite, ssrOff); off.Known() {
		s.files("build/client", off.Because...)
		return
	}
	if s.hosted() {
		return
	}
	if vite != "" {
		moved := s.vercelServer("build", "-")
		s.serve([]string{"remix-serve", "./" + moved}, because)
		s.movedServer("build/server/index.js", moved)
		s.outputs(because, "build")
		return
	}
	s.serve([]string{"remix-serve", "build/index.js"}, because)
	s.outputs(because, "build", "public/build")
}

// svelteKitShape goes by the adapter.
func svelteKitShape(s *nodeService) {
	conf := s.configFile("svelte.config.")
	because := s.stack.Framework.Because[0]
	switch {
	case s.dep("@sveltejs/adapter-node") != nil:
		out := s.setting(conf, settingText("out"))
		dir := "build"
		if out.Known() {
			dir = strings.TrimPrefix(out.Value, "./")
		}
		s.outputs(s.dep("@sveltejs/adapter-node").evidence(), dir)
		s.serve([]string{"node", dir}, because)
	case s.dep("@sveltejs/adapter-static") != nil:
		dir := "build"
		if out := s.setting(conf, settingText("pages")); out.Known() {
			dir = strings.TrimPrefix(out.Value, "./")
		}
		s.files(dir, s.dep("@sveltejs/adapter-static").evidence())
		s.n.Static.Fallback = s.setting(conf, settingText("fallback")).Value
	default:
		s.svelteKitAuto(conf, because)
	}
}

// svelteKitAuto speaks of an adapter that makes nothing which a container can run.
func (s *nodeService) svelteKitAuto(conf string, because Evidence) {
	if s.start.kind == startProgram && s.start.entry != "" {
		s.outputs(because, strings.Split(s.start.entry, "/")[0])
		return
	}
	if d := s.dep("@sveltejs/adapter-auto"); d != nil && s.newer("@sveltejs/adapter-auto", 3) {
		s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"GCP_BUILDPACKS", "1"})
		s.outputs(d.evidence(), "build")
		s.serve([]string{"node", "build"}, because)
		s.note(Note{Text: "SvelteKit's adapter-auto finds no platform in a container; the build asks it for the Node server by GCP_BUILDPACKS, and it fetches @sveltejs/adapter-node itself, past the lock file",
			Add: "@sveltejs/adapter-node in svelte.config.js", Because: []Evidence{d.evidence()}})
		return
	}
	if s.hosted() {
		return
	}
	s.outputs(because, ".svelte-kit")
	e := because
	if d := s.dep("@sveltejs/adapter-auto"); d != nil {
		e = d.evidence()
	}
	s.preview(e, "SvelteKit", "@sveltejs/adapter-node in svelte.config.js")
}
