package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// user runs as nobody where the program asks for its own name and the base knows no other user.
func (s *goService) user(image catalog.Image) string {
	if image.NeedsUser && image.Shell && len(s.program.Users) > 0 {
		return "65534:65534"
	}
	return image.User + ":" + image.User
}

// servesAssets reports whether a path is what the front end's build makes.
func (s *goService) servesAssets(p string) bool {
	return s.st.Assets != nil && s.st.Assets.Into.Value != "" && (p == s.st.Assets.Into.Value || strings.HasPrefix(p, s.st.Assets.Into.Value+"/"))
}

// withDirectory reports whether a file comes with a directory that the program opens as well.
func (s *goService) withDirectory(f detect.RunFile) bool {
	return slices.ContainsFunc(s.program.RunFiles, func(d detect.RunFile) bool {
		return !d.Missing && strings.HasPrefix(f.Opened, d.Opened+"/") && strings.HasPrefix(f.Path, d.Path+"/")
	})
}

// runEnv sets the port where the program does not know it by itself, or where another one is wished.
func (s *goService) runEnv() []Var {
	p := s.program
	if !p.PortEnv.Known() || !s.listens() || p.Port.Known() && p.Port.Value == s.port() {
		return nil
	}
	return []Var{{Name: p.PortEnv.Value, Value: s.address()}}
}

// address is the port in the form that the program's variable has.
func (s *goService) address() string {
	if s.program.PortAddress {
		return ":" + strconv.Itoa(s.port())
	}
	return strconv.Itoa(s.port())
}
