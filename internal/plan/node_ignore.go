package plan

import (
	"path"
	"slices"
	"strings"
)

// ignore is the .dockerignore: what no stage reads, what is made again, and what nobody may see in an image.
func (s *nodeService) ignore(stages []*Stage) []Pattern {
	var list []Pattern
	group := func(comment string, texts ...string) { list = append(list, patterns(comment, texts...)...) }
	group("Version control and CI", "**/.git", "**/.gitignore", "**/.gitattributes", "**/.github")
	list = append(list, secretPatterns(*s.st, stages)...)
	group("Made again inside the build", s.madePatterns()...)
	if !s.in.Choices.Wants("test") {
		group("Tests: no stage runs them", s.testPatterns()...)
	}
	if s.n.Static == nil {
		group("Documents", "README*", "CHANGELOG*", "LICENSE*")
	}
	group("The build's own files, and what no stage reads",
		"**/Dockerfile*", "**/.dockerignore", "**/compose*.y*ml", "**/docker-compose*.y*ml", "**/docker-bake.hcl", "**/.msgen*", "**/.vscode", "**/.idea", "**/.DS_Store")
	return list
}

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

// testPatterns hide what only tests read, as far as no stage reads it.
func (s *nodeService) testPatterns() []string {
	patterns := []string{"**/*.test.[jt]s", "**/*.test.[jt]sx", "**/*.spec.[jt]s", "**/*.spec.[jt]sx", "**/__tests__"}
	for _, dir := range []string{"test", "tests", "e2e", "cypress"} {
		dir = path.Join(s.dir(), dir)
		needed := false
		for _, f := range s.reads() {
			needed = needed || f == dir || strings.HasPrefix(f, dir+"/")
		}
		if needed {
			patterns = slices.DeleteFunc(patterns, func(p string) bool { return strings.HasPrefix(p, "**/*.") }) // its files go by these names
		} else {
			patterns = append(patterns, dir)
		}
	}
	return append(patterns, "**/coverage")
}

// madePatterns hide what the build makes again.
func (s *nodeService) madePatterns() []string {
	patterns := []string{"**/node_modules", "**/*.tsbuildinfo", "**/*-debug.log*"}
	made := s.outputs()
	if w := s.n.Workspace; w != nil {
		for _, p := range w.Parts {
			made = append(append([]string{}, made...), p.Output...)
		}
	}
	if !s.builds() {
		made = nil
	}
	for _, o := range made {
		top := s.inContext(o)
		if strings.HasPrefix(path.Base(path.Dir(top)), ".") && path.Dir(top) != "." {
			top = path.Dir(top) // ".next/standalone" is one part of what lies in .next
		}
		patterns = union(patterns, []string{top})
	}
	if c := s.framework.cache; c != "" {
		patterns = union(patterns, []string{path.Join(s.dir(), strings.SplitN(c, "/", 2)[0])})
	}
	return patterns
}
