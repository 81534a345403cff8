package verify

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// checkLaterRemoval looks for rm of what an earlier instruction of the stage brought.
func checkLaterRemoval(f *file, say say) {
	for _, s := range f.stages {
		brought := map[string]int{}
		dirs := workdirs(s.all())[len(s.all())-len(s.steps):]
		for i, st := range s.steps {
			for _, c := range st.calls {
				for _, p := range c.operands() {
					p = absolute(p, dirs[i])
					if line, ok := brought[p]; ok && c.name() == "rm" && len(f.needs(s)) > 0 {
						say(st.line, "rm %s saves no space: line %d added it in an earlier layer", p, line)
					}
				}
			}
			for _, p := range brings(st, dirs[i]) {
				brought[p] = st.line
			}
		}
	}
}

// brings gives the paths that an instruction visibly writes.
func brings(st step, dir string) []string {
	var names []string
	if c, ok := st.Command.(*instructions.CopyCommand); ok {
		for _, p := range c.SourcePaths {
			if strings.HasSuffix(c.DestPath, "/") || strings.HasSuffix(c.DestPath, ".") || len(c.SourcePaths) > 1 {
				names = append(names, absolute(path.Join(c.DestPath, path.Base(p)), dir))
			} else {
				names = append(names, absolute(c.DestPath, dir))
			}
		}
	}
	for _, c := range st.calls {
		for i, w := range c.words[:max(0, len(c.words)-1)] {
			if (c.name() == "curl" || c.name() == "wget") && (w == "-o" || w == "-O" || w == "--output") && !strings.HasPrefix(c.words[i+1], "-") {
				names = append(names, absolute(c.words[i+1], dir))
			}
		}
	}
	return names
}

func checkChownLayer(f *file, say say) {
	for st, c := range invoked(f.final().all()) {
		if (c.name() == "chown" || c.name() == "chmod") && c.has("-R", "--recursive", "-Rf", "-fR", "-hR") {
			say(st.line, "%s stores every file a second time; use COPY --%s", shorten(c.text()), c.name())
		}
	}
}

func checkCacheLeft(f *file, say say) {
	for _, s := range f.final().lineage() {
		for st, c := range invoked(s.steps) {
			if m, ok := managing(c); ok && !m.cached(st.run()) {
				if left := m.left(s, st, c); left != "" {
					say(st.line, "%s leaves %s in the layer", shorten(c.text()), left)
				}
			}
		}
	}
}

// left says what a manager without a cache mount leaves behind; "" for nothing.
func (m manager) left(s *stage, st step, c call) string {
	gone := c.has(m.Off...) || strings.Contains(text(st)+env(s), m.Clean)
	if strings.HasPrefix(m.Clean, "/") {
		gone = c.has(m.Off...) || removes(st, m.Clean)
	}
	if gone {
		return ""
	}
	return m.Leaves
}

func checkNeedlessLayers(f *file, say say) {
	before := false
	for _, st := range f.final().steps {
		run := st.kind() == "run"
		if run && before {
			say(st.line, "combine this RUN with the one above it")
		}
		before = run
	}
}
