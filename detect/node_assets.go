package detect

import (
	"path"
	"slices"
	"strings"
)

// backEnds are the manifests of programs that a package.json beside them builds files for.
var backEnds = []string{"go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "requirements.txt", "pyproject.toml", "manage.py", "Pipfile", "setup.py"}

// pipeline makes a package that only builds files for a back end around it a stack of its own, with a build and an
// output and no start; settle gives it to the back end. It is none where nobody can say what the build fills.
func (s *nodeService) pipeline() bool {
	if s.t.nearest(s.pkg.dir, backEnds...) == "" || s.start.kind == startProgram || len(s.allDeps()) == 0 {
		return false
	}
	s.build()
	if !s.stack.Build.Known() {
		return false
	}
	out := s.pipelineOutput()
	if !out.Known() || s.t.first(s.pkg.dir, backEnds...) == "" && within(s.pkg.dir, out.Value) {
		s.stack.Build = Fact[[]string]{}
		return false
	}
	s.n.Output = fact([]string{out.Value}, out.Because...)
	s.stack.Framework = Fact[string]{}
	return true
}

// pipelineOutput finds the directory that a build fills, by its flags or its configuration.
func (s *nodeService) pipelineOutput() Fact[string] {
	script := s.stack.Build.Because[len(s.stack.Build.Because)-1]
	if flag := s.buildFlag("-o", "--output", "--outfile", "--outdir", "--out-dir", "--outDir", "--dist-dir", "--output-path"); flag != "" {
		out := path.Join(s.pkg.dir, flag)
		if path.Ext(out) != "" {
			out = path.Dir(out)
		}
		return fact(out, script)
	}
	for _, row := range []struct {
		tool, config string
	}{{"vite", "vite.config."}, {"webpack", "webpack.config."}, {"rollup", "rollup.config."}, {"esbuild", "esbuild."}, {"parcel", ""}} {
		if !slices.ContainsFunc(s.buildChain(), func(c command) bool { return len(c.args) > 0 && c.args[0] == row.tool }) {
			continue
		}
		conf := s.configFile(row.config)
		if row.config == "" {
			return fact(path.Join(s.pkg.dir, "dist"), script)
		}
		for _, found := range []Fact[string]{s.setting(conf, viteOut), s.setting(conf, configPath)} {
			if found.Known() && !strings.HasPrefix(found.Value, "/") {
				found.Value = path.Join(s.pkg.dir, found.Value)
				return found
			}
		}
		if row.tool == "vite" || row.tool == "webpack" {
			return fact(path.Join(s.pkg.dir, "dist"), script)
		}
	}
	return Fact[string]{}
}
