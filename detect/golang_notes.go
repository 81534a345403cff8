package detect

import (
	"fmt"
	"strings"
)

// refusal says why the sources cannot be compiled as they are, if that is so.
func (s *goService) refusal() *Note {
	m := s.module
	if m.outside != nil {
		return &Note{Text: "go.mod replaces a module by a directory outside the repository, which no build context can hold",
			Add: "the module to the repository, or a published version of it to go.mod" + m.above(), Because: []Evidence{*m.outside}}
	}
	if m.file != nil {
		return nil
	}
	_, foreign := s.source.closure(s.programs[0].Dir)
	for _, i := range foreign {
		if strings.Contains(strings.SplitN(i.path, "/", 2)[0], ".") {
			return &Note{Text: fmt.Sprintf("there is no go.mod, and the program imports %s, whose version nothing names", i.path),
				Add: "go.mod and go.sum: `go mod init` and `go mod tidy` make them", Because: []Evidence{i.at}}
		}
	}
	return nil
}

// notes tells what was taken for granted.
func (s *goService) notes() []Note {
	m, p := s.module, s.programs[0]
	var out []Note
	if m.file == nil {
		out = append(out, Note{Text: "there is no go.mod; the files are compiled by name, which works as long as they import the standard library only",
			Add: "go.mod: `go mod init` makes it", Because: p.Because})
	}
	if !m.sums && m.vendor == "" {
		out = append(out, Note{Text: "there is no go.sum: the modules are downloaded without knowing what they should be",
			Add: "go.sum: `go mod tidy` makes it", Because: []Evidence{{Path: m.modPath}}})
	}
	if s.equals < 2 && len(s.programs) > 1 {
		var others []string
		for _, o := range s.programs[1:] {
			others = append(others, o.Dir)
		}
		out = append(out, Note{Text: fmt.Sprintf("%s is taken as the service; for the image of another program, give --main: %s", p.Dir, strings.Join(others, ", ")), Because: p.Because})
	}
	out = append(out, p.notes...)
	for _, o := range s.left {
		out = append(out, Note{Text: fmt.Sprintf("the program in %s is taken for a tool and gets no image; run msgen in %s for one", o.programs[0].Dir, o.module.dir), Because: o.programs[0].Because})
	}
	return out
}
