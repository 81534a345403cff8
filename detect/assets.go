package detect

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/pattern"
)

// serves says how a back end takes in or serves what a front end builds; nil where nothing speaks for it.
func serves(t *Tree, back, front Stack) *Assets {
	output := outputOf(front)
	a := &Assets{Dir: front.Dir, Node: &front, Output: output}
	if output.Known() {
		for _, look := range []func(*Tree, Stack, Stack, string) Fact[string]{embedded, classpath, mentioned, takenInto, ofModule} {
			if a.Into = look(t, back, front, output.Value); a.Into.Known() {
				return a
			}
		}
	}
	if back.Dir == front.Dir && back.Stack != "node" { // where else would its files go?
		a.Into = output
		return a
	}
	return nil
}

// outFlag finds the output among the arguments of a build script: tailwindcss -o static/site.css, esbuild --outdir=static.
var outFlag = pattern.New(`(?:^|\s)(?:-o|-d|--output|--outfile|--outdir|--out-dir|--outDir|--dist-dir)[ =]["']?([\w./-]+)`)

// outputOf gives the directory that the front end's build fills.
func outputOf(front Stack) Fact[string] {
	n := front.Node
	switch {
	case n.Static != nil && n.Static.Output.Known():
		return n.Static.Output
	case n.Output.Known() && len(n.Output.Value) > 0:
		return Fact[string]{Value: n.Output.Value[0], Because: n.Output.Because}
	}
	for _, e := range front.Build.Because {
		if m := outFlag.FindStringSubmatch(e.Text); m != nil {
			out := path.Join(front.Dir, m[1])
			if path.Ext(out) != "" {
				out = path.Dir(out)
			}
			return NewFact(out, e)
		}
	}
	return Fact[string]{}
}

// goEmbed finds what the Go compiler takes into the program.
var goEmbed = pattern.New(`^\s*//go:embed\s+(.+)`)

// embedded looks for a //go:embed of the output, or of a directory of that name which the repository does not fill.
func embedded(t *Tree, back, _ Stack, output string) Fact[string] {
	if back.Stack != "go" {
		return Fact[string]{}
	}
	for _, m := range t.Grep(t.Sources(back.Context, ".go"), goEmbed, "//go:embed") {
		for _, pattern := range strings.Fields(m.Groups[1]) {
			into := embedDir(m.Path, pattern)
			if into == output || Inside(output, into) || Inside(into, output) {
				return NewFact(output, m.Evidence)
			}
			if dirName(into) == dirName(output) && len(t.Under(into)) <= 1 {
				return NewFact(into, m.Evidence)
			}
		}
	}
	return Fact[string]{}
}

// embedDir gives the directory that a pattern of go:embed means: all:dist/* of internal/ui/ui.go is internal/ui/dist.
func embedDir(file, pattern string) string {
	pattern = strings.Trim(pattern, "\"`")
	pattern = strings.TrimPrefix(pattern, "all:")
	for strings.ContainsAny(path.Base(pattern), "*?[") {
		pattern = path.Dir(pattern)
	}
	return path.Join(path.Dir(file), pattern)
}

// classpath looks for an output below one of the directories of which Java serves the files.
func classpath(_ *Tree, back, front Stack, output string) Fact[string] {
	if back.Stack != "java" {
		return Fact[string]{}
	}
	for _, r := range tables().Resources {
		if Inside(output, back.Context) && strings.Contains("/"+output+"/", "/"+r+"/") {
			return NewFact(output, outputOf(front).Because...)
		}
	}
	return Fact[string]{}
}

// mentioned looks for a line of the back end that names the front end's directory and its output, one after the other: "web/dist",
// path.join(root, "web", "dist").
func mentioned(t *Tree, back, front Stack, output string) Fact[string] {
	rest := Below(front.Dir, output)
	words := []string{path.Base(output)}
	parts := strings.Split(rest, "/")
	if front.Dir != "." && Inside(output, front.Dir) {
		parts = append([]string{dirName(front.Dir)}, parts...)
	}
	if len(parts) < 2 {
		return Fact[string]{}
	}
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	re := pattern.New(`(?:^|[^\w-])` + strings.Join(parts, `["'\s,/)(]+`) + `(?:$|[^\w-])`)
	files := slices.DeleteFunc(t.Sources(back.Dir, tables().Programs[back.Stack]...), func(p string) bool { return front.Dir != "." && Inside(p, front.Dir) })
	for _, m := range t.Grep(files, re, words...) {
		return NewFact(output, m.Evidence)
	}
	return Fact[string]{}
}

// takenInto looks for an output that lies in the back end's directory while the front end itself does not.
func takenInto(_ *Tree, back, front Stack, output string) Fact[string] {
	if Inside(output, front.Dir) || !Inside(output, back.Dir) {
		return Fact[string]{}
	}
	return NewFact(output, outputOf(front).Because...)
}

// ofModule tells a front end in a module of a Java build that the program needs: its build takes the output into a jar.
func ofModule(_ *Tree, back, front Stack, output string) Fact[string] {
	if back.Java == nil || !back.Java.Node.Known() {
		return Fact[string]{}
	}
	for _, m := range back.Java.Modules {
		if path.Join(back.Context, m.Dir) == front.Dir {
			return NewFact(output, back.Java.Node.Because...)
		}
	}
	return Fact[string]{}
}

// dirName is what a path's last directory is called.
func dirName(p string) string { return path.Base(path.Clean(p)) }
