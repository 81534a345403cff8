package detect

import (
	"go/ast"
	"go/token"
	"path"
	"strings"
)

// goRoles say what a variable is for, by the end of its name in lower case.
func goRole(name string) string {
	low := strings.ToLower(name)
	switch {
	case strings.HasSuffix(low, "goversion"), strings.HasSuffix(low, "apiversion"), strings.HasSuffix(low, "schemaversion"):
		return ""
	case low == "version", low == "tag", low == "buildversion", low == "appversion", low == "gitversion", low == "ver":
		return "version"
	case low == "commit", low == "revision", low == "gitcommit", low == "gitsha", low == "sha", low == "githash", low == "commithash", low == "buildcommit", low == "gitrevision", low == "commitsha":
		return "revision"
	}
	return ""
}

// linked finds the variables that a build is meant to set: named by a -X of the project's own build files, or declared in
// the main package as version or commit.
func (s *goSource) linked(main string) []Linked {
	var out []Linked
	seen := map[string]bool{}
	add := func(l Linked) {
		if !seen[l.Symbol] && !seen["role "+l.Role+" "+path.Dir(l.Symbol)] {
			seen[l.Symbol] = true
			out = append(out, l)
		}
	}
	for _, l := range s.flagged() {
		add(l)
	}
	for _, f := range s.files(main) {
		if !strings.Contains(strings.ToLower(f.text), "var") {
			continue
		}
		for _, l := range s.declared(f) {
			add(l)
		}
	}
	return out
}

// declared finds string variables of the main package; constants and variables that a call sets cannot be linked.
func (s *goSource) declared(f *goFile) []Linked {
	tree := s.parsed(f)
	if tree == nil {
		return nil
	}
	var out []Linked
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
				if role := goRole(n.Name); role != "" && goLinkable(v, i) {
					out = append(out, Linked{Symbol: "main." + n.Name, Role: role, Because: s.at(f, n.Pos())})
				}
			}
		}
	}
	return out
}

// goLinkable reports whether a variable is a string that starts as a literal or empty.
func goLinkable(v *ast.ValueSpec, i int) bool {
	if i >= len(v.Values) {
		t, ok := v.Type.(*ast.Ident)
		return ok && t.Name == "string"
	}
	lit, ok := v.Values[i].(*ast.BasicLit)
	return ok && lit.Kind == token.STRING
}

var goFlagX = lazy(`-X[ =]+["']?([A-Za-z0-9_./~-]+)\.([A-Za-z_]\w*)=`)

// flagged reads -X flags from the project's build files. A path that a variable of make completes is not understood.
func (s *goSource) flagged() []Linked {
	var out []Linked
	names := []string{".ko.yaml", ".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml", "Makefile", "makefile", "GNUmakefile", "justfile", "Taskfile.yml", "Taskfile.yaml"}
	for _, n := range names {
		p := s.t.first(s.m.dir, n)
		if p == "" {
			continue
		}
		for i, line := range s.t.lines(p) {
			for _, found := range goFlagX.FindAllStringSubmatch(line, -1) {
				role := goRole(found[2])
				if role == "" || found[1] != "main" && !s.holds(found[1], found[2]) {
					continue
				}
				out = append(out, Linked{Symbol: found[1] + "." + found[2], Role: role, Because: s.t.at(p, i+1)})
			}
		}
	}
	return out
}

// holds reports whether a package of the repository declares a variable of that name.
func (s *goSource) holds(pkg, name string) bool {
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
