package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
	"github.com/msgen/msgen/internal/versions"
)

// angularProject gives the application that ng build makes for a package: the only one, the default, the first by name.
func angularProject(s *service) (name string, project *formats.Node) {
	p := s.t.First(s.pkg.dir, "angular.json")
	if p == "" {
		return "", nil
	}
	doc, err := s.t.JSON(p, true)
	if err != nil {
		return "", nil
	}
	projects := doc.At("projects")
	if d := doc.At("defaultProject").Text(); d != "" && projects.At(d) != nil {
		return d, projects.At(d)
	}
	for _, name := range projects.Keys() {
		if t := projects.At(name, "projectType").Text(); t == "application" || t == "" {
			return name, projects.At(name)
		}
	}
	return "", nil
}

// angularBuild gives the build target of a project, which was called architect for long.
func angularBuild(project *formats.Node) *formats.Node {
	if b := project.At("architect", "build"); b != nil {
		return b
	}
	return project.At("targets", "build")
}

// angularServer reports whether the application is rendered by a server.
func angularServer(s *service) bool {
	_, project := angularProject(s)
	ssr := angularBuild(project).At("options", "ssr")
	mode := angularBuild(project).At("options", "outputMode").Text()
	return ssr != nil && ssr.Text() != "false" && ssr.Kind != formats.Null && mode != "static"
}

// angularProduction has the application built for production where ng build alone would build it for development.
func angularProduction(s *service, build *formats.Node) {
	production := build.At("configurations", "production")
	if production == nil || build.At("defaultConfiguration").Text() == "production" || buildFlag(s, "--configuration", "-c") != "" {
		return
	}
	for _, name := range []string{"build:prod", "build:production", "build-prod"} {
		if n := s.pkg.script(name); n != nil && strings.Contains(n.Text(), "prod") {
			s.stack.Build = detect.NewFact(s.run(name), detect.EvidenceOf(n))
			return
		}
	}
	chain := s.buildChain()
	if len(chain) != 1 || len(chain[0].args) < 2 || chain[0].args[0] != "ng" || slices.Contains(chain[0].args, "--prod") {
		return
	}
	s.stack.Build = detect.NewFact(append(chain[0].args, "--configuration", "production"), detect.EvidenceOf(production))
	s.n.BuildSteps = [][]string{s.stack.Build.Value}
}

func angularShape(s *service) {
	name, project := angularProject(s)
	build := angularBuild(project)
	if build == nil {
		if site(s) {
			s.files("dist")
		}
		return
	}
	angularProduction(s, build)
	out := build.At("configurations", "production", "outputPath")
	if out == nil {
		out = build.At("options", "outputPath")
	}
	base, browser, because := path.Join("dist", name), "browser", detect.EvidenceOf(build.At("builder"))
	switch {
	case out != nil && out.Kind == formats.Table:
		base, because = out.At("base").Text(), detect.EvidenceOf(out.At("base"))
		if b := out.At("browser"); b != nil {
			browser = b.Text()
		}
	case out.Text() != "":
		base, because = out.Text(), detect.EvidenceOf(out)
	}
	if builder := build.At("builder").Text(); !strings.HasSuffix(builder, ":application") {
		browser = ""
	}
	if angularServer(s) {
		s.n.Bundled = true
		s.outputs(because, base)
		s.serve([]string{"node", path.Join(base, "server/server.mjs")}, because)
		return
	}
	s.files(path.Join(base, browser), because)
}

var (
	viteOut  = settingText("outDir")
	viteRoot = pattern.New(`^\s*root\s*:\s*["']([^"']+)["']`)
	viteBase = settingText("base")
	viteLib  = pattern.New(`^\s*(lib)\s*:\s*\{`)
)

// viteShape finds the page that Vite builds. Without one it builds a library or the assets of something else, and the
// package is no service.
func viteShape(s *service) {
	conf := s.configFile("vite.config.")
	root := strings.TrimPrefix(s.setting(conf, viteRoot).Value, "./")
	if s.setting(conf, viteLib).Known() || s.t.First(path.Join(s.pkg.dir, root), "index.html") == "" {
		s.row = nil
		return
	}
	dir := path.Join(root, "dist")
	out := s.setting(conf, viteOut)
	if out.Known() {
		dir = path.Join(root, out.Value)
	}
	if flag := buildFlag(s, "--outDir"); flag != "" {
		dir, out.Because = path.Join(root, flag), []detect.Evidence{detect.EvidenceOf(s.pkg.script("build"))}
	}
	s.files(dir, out.Because...)
	if assets := s.setting(conf, settingText("assetsDir")); assets.Known() {
		s.n.Static.Hashed = "/" + strings.Trim(assets.Value, "/") + "/"
	}
	if base := s.setting(conf, viteBase); strings.HasPrefix(base.Value, "/") && base.Value != "/" {
		s.n.Static.Base = base.Value
		s.n.Static.Hashed = ""
	}
}

// buildFlag gives the value of a flag in the commands of the build script.
func buildFlag(s *service, names ...string) string {
	for _, c := range s.buildChain() {
		for i, a := range c.args {
			name, value, joined := strings.Cut(a, "=")
			if slices.Contains(names, name) {
				if !joined && i+1 < len(c.args) {
					value = c.args[i+1]
				}
				return strings.TrimPrefix(value, "./")
			}
		}
	}
	return ""
}

// siteDirs are the settings by which a generator of sites is told where to write.
var siteDirs = map[string]struct{ file, setting string }{"hexo": {"_config.yml", "public_dir"}, "umi": {".umirc.", "outputPath"}, "rspress": {"rspress.config.", "outDir"}, "ember": {".ember-cli", "output-path"}}

// siteDir is where a generator writes: by a flag of the build script or a variable that it sets, by its configuration, or by default.
func siteDir(s *service, def string) (string, []detect.Evidence) {
	script := []detect.Evidence{detect.EvidenceOf(s.pkg.script("build"))}
	if dir := buildFlag(s, "--out-dir", "--outDir", "--output-dir", "--output-path", "--out"); dir != "" {
		return dir, script
	}
	for _, c := range s.buildChain() {
		for _, v := range c.env {
			if v.Name == "BUILD_PATH" {
				return path.Clean(v.Value), script
			}
		}
		if len(c.args) > 2 && c.args[0] == "quasar" {
			if mode := buildFlag(s, "-m", "--mode"); mode != "" {
				return path.Join("dist", mode), script
			}
		}
	}
	if row, ok := siteDirs[s.row.name]; ok {
		out := s.setting(s.configFile(row.file), pattern.New(`\b`+row.setting+`["']?\s*:\s*["']?([\w./-]+)`))
		if out.Known() {
			return strings.TrimPrefix(out.Value, "./"), out.Because
		}
	}
	return def, nil
}

func vueShape(s *service) {
	dir := "dist"
	if out := s.setting(s.configFile("vue.config."), settingText("outputDir")); out.Known() {
		dir = strings.TrimPrefix(out.Value, "./")
	}
	if flag := buildFlag(s, "--dest"); flag != "" {
		dir = flag
	}
	s.files(dir)
	s.n.Static.Hashed = "/js/"
}

// pageShape is a bundler that is told the page by its script or its default.
func pageShape(s *service) {
	if !site(s) && s.row.name != "rsbuild" {
		s.row = nil
		return
	}
	dir := s.row.output
	if flag := buildFlag(s, "--dist-dir", "-d", "--out-dir"); flag != "" {
		dir = flag
	}
	s.files(dir)
}

// site reports whether there is a page to build.
func site(s *service) bool {
	return s.t.First(s.pkg.dir, "index.html", "src/index.html", "public/index.html", "app/index.html") != ""
}

// configPath is the output of a configuration that joins it: path: path.resolve(__dirname, "dist").
var configPath = pattern.New(`path\s*:\s*path\.\w+\([^)]*["']([\w./-]+)["']\s*\)`)

// webpackShape takes a webpack configuration that writes a page.
func webpackShape(s *service) {
	dir := "dist"
	conf := s.configFile("webpack.prod", "webpack.config.")
	out := s.setting(conf, configPath)
	if out.Known() {
		dir = out.Value
	}
	if s.pkg.script("build") == nil || s.dep("html-webpack-plugin") == nil && s.t.First(path.Join(s.pkg.dir, dir), "index.html") == "" {
		s.row = nil
		return
	}
	s.files(dir, out.Because...)
}

// storybookShape is a site only where the package is nothing else.
func storybookShape(s *service) {
	if n := s.pkg.script("build"); !strings.Contains(n.Text(), "storybook") {
		s.row = nil
		return
	}
	dir := "storybook-static"
	if flag := buildFlag(s, "-o", "--output-dir"); flag != "" {
		dir = flag
	}
	s.files(dir)
}

// docsDir gives the directory that a documentation tool is told to build.
func docsDir(s *service, tool string) string {
	for _, name := range []string{"build", "docs:build"} {
		for _, c := range s.pkg.expand(name) {
			if len(c.args) > 2 && c.args[0] == tool && c.args[1] == "build" && !strings.HasPrefix(c.args[2], "-") {
				return c.args[2]
			}
		}
	}
	return ""
}

func vitePressShape(s *service) {
	root := docsDir(s, "vitepress")
	dir := path.Join(root, ".vitepress/dist")
	conf := s.t.First(path.Join(s.pkg.dir, root, ".vitepress"), "config.ts", "config.mts", "config.js", "config.mjs")
	out := s.setting(conf, viteOut)
	if out.Known() {
		dir = path.Join(root, out.Value)
	}
	s.files(dir, out.Because...)
	docsBuild(s)
}

func vuePressShape(s *service) {
	s.files(path.Join(docsDir(s, "vuepress"), ".vuepress/dist"))
	docsBuild(s)
}

// docsBuild builds by docs:build where there is no build script.
func docsBuild(s *service) {
	if n := s.pkg.script("docs:build"); n != nil && s.pkg.script("build") == nil {
		s.stack.Build = detect.NewFact(s.run("docs:build"), detect.EvidenceOf(n))
	}
}

func eleventyShape(s *service) {
	dir := "_site"
	conf := s.configFile(".eleventy.", "eleventy.config.")
	out := s.setting(conf, settingText("output"))
	if out.Known() {
		dir = strings.TrimPrefix(out.Value, "./")
	}
	if flag := buildFlag(s, "--output"); flag != "" {
		dir = flag
	}
	s.files(dir, out.Because...)
}

// expoShape takes an Expo application that is also a page.
func expoShape(s *service) {
	if s.dep("react-native-web") == nil {
		s.refuse("this is an Expo app for phones, without react-native-web", "react-native-web, and web.output in app.json, for an image of its page", s.stack.Framework.Because...)
		return
	}
	if p := s.t.First(s.pkg.dir, "app.json"); p != "" {
		if doc, err := s.t.JSON(p, true); err == nil && doc.At("expo", "web", "output").Text() == "server" {
			s.note(detect.Note{Text: "Expo's server output is not run; only its files are served", Because: []detect.Evidence{detect.EvidenceOf(doc.At("expo", "web", "output"))}})
			s.files("dist/client")
			return
		}
	}
	s.files("dist")
	s.n.Static.Hashed = "/_expo/static/"
}

// electronShape refuses a desktop application, except where it also has a server.
func electronShape(s *service) {
	if s.start.kind == startProgram {
		return
	}
	s.refuse("this is an Electron app, which runs on a desktop, not in a container", "", s.stack.Framework.Because...)
}

var tanstackNitro = pattern.New(`\b(nitro(?:V2Plugin)?)\s*\(|target\s*:\s*["'](node-server)["']`)

// tanstackShape: until 1.132 the build made a server of its own; since then a plugin does, and without one there is
// only Vite's preview.
func tanstackShape(s *service) {
	because := s.stack.Framework.Because[0]
	conf := s.configFile("vite.config.", "app.config.")
	plugin := s.setting(conf, tanstackNitro).Known() || s.dep("nitro") != nil || s.dep("nitropack") != nil || s.dep("vinxi") != nil
	old := versions.Below(s.rowDep(s.row).Text(), "1.132")
	output := s.start.kind == startProgram && strings.HasPrefix(s.start.entry, ".output")
	if preset := s.setting(conf, vendorPreset); preset.Known() && !strings.HasPrefix(preset.Value, "node") && preset.Value != "bun" {
		s.refuse("it is built for "+preset.Value+" with a Nitro preset that does not build a server for a container", "the preset \"node-server\" in its place", preset.Because...)
		return
	}
	if !plugin && s.hosted() {
		return
	}
	switch {
	case output || plugin || old:
		s.n.BuildEnv = append(s.n.BuildEnv, detect.EnvVar{Name: "NITRO_PRESET", Value: "node-server"})
		nitro(s, because)
	case s.start.kind == startProgram:
		s.outputs(because, "dist")
	default:
		s.outputs(because, "dist")
		preview(s, because, "TanStack Start", "the nitro plugin in vite.config")
	}
}

// preview runs Vite's preview server for want of a server.
func preview(s *service, because detect.Evidence, name, add string) {
	args := []string{"vite", "preview", "--host", "0.0.0.0", "--port", "3000"}
	if s.newer("vite", 6) {
		args = append(args, "--configLoader", "runner") // the default writes a file beside the configuration
	}
	s.start = startCommand{kind: startProgram, args: args, bin: "vite", port: 3000, because: []detect.Evidence{because}}
	s.n.DevAtRun, s.n.Whole = true, true
	if !s.newer("vite", 6) {
		s.stack.Writes = append(s.stack.Writes, detect.Write{Dir: "node_modules/.vite-temp", Because: []detect.Evidence{because}})
	}
	s.stack.Signals = detect.Fact[bool]{}
	s.note(detect.Note{Text: name + " is not set up to build a server; the image runs vite preview, which is not a production server and needs the development packages",
		Add: add, Because: []detect.Evidence{because}})
}

// nestShape finds the program that the Nest compiler writes.
func nestShape(s *service) {
	because := s.stack.Framework.Because[0]
	out := "dist"
	if conf, ok := s.tsconfig(); ok && conf.outDir != "" {
		out = detect.Relative(s.pkg.dir, conf.outDir)
	}
	file := path.Join(out, "main.js")
	if main := s.compiled("src/main.ts"); main != "" {
		file = main
	}
	if s.start.kind == startProgram && s.start.dev == "" {
		if strings.HasPrefix(path.Clean(s.start.entry), out+"/") && !strings.HasSuffix(s.start.entry, ".js") {
			s.start.entry += ".js"
		}
	} else {
		s.start = startCommand{}
		s.serve([]string{"node", file}, because)
	}
	s.outputs(because, out)
}

// adonisShape: the build directory holds a package of its own.
func adonisShape(s *service) {
	because := s.stack.Framework.Because[0]
	file := "build/bin/server.js"
	if s.t.First(s.pkg.dir, "bin/server.ts", "bin/server.js") == "" {
		file = "build/server.js"
	}
	s.serve([]string{"node", file}, because)
	s.outputs(because, "build")
}

// wholeShape is a framework that runs in the project's own tree.
func wholeShape(s *service) {
	s.n.Whole = true
	if s.row.name == "strapi" && (s.newer("@strapi/strapi", 5) || s.t.First(s.pkg.dir, "tsconfig.json") != "") {
		s.outputs(s.stack.Framework.Because[0], "dist")
	} else if s.row.name == "strapi" {
		s.outputs(s.stack.Framework.Because[0], "build")
	}
	if len(s.row.start) > 0 {
		s.serve(s.row.start, s.stack.Framework.Because[0])
	}
}

// pageServer is a start script that only shows the files of a directory while people write them.
var pageServer = pattern.New(`^\s*(?:npx\s+)?(?:live-server|http-server|serve|lite-server|browser-sync|light-server|python3? -m http\.server)\b`)

// page reports whether the package's directory holds a page, and no script but one that shows it.
func page(s *service) bool {
	start := s.pkg.script("start")
	return s.t.First(s.pkg.dir, "index.html", "public/index.html", "dist/index.html", "site/index.html", "www/index.html") != "" &&
		(start == nil || pageServer.MatchString(start.Text()))
}
