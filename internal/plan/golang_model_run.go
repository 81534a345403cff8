package plan

import (
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// facts adds what is known of the program that was chosen.
func (m *Go) facts(s *goService) {
	p := s.program
	add := func(name string, value any, because []detect.Evidence) {
		delete(m.Facts, name)
		delete(m.Evidence, name)
		if len(because) == 0 {
			return
		}
		m.Facts[name] = value
		for _, e := range because {
			m.Evidence[name] = append(m.Evidence[name], e.String())
		}
	}
	add("main", p.Dir, p.Because)
	add("framework", p.Framework.Value, p.Framework.Because)
	add("port", p.Port.Value, p.Port.Because)
	add("portEnv", p.PortEnv.Value, p.PortEnv.Because)
	add("health", p.Health.Value, p.Health.Because)
	add("private", s.g.Private.Value, s.g.Private.Because)
	add("certificates", true, p.Certs)
	add("zones", true, p.Zones)
	add("users", true, p.Users)
	add("temp", true, p.Temp)
	each := func(name string, n int, at func(int) (string, []detect.Evidence)) {
		var values []string
		var because []detect.Evidence
		for i := range n {
			v, b := at(i)
			values, because = append(values, v), append(because, b...)
		}
		add(name, values, because)
	}
	each("cgo", len(p.Cgo), func(i int) (string, []detect.Evidence) {
		return p.Cgo[i].Module, []detect.Evidence{p.Cgo[i].Because}
	})
	each("commands", len(p.Run), func(i int) (string, []detect.Evidence) { return p.Run[i].Value, p.Run[i].Because })
	each("files", len(p.RunFiles), func(i int) (string, []detect.Evidence) {
		return p.RunFiles[i].Opened, []detect.Evidence{p.RunFiles[i].Because}
	})
	each("linked", len(p.Linked), func(i int) (string, []detect.Evidence) {
		return p.Linked[i].Symbol, []detect.Evidence{p.Linked[i].Because}
	})
}

// runtime adds what the final image holds beside the program.
func (m *Go) runtime(s *goService) {
	p, bare := s.program, m.Is(catalog.Scratch)
	m.Images.Runtime = s.final.Ref
	if m.Wants("debug") {
		m.Images.Debug = s.debugImage()
	}
	if s.final.Packages != "" {
		names, _ := s.cgoPackages(false)
		tools, _ := s.toolPackages()
		if names = append(names, tools...); len(names) > 0 {
			m.RuntimePackages = &SystemPackages{Manager: s.final.Packages, Release: s.final.Codename(), Names: names}
		}
	}
	m.Certificates = bare || len(p.Certs) > 0 && s.final.Kind == "debian"
	m.TempDir, m.UserName = bare && len(p.Temp) > 0, bare && len(p.Users) > 0
	for _, f := range p.RunFiles {
		switch {
		case s.servesAssets(f.Path):
			made := m.Assets.Made + strings.TrimPrefix(f.Path, s.st.Assets.Into.Value)
			m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: made, FromAssets: true, Opened: f.Opened})
		case !f.Missing && !s.withDirectory(f):
			m.RuntimeFiles = append(m.RuntimeFiles, GoRuntimeFile{Path: s.inContext(f.Path), Opened: f.Opened})
		}
	}
	if m.Port == 0 {
		return
	}
	m.Health.PortEnvIsAddress = p.PortAddress
	switch {
	case p.TCP:
	case goProbePath.MatchString(p.Health.Value):
		m.Health.Path, m.Health.Known = p.Health.Value, true
	default:
		m.Health.Path = "/"
	}
}

// debugImage is the final image with a shell.
func (s *goService) debugImage() string {
	image := s.final
	if image.Base == catalog.Scratch {
		if static, err := s.in.Catalog.Image("static", catalog.Distroless, ""); err == nil {
			image = static
		}
	}
	if image.Debug != "" {
		return image.Debug
	}
	return image.Ref
}

// ignore adds what the stages copy from the build context: all else is left out.
func (m *Go) ignore(s *goService) {
	var in []string
	for _, f := range []*GoFiles{m.Manifests, &m.Sources, m.AllSources} {
		if f != nil {
			in = append(in, f.Paths...)
		}
	}
	if m.Dev != nil {
		in = append(in, m.Dev.Sources.Paths...)
	}
	for _, f := range m.RuntimeFiles {
		if !f.FromAssets {
			in = append(in, f.Path)
		}
	}
	if m.Assets != nil {
		in = append(in, m.Assets.Node.contextPaths()...)
	}
	m.Ignore.All, m.Ignore.Included = slices.Contains(in, "."), goOutermost(in)
	m.Ignore.Tests = s.g.Tests && m.AllSources == nil
	m.SecretFiles = secretLines(s.st, in)
}

// goProbePath is what a path may hold to be written into a program.
var goProbePath = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)
