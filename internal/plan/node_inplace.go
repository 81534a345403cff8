package plan

import "path"

// buildsInPlace reports a build that has no directory of its own: it writes among the files that the program reads (a style
// sheet in public/, say), so that those are taken from the stage that built them.
func (s *nodeService) buildsInPlace() bool {
	return len(s.st.Build.Value) > 0 && len(s.outputs()) == 0 && !s.n.Bundled && len(s.n.RunFiles) > 0
}

// builtCopies bring the files that the program reads as the build left them; the manifest is as it was.
func (s *nodeService) builtCopies() []Step {
	var steps []Step
	for _, f := range s.runFiles() {
		if f == s.manifest() {
			steps = append(steps, s.fileCopies([]string{f})...)
			continue
		}
		steps = append(steps, artifact("build", path.Join(nodeRoot, s.inContext(f)), s.here(f)))
	}
	return steps
}
