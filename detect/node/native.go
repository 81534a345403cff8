package node

import (
	"maps"
	"slices"

	"github.com/msgen/msgen/detect"
)

// findNatives finds the native packages among the dependencies that the program has at run time; of development's only
// those that compile when they are installed.
func (s *service) findNatives() {
	dirs := []string{s.pkg.dir}
	if s.n.Workspace != nil {
		dirs = append(append(dirs, s.n.Workspace.Closure...), s.n.Workspace.Root)
	}
	found := map[int]detect.Native{}
	for _, dir := range dirs {
		for i, row := range s.packages[dir].native() {
			if _, first := found[i]; !first {
				found[i] = row
			}
		}
	}
	for _, i := range slices.Sorted(maps.Keys(found)) {
		s.n.Native = append(s.n.Native, found[i])
	}
	browsers(s)
	if p := s.t.First(s.pkg.dir, "binding.gyp"); p != "" {
		s.n.Native = append(s.n.Native, detect.Native{Name: "binding.gyp", Because: detect.Evidence{Path: p}, Build: []string{"python3", "make", "g++"}, Musl: true})
	}
}

// native gives the native packages that the manifest itself names, by their place in natives.
func (p *packageJSON) native() map[int]detect.Native {
	if p.natives != nil {
		return p.natives
	}
	p.natives = map[int]detect.Native{}
	for i, row := range tables().Natives {
		d := p.prod(row.Name)
		if d == nil && len(row.Build) > 0 {
			d, row.Run = p.dep(row.Name), nil
		}
		if d != nil {
			row.Because = detect.EvidenceOf(d)
			p.natives[i] = row
		}
	}
	return p.natives
}
