package golang

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
)

// refusal says why the sources cannot be compiled as they are, if that is so.
func (s *service) refusal() *detect.Note {
	m := s.module
	if m.outside != nil {
		return &detect.Note{Text: "go.mod replaces a module with a directory outside the repository, which cannot be part of the build context",
			Add: "the module to the repository, or a published version of it to go.mod" + m.above(), Because: []detect.Evidence{*m.outside}}
	}
	if m.file != nil {
		return nil
	}
	_, foreign := s.source.closure(s.programs[0].Dir)
	for _, i := range foreign {
		if strings.Contains(strings.SplitN(i.path, "/", 2)[0], ".") {
			return &detect.Note{Text: fmt.Sprintf("there is no go.mod, so the version of %s, which the program imports, is unknown", i.path),
				Add: "go.mod and go.sum: run `go mod init` and `go mod tidy`", Because: []detect.Evidence{i.at}}
		}
	}
	return nil
}

// notes tells what was taken for granted.
func (s *service) notes() []detect.Note {
	m, p := s.module, s.programs[0]
	var out []detect.Note
	if m.file == nil {
		out = append(out, detect.Note{Text: "there is no go.mod, so the build compiles the files by name; this works only while they import nothing but the standard library",
			Add: "go.mod: run `go mod init`", Because: p.Because})
	}
	if !m.sums && m.vendor == "" {
		out = append(out, detect.Note{Text: "there is no go.sum, so the build downloads modules without verifying their checksums",
			Add: "go.sum: run `go mod tidy`", Because: []detect.Evidence{{Path: m.modPath}}})
	}
	out = append(out, detect.OtherPrograms(s.programs, s.equals, func(p detect.Program) string { return p.Dir })...)
	out = append(out, p.Notes...)
	for _, o := range s.left {
		out = append(out, detect.Note{Text: fmt.Sprintf("msgen treats the program in %s as a tool and writes no image for it; to get one, run msgen in %s", o.programs[0].Dir, o.module.dir), Because: o.programs[0].Because})
	}
	return out
}
