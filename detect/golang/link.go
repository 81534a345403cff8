package golang

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// goRoles say what a variable is for, by the end of its name in lower case.
func role(name string) string {
	low := strings.ToLower(name)
	if strings.HasSuffix(low, "goversion") || strings.HasSuffix(low, "apiversion") || strings.HasSuffix(low, "schemaversion") {
		return ""
	}
	for role, names := range tables().Linked {
		if slices.Contains(names, low) {
			return role
		}
	}
	return ""
}

// linked finds the variables that a build is meant to set: named by a -X of the project's own build files, or declared in
// the main package as version or commit.
func linked(s *source, main string) []detect.Linked {
	var out []detect.Linked
	seen := map[string]bool{}
	add := func(l detect.Linked) {
		if !seen[l.Symbol] && !seen["role "+l.Role+" "+path.Dir(l.Symbol)] {
			seen[l.Symbol] = true
			out = append(out, l)
		}
	}
	for _, l := range flagged(s) {
		add(l)
	}
	for _, f := range s.files(main) {
		if !strings.Contains(strings.ToLower(f.text), "var") {
			continue
		}
		for _, l := range declared(s, f) {
			add(l)
		}
	}
	return out
}

// declared finds string variables of the main package; constants and variables that a call sets cannot be linked.
func declared(s *source, f *file) []detect.Linked {
	tree := s.parsed(f)
	if tree == nil {
		return nil
	}
	var out []detect.Linked
	for _, d := range tree.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, spec := range g.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, n := range v.Names {
				if role := role(n.Name); role != "" && linkable(v, i) {
					out = append(out, detect.Linked{Symbol: "main." + n.Name, Role: role, Because: s.at(f, n.Pos())})
				}
			}
		}
	}
	return out
}

// linkable reports whether a variable is a string that starts as a literal or empty.
func linkable(v *ast.ValueSpec, i int) bool {
	if i >= len(v.Values) {
		t, ok := v.Type.(*ast.Ident)
		return ok && t.Name == "string"
	}
	lit, ok := v.Values[i].(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}

var flagX = pattern.New(`-X[ =]+["']?([A-Za-z0-9_./~-]+)\.([A-Za-z_]\w*)=`)

// flagged reads -X flags from the project's build files. A path that a variable of make completes is not understood.
func flagged(s *source) []detect.Linked {
	var out []detect.Linked
	for _, n := range tables().LinkFiles {
		p := s.t.First(s.m.dir, n)
		if p == "" {
			continue
		}
		for i, line := range s.t.Lines(p) {
			for _, found := range flagX.FindAllStringSubmatch(line, -1) {
				role := role(found[2])
				if role == "" || found[1] != "main" && !declares(s, found[1], found[2]) {
					continue
				}
				out = append(out, detect.Linked{Symbol: found[1] + "." + found[2], Role: role, Because: s.t.At(p, i+1)})
			}
		}
	}
	return out
}

// declares reports whether a package of the repository declares a variable of that name.
func declares(s *source, pkg, name string) bool {
	dir := s.local(pkg)
	if dir == "" {
		return false
	}
	for _, f := range s.files(dir) {
		if strings.Contains(f.text, name) {
			return true
		}
	}
	return false
}
