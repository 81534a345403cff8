package node

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// configFile gives the first file beside the manifest whose name begins with one of the stems.
func (s *service) configFile(stems ...string) string {
	for _, stem := range stems {
		for _, name := range s.t.FilesIn[s.pkg.dir] {
			if strings.HasPrefix(name, stem) {
				return path.Join(s.pkg.dir, name)
			}
		}
	}
	return ""
}

// setting looks for a line of a configuration file written in JavaScript, comments left out, and gives the pattern's
// first group with its place.
func (s *service) setting(p string, pattern *pattern.Pattern) detect.Fact[string] {
	if p == "" {
		return detect.Fact[string]{}
	}
	for i, line := range s.t.Lines(p) {
		code, _, _ := strings.Cut(line, "//")
		if trimmed := strings.TrimSpace(code); strings.HasPrefix(trimmed, "*") || strings.HasPrefix(trimmed, "/*") {
			continue
		}
		if m := pattern.FindStringSubmatch(code); m != nil {
			return detect.NewFact(m[len(m)-1], s.t.At(p, i+1))
		}
	}
	return detect.Fact[string]{}
}

// pattern for NAME: "value" in a JavaScript object.
func settingText(name string) *pattern.Pattern {
	return pattern.New(`\b` + name + `\s*[:=]\s*["'` + "`" + `]([^"'` + "`" + `$]*)["'` + "`" + `]`)
}

// files makes the service a static site, its directory relative to the package.
func (s *service) files(output string, because ...detect.Evidence) {
	st := &detect.Static{Fallback: s.row.Fallback, Hashed: s.row.Hashed, Output: detect.NewFact(path.Join(s.pkg.dir, output), because...)}
	if !st.Output.Known() {
		st.Output.Because = s.stack.Framework.Because
	}
	s.n.Static = st
}

// outputs sets what the build makes.
func (s *service) outputs(because detect.Evidence, paths ...string) {
	var all []string
	for _, p := range paths {
		all = append(all, path.Join(s.pkg.dir, p))
	}
	s.n.Output = detect.NewFact(all, because)
}

// serve makes the service a program with the row's defaults, where its start script says nothing else. The launcher of a
// framework whose output carries its own packages is not shipped: node starts that output itself.
func (s *service) serve(start []string, because detect.Evidence) {
	if s.start.kind == startProgram && !(s.n.Bundled && s.start.entry == "") {
		if !s.n.Bundled || slices.ContainsFunc(s.n.Output.Value, func(o string) bool { return detect.Inside(path.Join(s.pkg.dir, s.start.entry), o) }) {
			return
		}
		s.n.Bundled = false // a program of the project's own around the framework
		return
	}
	was := s.start
	s.start = startCommand{kind: startProgram, args: start, env: was.env, port: was.port, because: append([]detect.Evidence{because}, was.because...)}
	if key, row, ok := lookFor(tables().Bins, start); ok && key != "" {
		s.start.args = append([]string{"node", s.module(row.Pkg, binScript(s, row.Pkg, row.Script))}, start[1:]...)
		launcher(s, row.Pkg, because)
	} else if start[0] != "node" {
		s.start.bin = start[0]
	} else if len(start) > 1 {
		s.start.entry = start[1]
	}
}

// launcher holds that a package with a server is among those of the project.
func launcher(s *service, pkg string, because detect.Evidence) {
	switch {
	case s.pkg.prod(pkg) != nil || pkg == s.row.Deps[0] || s.space != nil && s.packages[s.space.root].prod(pkg) != nil:
	case s.dep(pkg) != nil:
		s.start.dev = pkg
	case strings.HasPrefix(pkg, "@remix-run/") || strings.HasPrefix(pkg, "@react-router/"):
		s.refuse("no server is among its dependencies, and no start script names one", pkg+" to the dependencies, or a start script that runs a server of your own", because)
	}
}

var (
	nextOutput = settingText("output")
	nextDist   = settingText("distDir")
	ssrOff     = pattern.New(`\bssr\s*:\s*(false)`)
)

// nextShape tells Next's traced server, its export and its plain server apart.
func nextShape(s *service) {
	conf := s.configFile("next.config.")
	if conf == "" && s.pkg.script("build") == nil && s.pkg.script("start") == nil && !slices.ContainsFunc([]string{"pages", "app", "src/pages", "src/app"}, func(d string) bool { return hasSource(s.t, path.Join(s.pkg.dir, d)) }) {
		s.row = nil // a library for Next.js applications
		return
	}
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
		standalone(s, dir, output.Because[0])
	case !output.Known() && s.newer("next", 13):
		standalone(s, dir, because)
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NEXT_PRIVATE_STANDALONE", Value: "1"})
		s.note(detect.Note{Text: "Next.js is not configured for standalone output; the build enables it with NEXT_PRIVATE_STANDALONE, so the image does not need all of node_modules", Add: "output: \"standalone\" in next.config", Because: s.stack.Framework.Because})
	default:
		s.serve([]string{"next", "start"}, because)
		s.outputs(because, dir)
		s.note(detect.Note{Text: "Next.js is not configured for standalone output, so the image contains all of node_modules", Add: "output: \"standalone\" in next.config", Because: s.stack.Framework.Because})
		if strings.HasSuffix(conf, ".ts") && s.pkg.prod("typescript") == nil {
			s.n.DevAtRun = true // next start compiles next.config.ts with the typescript package
		}
	}
	s.n.Writable = []string{dir + "/cache"}
}

// newer reports whether a package is asked for in this major or a later one; what is no version ("latest") is new.
func (s *service) newer(pkg string, major int) bool {
	return !versions.Below(s.dep(pkg).Text(), strconv.Itoa(major))
}

var traceRootExpr = pattern.New(`\boutputFileTracingRoot\s*:\s*(.*)`)

// traceRoot is the directory that Next.js traces from: the one of the lock file, unless its configuration names another.
func traceRoot(s *service) string {
	conf := s.configFile("next.config.")
	value := s.setting(conf, traceRootExpr).Value
	if value == "" {
		return s.stack.Context
	}
	if name := strings.TrimRight(value, ",; })"); identifier.MatchString(name) {
		value = s.setting(conf, pattern.New(`\b`+name+`\s*=\s*(.*)`)).Value
	}
	var up []string
	for _, m := range quoted.FindAllStringSubmatch(value, -1) {
		up = append(up, m[1])
	}
	return path.Join(append([]string{s.pkg.dir}, up...)...)
}

var identifier = pattern.New(`^[A-Za-z_]\w*$`)

// standalone lays the traced server out.
func standalone(s *service, dir string, because detect.Evidence) {
	s.n.Standalone, s.n.Bundled = true, true
	s.n.TraceRoot = traceRoot(s)
	s.outputs(because, dir+"/standalone", dir+"/static")
	if public := path.Join(s.pkg.dir, "public"); hasSource(s.t, public) {
		s.n.RunFiles = []string{public}
	}
	was := s.start
	s.start = startCommand{kind: startProgram, args: []string{"node", "server.js"}, env: was.env, notes: was.notes, port: was.port, because: append([]detect.Evidence{because}, was.because...)}
}

// reactRouterShape tells a server-rendered application from a single page.
func reactRouterShape(s *service) {
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
	plain, moved := dir+"/server/index.js", vercelServer(s, dir, "_")
	s.serve([]string{"react-router-serve", "./" + moved}, because)
	movedServer(s, plain, moved)
	s.outputs(because, dir)
}

// movedServer puts the place of the server into the start command.
func movedServer(s *service, plain, moved string) {
	for i, a := range s.start.args {
		if path.Clean(a) == plain {
			s.start.args[i] = "./" + moved
		}
	}
}

// remixShape is the same for Remix, whose older compiler writes elsewhere.
func remixShape(s *service) {
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
		moved := vercelServer(s, "build", "-")
		s.serve([]string{"remix-serve", "./" + moved}, because)
		movedServer(s, "build/server/index.js", moved)
		s.outputs(because, "build")
		return
	}
	s.serve([]string{"remix-serve", "build/index.js"}, because)
	s.outputs(because, "build", "public/build")
}

// svelteKitShape goes by the adapter.
func svelteKitShape(s *service) {
	conf := s.configFile("svelte.config.")
	because := s.stack.Framework.Because[0]
	switch {
	case s.dep("@sveltejs/adapter-node") != nil:
		out := s.setting(conf, settingText("out"))
		dir := "build"
		if out.Known() {
			dir = strings.TrimPrefix(out.Value, "./")
		}
		s.outputs(detect.EvidenceOf(s.dep("@sveltejs/adapter-node")), dir)
		s.serve([]string{"node", dir}, because)
	case s.dep("@sveltejs/adapter-static") != nil:
		dir := "build"
		if out := s.setting(conf, settingText("pages")); out.Known() {
			dir = strings.TrimPrefix(out.Value, "./")
		}
		s.files(dir, detect.EvidenceOf(s.dep("@sveltejs/adapter-static")))
		s.n.Static.Fallback = s.setting(conf, settingText("fallback")).Value
	default:
		svelteKitAuto(s, conf, because)
	}
}

// svelteKitAuto speaks of an adapter that makes nothing which a container can run.
func svelteKitAuto(s *service, conf string, because detect.Evidence) {
	if s.start.kind == startProgram && s.start.entry != "" {
		s.outputs(because, strings.Split(s.start.entry, "/")[0])
		return
	}
	if d := s.dep("@sveltejs/adapter-auto"); d != nil && s.newer("@sveltejs/adapter-auto", 3) {
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "GCP_BUILDPACKS", Value: "1"})
		s.outputs(detect.EvidenceOf(d), "build")
		s.serve([]string{"node", "build"}, because)
		s.note(detect.Note{Text: "SvelteKit's adapter-auto finds no platform in a container; the build asks it for the Node server by GCP_BUILDPACKS, and it fetches @sveltejs/adapter-node itself, past the lock file",
			Add: "@sveltejs/adapter-node in svelte.config.js", Because: []detect.Evidence{detect.EvidenceOf(d)}})
		return
	}
	if s.hosted() {
		return
	}
	s.outputs(because, ".svelte-kit")
	e := because
	if d := s.dep("@sveltejs/adapter-auto"); d != nil {
		e = detect.EvidenceOf(d)
	}
	preview(s, e, "SvelteKit", "@sveltejs/adapter-node in svelte.config.js")
}

// shapes gives the shape of that name.
func shapes(name string) func(*service) {
	return map[string]func(*service){
		"expo":        expoShape,
		"electron":    electronShape,
		"next":        nextShape,
		"nuxt":        nuxtShape,
		"reactRouter": reactRouterShape,
		"remix":       remixShape,
		"svelteKit":   svelteKitShape,
		"astro":       astroShape,
		"tanstack":    tanstackShape,
		"qwik":        qwikShape,
		"vitePress":   vitePressShape,
		"vuePress":    vuePressShape,
		"eleventy":    eleventyShape,
		"adonis":      adonisShape,
		"whole":       wholeShape,
		"nest":        nestShape,
		"angular":     angularShape,
		"vue":         vueShape,
		"page":        pageShape,
		"vite":        viteShape,
		"webpack":     webpackShape,
		"storybook":   storybookShape,
	}[name]
}
