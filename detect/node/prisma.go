package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/formats"
)

// prisma adds the schemas that clients are generated from: the service's own, and those of the members that it stands on.
// The client's own hook generates it only when the schema is there at install; so it is both an install file and a command.
func prisma(s *service) {
	if command := prismaOf(s, s.pkg); command != nil {
		s.n.Generate = append(s.n.Generate, command)
	}
	w := s.n.Workspace
	if w == nil {
		return
	}
	for i, part := range w.Parts {
		if command := prismaOf(s, s.packages[part.Dir]); command != nil {
			w.Parts[i].Generate = [][]string{command}
		}
	}
}

// prismaOf gives the command that generates the client of a package; nil where there is none to generate, or where the
// package's build does it.
func prismaOf(s *service, p *packageJSON) []string {
	if depOf(s, p, "@prisma/client") == nil && depOf(s, p, "prisma") == nil {
		return nil
	}
	schema := s.t.First(p.dir, "prisma/schema.prisma", "schema.prisma", "src/prisma/schema.prisma")
	if n := p.doc.At("prisma", "schema"); n.Text() != "" {
		schema = path.Join(p.dir, n.Text())
	}
	if schema == "" || !s.t.Has(schema) && !hasSource(s.t, schema) {
		return nil
	}
	if p == s.pkg || p.prod("@prisma/client") != nil { // that package's own hook looks for the schema
		s.installFile(schema)
		if c := s.t.First(p.dir, "prisma.config.ts", "prisma.config.js"); c != "" {
			s.installFile(c)
		}
	}
	generates := func(c command) bool { return len(c.args) > 1 && c.args[0] == "prisma" && c.args[1] == "generate" }
	if depOf(s, p, "prisma") == nil || slices.ContainsFunc(p.expand("build"), generates) || strings.Contains(p.script("build").Text(), "prisma generate") {
		return nil
	}
	return []string{"prisma", "generate"}
}

// depOf gives the declaration of a dependency of a package: its own, else that of the workspace's root.
func depOf(s *service, p *packageJSON, name string) *formats.Node {
	if d := p.dep(name); d != nil || s.space == nil {
		return d
	}
	return s.packages[s.space.root].dep(name)
}
