package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// tsConfig is what matters of a tsconfig.json, with what it extends. Paths are relative to the root of the repository.
type tsConfig struct {
	path    string
	outDir  string
	rootDir string
	include []string
	exclude []string
	files   []string // the configuration files that were read, for the build needs them all
	noEmit  bool
}

// readTSConfig reads a tsconfig.json and those of the repository that it extends. A file that cannot be read gives what
// is known without it: the compiler will say more about it than we can.
func readTSConfig(t *detect.Tree, p string, depth int) tsConfig {
	c := tsConfig{path: p, files: []string{p}}
	doc, err := t.JSON(p, true)
	if err != nil || depth > 8 {
		return c
	}
	dir := path.Dir(p)
	for _, base := range doc.At("extends").Texts() {
		if from := tsBase(t, dir, base); from != "" {
			b := readTSConfig(t, from, depth+1)
			c.outDir, c.rootDir, c.include, c.exclude, c.noEmit = b.outDir, b.rootDir, b.include, b.exclude, b.noEmit
			c.files = append(c.files, b.files...)
		}
	}
	options := doc.At("compilerOptions")
	if v := options.At("outDir").Text(); v != "" {
		c.outDir = path.Join(dir, strings.ReplaceAll(v, "${configDir}", "."))
	}
	if v := options.At("rootDir").Text(); v != "" {
		c.rootDir = path.Join(dir, strings.ReplaceAll(v, "${configDir}", "."))
	}
	if v := options.At("noEmit"); v != nil {
		c.noEmit = v.True()
	}
	if v := doc.At("include"); v != nil {
		c.include = nil
		for _, g := range v.Texts() {
			c.include = append(c.include, path.Join(dir, g))
		}
	}
	if v := doc.At("exclude"); v != nil {
		c.exclude = nil
		for _, g := range v.Texts() {
			c.exclude = append(c.exclude, path.Join(dir, g))
		}
	}
	if v := doc.At("files").Texts(); len(v) > 0 && doc.At("include") == nil {
		c.include = nil
		for _, g := range v {
			c.include = append(c.include, path.Join(dir, g))
		}
	}
	return c
}

// tsBase finds the file that "extends" names, if it is one of the repository.
func tsBase(t *detect.Tree, dir, base string) string {
	if !strings.HasPrefix(base, ".") {
		return ""
	}
	p := path.Join(dir, base)
	for _, name := range []string{p, p + ".json", path.Join(p, "tsconfig.json")} {
		if t.Has(name) {
			return name
		}
	}
	return ""
}

// tsOutDir gives the directory that the compiler fills, "" when none is said.
func tsOutDir(t *detect.Tree, dir string) string {
	if p := t.First(dir, "tsconfig.build.json", "tsconfig.json"); p != "" {
		return readTSConfig(t, p, 0).outDir
	}
	return ""
}

// tsconfig gives the configuration that the build script uses, and whether there is one.
func (s *service) tsconfig() (tsConfig, bool) {
	for _, c := range s.buildChain() {
		if len(c.args) == 0 || c.args[0] != "tsc" {
			continue
		}
		for i, a := range c.args {
			if a != "-p" && a != "--project" && a != "-b" && a != "--build" || i+1 == len(c.args) {
				continue
			}
			if p := s.t.First(s.pkg.dir, c.args[i+1], path.Join(c.args[i+1], "tsconfig.json")); p != "" {
				return withFlags(s, readTSConfig(s.t, p, 0), c.args), true
			}
		}
		if p := s.t.First(s.pkg.dir, "tsconfig.json"); p != "" {
			return withFlags(s, readTSConfig(s.t, p, 0), c.args), true
		}
	}
	names := []string{"tsconfig.json"}
	if s.pkg.dep("@nestjs/cli") != nil {
		names = []string{"tsconfig.build.json", "tsconfig.json"}
	}
	if p := s.t.First(s.pkg.dir, names...); p != "" {
		return readTSConfig(s.t, p, 0), true
	}
	return tsConfig{}, false
}

// withFlags takes --outDir and --rootDir of the command line into account.
func withFlags(s *service, c tsConfig, args []string) tsConfig {
	for i, a := range args {
		if i+1 == len(args) {
			break
		}
		switch a {
		case "--outDir":
			c.outDir = path.Join(s.pkg.dir, args[i+1])
		case "--rootDir":
			c.rootDir = path.Join(s.pkg.dir, args[i+1])
		}
	}
	return c
}

// root is the directory whose layout the output repeats: rootDir, else the longest directory that holds all included
// sources, which for one include is that directory.
func (c tsConfig) root(t *detect.Tree, dir string) string {
	if c.rootDir != "" {
		return c.rootDir
	}
	common := ""
	for _, g := range c.include {
		base := g
		if i := strings.IndexAny(g, "*?"); i >= 0 {
			base = path.Dir(g[:i] + "x")
		} else if t.Has(g) {
			base = path.Dir(g)
		}
		if len(t.Under(base, ".ts", ".tsx", ".mts", ".cts")) == 0 || c.leavesOut(base) {
			continue
		}
		common = commonDir(common, base)
	}
	if common == "" || common == dir {
		common = ""
		for _, p := range c.sources(t, dir) {
			common = commonDir(common, path.Dir(p))
		}
	}
	if common == "" {
		return dir
	}
	return common
}

// sources gives the TypeScript sources that the compiler takes where nothing is included by name: all below dir that are
// not left out, declarations excepted.
func (c tsConfig) sources(t *detect.Tree, dir string) []string {
	var out []string
	for _, p := range t.Under(dir, ".ts", ".tsx", ".mts", ".cts") {
		if !strings.Contains(path.Base(p), ".d.") && !c.leavesOut(p) && !(c.outDir != "" && c.outDir != dir && detect.Inside(p, c.outDir)) {
			out = append(out, p)
		}
	}
	return out
}

// leavesOut reports whether "exclude" names a file, a directory above it or a pattern that fits it.
func (c tsConfig) leavesOut(p string) bool {
	for _, g := range c.exclude {
		if detect.Inside(p, g) || globParts(strings.Split(g, "/"), strings.Split(p, "/")) || strings.HasSuffix(g, "/**/*") && detect.Inside(p, strings.TrimSuffix(g, "/**/*")) || strings.HasSuffix(g, "/**") && detect.Inside(p, strings.TrimSuffix(g, "/**")) {
			return true
		}
	}
	return false
}

func commonDir(a, b string) string {
	if a == "" {
		return b
	}
	for !detect.Inside(b, a) {
		a = path.Dir(a)
	}
	return a
}

func isTypeScript(p string) bool {
	return detect.HasSuffix(p, []string{".ts", ".tsx", ".mts", ".cts"}) && !strings.HasSuffix(p, ".d.ts")
}

// compiled gives the script that the build makes of a TypeScript source, relative to the package, or "" when the build
// does not compile it by tsc, nest or tsup in a way that can be followed.
func (s *service) compiled(file string) string {
	for _, c := range s.buildChain() {
		if len(c.args) == 0 {
			continue
		}
		tool := c.args[0]
		if tool == "tsup" || tool == "tsdown" {
			return "dist/" + jsName(path.Base(file))
		}
		if tool != "tsc" && tool != "nest" && tool != "ttsc" && tool != "tspc" {
			continue
		}
		conf, ok := s.tsconfig()
		if !ok || conf.noEmit || conf.outDir == "" || slices.Contains(c.args, "--noEmit") {
			return ""
		}
		root := conf.root(s.t, s.pkg.dir)
		if src := path.Join(s.pkg.dir, file); detect.Inside(src, root) {
			return detect.Relative(s.pkg.dir, path.Join(conf.outDir, jsName(detect.Relative(root, src))))
		}
	}
	return ""
}

// jsName gives the name that the compiler gives to a source.
func jsName(p string) string {
	ext := path.Ext(p)
	return strings.TrimSuffix(p, ext) + map[string]string{".mts": ".mjs", ".cts": ".cjs"}[ext] + map[string]string{".ts": ".js", ".tsx": ".js"}[ext]
}

// sourceOf finds the source behind a script that the build makes, relative to the root of the repository; the script
// itself where it is in the repository; "" when there is none to be found.
func (s *service) sourceOf(file string) string {
	p := path.Join(s.pkg.dir, file)
	if s.t.Has(p) {
		return p
	}
	stem := strings.TrimSuffix(p, path.Ext(p))
	var stems []string
	if conf, ok := s.tsconfig(); ok && conf.outDir != "" && detect.Inside(p, conf.outDir) {
		stems = append(stems, path.Join(conf.root(s.t, s.pkg.dir), detect.Relative(conf.outDir, stem)))
	}
	if _, rest, ok := strings.Cut(detect.Relative(s.pkg.dir, stem), "/"); ok {
		stems = append(stems, path.Join(s.pkg.dir, "src", rest), path.Join(s.pkg.dir, rest))
	}
	stems = append(stems, path.Join(s.pkg.dir, "src", path.Base(stem)), path.Join(s.pkg.dir, path.Base(stem)))
	for _, stem := range stems {
		for _, ext := range []string{".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs"} {
			if s.t.Has(stem + ext) {
				return stem + ext
			}
		}
	}
	return ""
}
