package plan

import (
	"regexp"
	"strings"
)

var (
	urlPath  = regexp.MustCompile(`^/[A-Za-z0-9_./-]+/$`)
	filePath = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
)

// siteModel decides what nginx serves. Names that nginx could misread are left out.
func (s *nodeService) siteModel() *Site {
	static := s.n.Static
	site := &Site{Files: s.inContext(static.Output.Value), Dir: strings.TrimPrefix(s.here(static.Output.Value), "./")}
	if urlPath.MatchString(static.Hashed) {
		site.Hashed = static.Hashed
	}
	switch {
	case !filePath.MatchString(static.Fallback):
	case static.Fallback == "404.html":
		site.NotFound = static.Fallback
	default:
		site.App = strings.TrimPrefix(static.Fallback, "/")
	}
	return site
}
