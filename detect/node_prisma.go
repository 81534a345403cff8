package detect

import (
	"path"
	"slices"
	"strings"
)

// prisma adds the schemas that clients are generated from: the service's own, and those of the members that it stands on.
// The client's own hook generates it only when the schema is there at install; so it is both an install file and a command.
func (s *nodeService) prisma() {
	if command := s.prismaOf(s.pkg); command != nil {
		s.n.Generate = append(s.n.Generate, command)
	}
	w := s.n.Workspace
	if w == nil {
		return
	}
	for i, part := range w.Parts {
		if command := s.prismaOf(s.packages[part.Dir]); command != nil {
			w.Parts[i].Generate = [][]string{command}
		}
	}
}

// prismaOf gives the command that generates the client of a package; nil where there is none to generate, or where the
// package's build does it.
func (s *nodeService) prismaOf(p *nodePackage) []string {
	if s.depOf(p, "@prisma/client") == nil && s.depOf(p, "prisma") == nil {
		return nil
	}
	schema := s.t.first(p.dir, "prisma/schema.prisma", "schema.prisma", "src/prisma/schema.prisma")
	if n := p.doc.at("prisma", "schema"); n.text() != "" {
		schema = path.Join(p.dir, n.text())
	}
	if schema == "" || !s.t.has(schema) && !s.t.hasSource(schema) {
		return nil
	}
	if p == s.pkg || p.prod("@prisma/client") != nil { // that package's own hook looks for the schema
		s.installFile(schema)
		if c := s.t.first(p.dir, "prisma.config.ts", "prisma.config.js"); c != "" {
			s.installFile(c)
		}
	}
	generates := func(c command) bool { return len(c.args) > 1 && c.args[0] == "prisma" && c.args[1] == "generate" }
	if s.depOf(p, "prisma") == nil || slices.ContainsFunc(p.expand("build"), generates) || strings.Contains(p.script("build").text(), "prisma generate") {
		return nil
	}
	return []string{"prisma", "generate"}
}

// depOf gives the declaration of a dependency of a package: its own, else that of the workspace's root.
func (s *nodeService) depOf(p *nodePackage, name string) *node {
	if d := p.dep(name); d != nil || s.space == nil {
		return d
	}
	return s.packages[s.space.root].dep(name)
}
