package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
)

// frameworkOf finds the row of a package, with its evidence.
func frameworkOf(s *service) (*framework, detect.Evidence) {
	program := s.start.kind == startProgram
	for i := range frameworks() {
		row := &frameworks()[i]
		if row.Bundler && program && s.start.bin == "" && !(row.Name == "angular" && angularServer(s)) {
			continue
		}
		if d := s.rowDep(row); d != nil {
			return row, detect.EvidenceOf(d)
		}
	}
	return nil, detect.Evidence{}
}

// usesRow reports whether a package has the framework's configuration or calls its command in a script.
func usesRow(s *service, row *framework) bool {
	if len(row.Config) > 0 && s.configFile(row.Config...) != "" {
		return true
	}
	if len(row.Build) > 0 {
		for _, script := range fieldValues(s.pkg.doc.At("scripts")) {
			if words := strings.Fields(script.Text()); len(words) > 0 && words[0] == row.Build[0] {
				return true
			}
		}
	}
	return false
}

// rowDep gives the declaration that makes a row fit: the package's own, or its workspace's where a configuration file
// of the framework stands beside the manifest.
func (s *service) rowDep(row *framework) *formats.Node {
	if s.space != nil && s.space.root == s.pkg.dir && len(s.space.members) > 0 && !row.Server && !usesRow(s, row) {
		return nil // the root of a workspace may hold the packages of its members
	}
	for _, name := range row.Deps {
		if d := s.pkg.prod(name); d != nil {
			return d
		}
		if d := s.pkg.dep(name); d != nil && !row.Server {
			return d
		}
	}
	if s.space == nil || s.space.root == s.pkg.dir || s.configFile(row.Config...) == "" {
		return nil
	}
	for _, name := range row.Deps {
		if d := s.packages[s.space.root].dep(name); d != nil {
			return d
		}
	}
	return nil
}
