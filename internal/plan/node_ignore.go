package plan

// reads are the files that a stage is told to read, as seen from the context.
func (s *nodeService) reads() []string {
	var files []string
	for _, list := range [][]string{s.n.Manifests, s.n.InstallFiles, s.n.BuildFiles, s.n.RunFiles} {
		for _, f := range list {
			files = append(files, s.inContext(f))
		}
	}
	return files
}
