package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// compilerSteps are commands of a build that read nothing but what the compiler reads.
var compilerSteps = map[string]bool{"tsc": true, "nest": true, "ttsc": true, "tspc": true, "rimraf": true, "rm": true, "del": true, "del-cli": true, "tsc-alias": true, "echo": true}

// jsonImport is an import of data from above a source, which may lie anywhere.
var jsonImport = pattern.New(`(?:from|require\()\s*["']\.\./.*\.json["']`)

// buildFiles names what the build reads, where the compiler alone makes the output and its configuration says what it
// takes. It is as much as the repository's own build would read: what the compiler finds decides how it lays the output out.
func buildFiles(s *service) {
	if s.n.Workspace != nil || s.n.Static != nil || s.n.Whole || s.row != nil && !s.row.Server && s.row.Name != "nestjs" || len(s.n.BuildSteps) == 0 {
		return
	}
	nest := false
	for _, step := range s.n.BuildSteps {
		if !compilerSteps[step[0]] || slices.Contains(step, "--webpack") {
			return
		}
		nest = nest || step[0] == "nest"
	}
	conf, ok := s.tsconfig()
	if !ok || conf.outDir == "" || conf.outDir == s.pkg.dir {
		return
	}
	files := slices.Clone(conf.files)
	if nest {
		files = append(files, nestFiles(s)...)
		if text, err := s.t.Text(path.Join(s.pkg.dir, "nest-cli.json")); err == nil && strings.Contains(text, "webpack") {
			return
		}
	}
	roots := compilerRoots(s, conf)
	if len(roots) == 0 || slices.Contains(roots, s.pkg.dir) || importsData(s) {
		return
	}
	files = append(files, roots...)
	for _, f := range files {
		if !detect.Inside(f, s.pkg.dir) {
			return
		}
	}
	slices.Sort(files)
	s.n.BuildFiles = slices.Compact(files)
}

// nestFiles are the settings that nest build reads.
func nestFiles(s *service) []string {
	var out []string
	for _, name := range []string{"nest-cli.json", "tsconfig.json", "tsconfig.build.json"} {
		if p := path.Join(s.pkg.dir, name); s.t.Has(p) {
			out = append(out, p)
		}
	}
	return out
}

// compilerRoots are the files and directories beside the manifest that hold what the compiler takes.
func compilerRoots(s *service, conf tsConfig) []string {
	found := map[string]bool{}
	take := func(p string) {
		first, _, _ := strings.Cut(detect.Relative(s.pkg.dir, p), "/")
		found[path.Join(s.pkg.dir, first)] = true
	}
	for _, g := range conf.include {
		if i := strings.IndexAny(g, "*?"); i >= 0 {
			g = path.Dir(g[:i] + "x")
		}
		if g == s.pkg.dir || !detect.Inside(g, s.pkg.dir) {
			return nil
		}
		if (s.t.Has(g) || hasSource(s.t, g)) && !conf.leavesOut(g) {
			take(g)
		}
	}
	if len(conf.include) == 0 {
		for _, p := range s.t.Under(s.pkg.dir, ".ts", ".tsx", ".mts", ".cts") {
			if !conf.leavesOut(p) && !detect.Inside(p, conf.outDir) {
				take(p)
			}
		}
	}
	if conf.rootDir != "" && conf.rootDir != s.pkg.dir && detect.Inside(conf.rootDir, s.pkg.dir) {
		take(conf.rootDir)
	}
	return detect.SortedKeys(found)
}

// importsData reports whether a source takes data from above itself.
func importsData(s *service) bool {
	for _, p := range s.sources() {
		for _, line := range s.sourceLines(p) {
			if strings.Contains(line, ".json") && jsonImport.MatchString(line) && !strings.Contains(line, "/package.json") {
				return true
			}
		}
	}
	return false
}
