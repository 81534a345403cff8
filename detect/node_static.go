package detect

import (
	"path"
	"slices"
	"strings"
)

// angularProject gives the application that ng build makes for a package: the only one, the default, the first by name.
func (s *nodeService) angularProject() (name string, project *node) {
	p := s.t.first(s.pkg.dir, "angular.json")
	if p == "" {
		return "", nil
	}
	doc, err := s.t.json(p, true)
	if err != nil {
		return "", nil
	}
	projects := doc.at("projects")
	if d := doc.at("defaultProject").text(); d != "" && projects.at(d) != nil {
		return d, projects.at(d)
	}
	for _, name := range projects.keys() {
		if t := projects.at(name, "projectType").text(); t == "application" || t == "" {
			return name, projects.at(name)
		}
	}
	return "", nil
}

// angularBuild gives the build target of a project, which was called architect for long.
func angularBuild(project *node) *node {
	if b := project.at("architect", "build"); b != nil {
		return b
	}
	return project.at("targets", "build")
}

// angularServer reports whether the application is rendered by a server.
func (s *nodeService) angularServer() bool {
	_, project := s.angularProject()
	ssr := angularBuild(project).at("options", "ssr")
	mode := angularBuild(project).at("options", "outputMode").text()
	return ssr != nil && ssr.text() != "false" && ssr.kind != isNull && mode != "static"
}

// angularProduction has the application built for production where ng build alone would build it for development.
func (s *nodeService) angularProduction(build *node) {
	production := build.at("configurations", "production")
	if production == nil || build.at("defaultConfiguration").text() == "production" || s.buildFlag("--configuration", "-c") != "" {
		return
	}
	for _, name := range []string{"build:prod", "build:production", "build-prod"} {
		if n := s.pkg.script(name); n != nil && strings.Contains(n.text(), "prod") {
			s.stack.Build = fact(s.run(name), n.evidence())
			return
		}
	}
	chain := s.buildChain()
	if len(chain) != 1 || len(chain[0].args) < 2 || chain[0].args[0] != "ng" || slices.Contains(chain[0].args, "--prod") {
		return
	}
	s.stack.Build = fact(append(chain[0].args, "--configuration", "production"), production.evidence())
	s.n.BuildSteps = [][]string{s.stack.Build.Value}
}

func angularShape(s *nodeService) {
	name, project := s.angularProject()
	build := angularBuild(project)
	if build == nil {
		if s.site() {
			s.files("dist")
		}
		return
	}
	s.angularProduction(build)
	out := build.at("options", "outputPath")
	base, browser, because := path.Join("dist", name), "browser", build.at("builder").evidence()
	switch {
	case out != nil && out.kind == isTable:
		base, because = out.at("base").text(), out.at("base").evidence()
		if b := out.at("browser"); b != nil {
			browser = b.text()
		}
	case out.text() != "":
		base, because = out.text(), out.evidence()
	}
	if builder := build.at("builder").text(); !strings.HasSuffix(builder, ":application") {
		browser = ""
	}
	if s.angularServer() {
		s.n.Bundled = true
		s.outputs(because, base)
		s.serve([]string{"node", path.Join(base, "server/server.mjs")}, because)
		return
	}
	s.files(path.Join(base, browser), because)
}

var (
	viteOut  = settingText("outDir")
	viteRoot = lazy(`^\s*root\s*:\s*["']([^"']+)["']`)
	viteBase = settingText("base")
	viteLib  = lazy(`^\s*(lib)\s*:\s*\{`)
)

// viteShape finds the page that Vite builds. Without one it builds a library or the assets of something else, and the
// package is no service.
func viteShape(s *nodeService) {
	conf := s.configFile("vite.config.")
	root := strings.TrimPrefix(s.setting(conf, viteRoot).Value, "./")
	if s.setting(conf, viteLib).Known() || s.t.first(path.Join(s.pkg.dir, root), "index.html") == "" {
		s.row = nil
		return
	}
	dir := path.Join(root, "dist")
	out := s.setting(conf, viteOut)
	if out.Known() {
		dir = path.Join(root, out.Value)
	}
	if flag := s.buildFlag("--outDir"); flag != "" {
		dir, out.Because = path.Join(root, flag), []Evidence{s.pkg.script("build").evidence()}
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
func (s *nodeService) buildFlag(names ...string) string {
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
func (s *nodeService) siteDir(def string) (string, []Evidence) {
	script := []Evidence{s.pkg.script("build").evidence()}
	if dir := s.buildFlag("--out-dir", "--outDir", "--output-dir", "--output-path", "--out"); dir != "" {
		return dir, script
	}
	for _, c := range s.buildChain() {
		for _, v := range c.env {
			if v.Name == "BUILD_PATH" {
				return path.Clean(v.Value), script
			}
		}
		if len(c.args) > 2 && c.args[0] == "quasar" {
			if mode := s.buildFlag("-m", "--mode"); mode != "" {
				return path.Join("dist", mode), script
			}
		}
	}
	if row, ok := siteDirs[s.row.name]; ok {
		out := s.setting(s.configFile(row.file), lazy(`\b`+row.setting+`["']?\s*:\s*["']?([\w./-]+)`))
		if out.Known() {
			return strings.TrimPrefix(out.Value, "./"), out.Because
		}
	}
	return def, nil
}

func vueShape(s *nodeService) {
	dir := "dist"
	if out := s.setting(s.configFile("vue.config."), settingText("outputDir")); out.Known() {
		dir = strings.TrimPrefix(out.Value, "./")
	}
	if flag := s.buildFlag("--dest"); flag != "" {
		dir = flag
	}
	s.files(dir)
	s.n.Static.Hashed = "/js/"
}

// pageShape is a bundler that is told the page by its script or its default.
func pageShape(s *nodeService) {
	if !s.site() && s.row.name != "rsbuild" {
		s.row = nil
		return
	}
	dir := s.row.output
	if flag := s.buildFlag("--dist-dir", "-d", "--out-dir"); flag != "" {
		dir = flag
	}
	s.files(dir)
}

// site reports whether there is a page to build.
func (s *nodeService) site() bool {
	return s.t.first(s.pkg.dir, "index.html", "src/index.html", "public/index.html", "app/index.html") != ""
}

// configPath is the output of a configuration that joins it: path: path.resolve(__dirname, "dist").
var configPath = lazy(`path\s*:\s*path\.\w+\([^)]*["']([\w./-]+)["']\s*\)`)

// webpackShape takes a webpack configuration that writes a page.
func webpackShape(s *nodeService) {
	dir := "dist"
	conf := s.configFile("webpack.prod", "webpack.config.")
	out := s.setting(conf, configPath)
	if out.Known() {
		dir = out.Value
	}
	if s.pkg.script("build") == nil || s.dep("html-webpack-plugin") == nil && s.t.first(path.Join(s.pkg.dir, dir), "index.html") == "" {
		s.row = nil
		return
	}
	s.files(dir, out.Because...)
}

// storybookShape is a site only where the package is nothing else.
func storybookShape(s *nodeService) {
	if n := s.pkg.script("build"); !strings.Contains(n.text(), "storybook") {
		s.row = nil
		return
	}
	dir := "storybook-static"
	if flag := s.buildFlag("-o", "--output-dir"); flag != "" {
		dir = flag
	}
	s.files(dir)
}

// docsDir gives the directory that a documentation tool is told to build.
func (s *nodeService) docsDir(tool string) string {
	for _, name := range []string{"build", "docs:build"} {
		for _, c := range s.pkg.expand(name) {
			if len(c.args) > 2 && c.args[0] == tool && c.args[1] == "build" && !strings.HasPrefix(c.args[2], "-") {
				return c.args[2]
			}
		}
	}
	return ""
}

func vitePressShape(s *nodeService) {
	root := s.docsDir("vitepress")
	dir := path.Join(root, ".vitepress/dist")
	conf := s.t.first(path.Join(s.pkg.dir, root, ".vitepress"), "config.ts", "config.mts", "config.js", "config.mjs")
	out := s.setting(conf, viteOut)
	if out.Known() {
		dir = path.Join(root, out.Value)
	}
	s.files(dir, out.Because...)
	s.docsBuild()
}

func vuePressShape(s *nodeService) {
	s.files(path.Join(s.docsDir("vuepress"), ".vuepress/dist"))
	s.docsBuild()
}

// docsBuild builds by docs:build where there is no build script.
func (s *nodeService) docsBuild() {
	if n := s.pkg.script("docs:build"); n != nil && s.pkg.script("build") == nil {
		s.stack.Build = fact(s.run("docs:build"), n.evidence())
	}
}

func eleventyShape(s *nodeService) {
	dir := "_site"
	conf := s.configFile(".eleventy.", "eleventy.config.")
	out := s.setting(conf, settingText("output"))
	if out.Known() {
		dir = strings.TrimPrefix(out.Value, "./")
	}
	if flag := s.buildFlag("--output"); flag != "" {
		dir = flag
	}
	s.files(dir, out.Because...)
}

// expoShape takes an Expo application that is also a page.
func expoShape(s *nodeService) {
	if s.dep("react-native-web") == nil {
		s.refuse("it is an Expo app for phones, without react-native-web", "react-native-web, and web.output in app.json, for an image of its page", s.stack.Framework.Because...)
		return
	}
	if p := s.t.first(s.pkg.dir, "app.json"); p != "" {
		if doc, err := s.t.json(p, true); err == nil && doc.at("expo", "web", "output").text() == "server" {
			s.note(Note{Text: "Expo's server output is not run; only its files are served", Because: []Evidence{doc.at("expo", "web", "output").evidence()}})
			s.files("dist/client")
			return
		}
	}
	s.files("dist")
	s.n.Static.Hashed = "/_expo/static/"
}

// electronShape refuses a desktop application, except where it also has a server.
func electronShape(s *nodeService) {
	if s.start.kind == startProgram {
		return
	}
	s.refuse("it is an Electron app, which runs on a desktop and not in a container", "", s.stack.Framework.Because...)
}

var tanstackNitro = lazy(`\b(nitro(?:V2Plugin)?)\s*\(|target\s*:\s*["'](node-server)["']`)

// tanstackShape: until 1.132 the build made a server of its own; since then a plugin does, and without one there is
// only Vite's preview.
func tanstackShape(s *nodeService) {
	because := s.stack.Framework.Because[0]
	conf := s.configFile("vite.config.", "app.config.")
	plugin := s.setting(conf, tanstackNitro).Known() || s.dep("nitro") != nil || s.dep("nitropack") != nil || s.dep("vinxi") != nil
	asked := s.rowDep(s.row).text()
	v, ok := parseRelease(strings.TrimLeft(asked, "^~>=v"))
	old := ok && v[0] == 1 && v[1] >= 0 && v[1] < 132
	output := s.start.kind == startProgram && strings.HasPrefix(s.start.entry, ".output")
	if preset := s.setting(conf, vendorPreset); preset.Known() && !strings.HasPrefix(preset.Value, "node") && preset.Value != "bun" {
		s.refuse("it is built for "+preset.Value+" by a preset of Nitro, which makes no server for a container", "the preset \"node-server\" in its place", preset.Because...)
		return
	}
	if !plugin && s.hosted() {
		return
	}
	switch {
	case output || plugin || old:
		s.n.BuildEnv = append(s.n.BuildEnv, EnvVar{"NITRO_PRESET", "node-server"})
		s.nitro(because)
	case s.start.kind == startProgram:
		s.outputs(because, "dist")
	default:
		s.outputs(because, "dist")
		s.preview(because, "TanStack Start", "the nitro plugin in vite.config")
	}
}

// preview runs Vite's preview server for want of a server.
func (s *nodeService) preview(because Evidence, name, add string) {
	args := []string{"vite", "preview", "--host", "0.0.0.0", "--port", "3000"}
	if s.newer("vite", 6) {
		args = append(args, "--configLoader", "runner") // the default writes a file beside the configuration
	}
	s.start = nodeStart{kind: startProgram, args: args, bin: "vite", port: 3000, because: []Evidence{because}}
	s.n.DevAtRun, s.n.Whole = true, true
	if !s.newer("vite", 6) {
		s.stack.Writes = append(s.stack.Writes, Write{Dir: "node_modules/.vite-temp", Because: []Evidence{because}})
	}
	s.stack.Signals = Fact[bool]{}
	s.note(Note{Text: name + " makes no server for a container as it is set up; the image runs vite preview, which is no server for production and needs the development packages",
		Add: add, Because: []Evidence{because}})
}

// nestShape finds the program that the Nest compiler writes.
func nestShape(s *nodeService) {
	because := s.stack.Framework.Because[0]
	out := "dist"
	if conf, ok := s.tsconfig(); ok && conf.outDir != "" {
		out = relative(s.pkg.dir, conf.outDir)
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
		s.start = nodeStart{}
		s.serve([]string{"node", file}, because)
	}
	s.outputs(because, out)
}

// adonisShape: the build directory holds a package of its own.
func adonisShape(s *nodeService) {
	because := s.stack.Framework.Because[0]
	file := "build/bin/server.js"
	if s.t.first(s.pkg.dir, "bin/server.ts", "bin/server.js") == "" {
		file = "build/server.js"
	}
	s.serve([]string{"node", file}, because)
	s.outputs(because, "build")
}

// wholeShape is a framework that runs in the project's own tree.
func wholeShape(s *nodeService) {
	s.n.Whole = true
	if s.row.name == "strapi" && (s.newer("@strapi/strapi", 5) || s.t.first(s.pkg.dir, "tsconfig.json") != "") {
		s.outputs(s.stack.Framework.Because[0], "dist")
	} else if s.row.name == "strapi" {
		s.outputs(s.stack.Framework.Because[0], "build")
	}
	if len(s.row.start) > 0 {
		s.serve(s.row.start, s.stack.Framework.Because[0])
	}
}

// pageServer is a start script that only shows the files of a directory while people write them.
var pageServer = lazy(`^\s*(?:npx\s+)?(?:live-server|http-server|serve|lite-server|browser-sync|light-server|python3? -m http\.server)\b`)

// page reports whether the package's directory holds a page, and no script but one that shows it.
func (s *nodeService) page() bool {
	start := s.pkg.script("start")
	return s.t.first(s.pkg.dir, "index.html", "public/index.html", "dist/index.html", "site/index.html", "www/index.html") != "" &&
		(start == nil || pageServer.MatchString(start.text()))
}
