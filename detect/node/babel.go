package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// babelSettings are the files that Babel reads where it compiles at run time.
var babelSettings = []string{".babelrc", ".babelrc.json", ".babelrc.js", ".babelrc.cjs", "babel.config.js", "babel.config.cjs", "babel.config.json", "babel.config.mjs"}

// babelNode gives the program of babel-node: without it a script in the words of a bundler, import without ending or
// JSX, fails at its first line.
func babelNode(s *service, st startCommand, file string, rest []string) startCommand {
	st.entry = file
	st.args = append([]string{"node", s.module("@babel/node", "bin/babel-node.js"), file}, rest...)
	if s.pkg.prod("@babel/node") == nil {
		st.dev = "@babel/node"
	}
	return st
}

// babelFiles are the settings that a program compiled as it runs needs beside its sources.
func babelFiles(s *service) []string {
	if !strings.Contains(strings.Join(s.start.args, " "), "@babel/") {
		return nil
	}
	var out []string
	for _, name := range babelSettings {
		if p := path.Join(s.pkg.dir, name); s.t.Has(p) {
			out = append(out, p)
		}
	}
	return out
}

// preloaded are the settings of the compiler, where a module that is loaded before the program reads them to find its imports
// or to compile them.
func preloaded(s *service) []string {
	line := strings.Join(s.start.args, " ")
	for _, e := range s.start.env {
		line += " " + e.Value
	}
	if !pattern.Holds(line, []string{"tsconfig-paths", "ts-node", "tsx", "@swc-node"}) {
		return nil
	}
	p := s.t.First(s.pkg.dir, "tsconfig.json")
	if p == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(readTSConfig(s.t, p, 0).files), func(p string) bool { return !detect.Inside(p, s.pkg.dir) })
}
