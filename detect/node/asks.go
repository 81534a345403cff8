package node

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
)

// asks finds the variables that the program needs from outside, by the files in which projects of its framework name them. What the
// image sets itself is none of them.
func asks(s *service) {
	if s.row == nil || s.row.Asks.Pattern == nil {
		return
	}
	set := []string{"NODE_ENV", "PORT"}
	for _, v := range s.n.RunEnv {
		set = append(set, v.Name)
	}
	for _, begin := range s.row.Asks.Files {
		dir := path.Join(s.pkg.dir, path.Dir(begin))
		for _, name := range s.t.FilesIn[dir] {
			if !strings.HasPrefix(name, path.Base(begin)) {
				continue
			}
			for i, line := range s.t.Lines(path.Join(dir, name)) {
				for _, m := range s.row.Asks.Pattern.FindAllStringSubmatch(line, -1) {
					variable := strings.Join(m[1:], "")
					if isComment(line) || slices.Contains(set, variable) {
						continue
					}
					set = append(set, variable)
					s.stack.AskEnv = append(s.stack.AskEnv, detect.Candidate{Value: variable, Because: []detect.Evidence{s.t.At(path.Join(dir, name), i+1)}})
				}
			}
		}
	}
}
