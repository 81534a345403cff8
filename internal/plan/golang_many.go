package plan

// many reports whether the dependencies are worth stages of their own.
func (s *goService) many() bool {
	if in, _ := s.target(s.program.Dir); !s.downloads() || !s.g.Sums || s.ownModules() || in != nil {
		return false
	}
	if s.g.Modules >= goManyModules {
		return true
	}
	for _, c := range s.program.Cgo {
		if c.Heavy && s.crosses() {
			return true
		}
	}
	return false
}

// ownModules reports whether modules of the repository replace others: their sources are not there before the program's.
func (s *goService) ownModules() bool {
	return s.g.Work == "" && len(s.g.Manifests) > 2
}
