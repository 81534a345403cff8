package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

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
	if row, ok := siteDirs[s.row.Name]; ok {
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
	if !site(s) && s.row.Name != "rsbuild" {
		s.row = nil
		return
	}
	dir := s.row.Output
	if flag := buildFlag(s, "--dist-dir", "-d", "--out-dir"); flag != "" {
		dir = flag
	}
	s.files(dir)
}

// site reports whether there is a page to build.
func site(s *service) bool {
	return s.t.First(s.pkg.dir, "index.html", "src/index.html", "public/index.html", "app/index.html") != ""
}

// configPath is the output of a configuration that joins it: path: path.resolve(__dirname, "dist"), or output:, where another file reads it.
var configPath = pattern.New(`(?:path|output)\s*:\s*path\.\w+\([^)]*["']([\w./-]+)["']\s*\)`)

// webpackShape takes a webpack configuration that writes a page.
func webpackShape(s *service) {
	dir := "dist"
	conf := s.configFile("webpack.prod", "webpack.config.")
	out := s.setting(conf, configPath)
	if out.Known() {
		dir = out.Value
	}
	if s.pkg.buildName() == "" || s.dep("html-webpack-plugin") == nil && s.t.First(path.Join(s.pkg.dir, dir), "index.html") == "" {
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

// pageServer is a start script that only shows the files of a directory while people write them.
var pageServer = pattern.New(`^\s*(?:npx\s+)?(?:live-server|http-server|serve|lite-server|browser-sync|light-server|python3? -m http\.server)\b`)

// page reports whether the package's directory holds a page, and no script but one that shows it.
func page(s *service) bool {
	start := s.pkg.script("start")
	return s.t.First(s.pkg.dir, "index.html", "public/index.html", "dist/index.html", "site/index.html", "www/index.html") != "" &&
		(start == nil || pageServer.MatchString(start.Text()))
}
