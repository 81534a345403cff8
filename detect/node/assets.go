package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// backEnds are the manifests of programs that a package.json beside them builds files for.
var backEnds = []string{"go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "requirements.txt", "pyproject.toml", "manage.py", "Pipfile", "setup.py"}

// pipeline makes a package that only builds files for a back end around it a stack of its own, with a build and an
// output and no start; settle gives it to the back end. It is none where nobody can say what the build fills.
func pipeline(s *service) bool {
	if nearest(s.t, s.pkg.dir, backEnds...) == "" || s.start.kind == startProgram || len(s.allDeps()) == 0 {
		return false
	}
	s.build()
	if !s.stack.Build.Known() {
		return false
	}
	out := pipelineOutput(s)
	if !out.Known() || s.t.First(s.pkg.dir, backEnds...) == "" && detect.Inside(out.Value, s.pkg.dir) {
		s.stack.Build = detect.Fact[[]string]{}
		return false
	}
	s.n.Output = detect.NewFact([]string{out.Value}, out.Because...)
	s.stack.Framework = detect.Fact[string]{}
	return true
}

// pipelineOutput finds the directory that a build fills, by its flags or its configuration.
func pipelineOutput(s *service) detect.Fact[string] {
	script := s.stack.Build.Because[len(s.stack.Build.Because)-1]
	if flag := buildFlag(s, "-o", "--output", "--outfile", "--outdir", "--out-dir", "--outDir", "--dist-dir", "--output-path"); flag != "" {
		out := path.Join(s.pkg.dir, flag)
		if path.Ext(out) != "" {
			out = path.Dir(out)
		}
		return detect.NewFact(out, script)
	}
	for _, row := range []struct {
		tool, config string
	}{{"vite", "vite.config."}, {"webpack", "webpack.config."}, {"rollup", "rollup.config."}, {"esbuild", "esbuild."}, {"parcel", ""}} {
		if !slices.ContainsFunc(s.buildChain(), func(c command) bool { return len(c.args) > 0 && c.args[0] == row.tool }) {
			continue
		}
		conf := s.configFile(row.config)
		if row.config == "" {
			return detect.NewFact(path.Join(s.pkg.dir, "dist"), script)
		}
		for _, found := range []detect.Fact[string]{s.setting(conf, viteOut), s.setting(conf, configPath)} {
			if found.Known() && !strings.HasPrefix(found.Value, "/") {
				found.Value = path.Join(s.pkg.dir, found.Value)
				return found
			}
		}
		if row.tool == "vite" || row.tool == "webpack" {
			return detect.NewFact(path.Join(s.pkg.dir, "dist"), script)
		}
	}
	return detect.Fact[string]{}
}
