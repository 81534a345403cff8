package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// prod is the image that is shipped.
func (s *goService) prod() *Stage {
	st := s.runtime("prod", s.final)
	st.About = "The default target: the program and what it needs, on " + map[string]string{
		catalog.Scratch: "an empty base", catalog.Distroless: "a base without a shell", catalog.Alpine: "Alpine", catalog.Slim: "a small Debian"}[s.base]
	if s.listens() {
		st.Health = &Health{Test: []string{"/probe"}, Interval: "30s", Timeout: "3s", StartPeriod: "5s", Retries: 3}
	}
	s.label(st)
	return st
}

// debug is the same program over a base with a shell.
func (s *goService) debug() *Stage {
	if !s.in.Choices.Wants("debug") {
		return nil
	}
	image := s.final
	if image.Base == catalog.Scratch {
		if static, err := s.in.Catalog.Image("static", catalog.Distroless, ""); err == nil {
			image = static
		}
	}
	if image.Debug != "" {
		image.Ref = image.Debug
	}
	st := s.runtime("debug", image)
	st.About = "The same program and user over a base with a shell"
	return st
}

// runtime lays the program into an image.
func (s *goService) runtime(name string, image catalog.Image) *Stage {
	st := &Stage{Name: name, From: image.Ref, User: s.user(image), Entrypoint: []string{"/" + s.program.Name}}
	s.runPackages(st, image)
	st.Steps = append(s.basics(image), s.runFiles()...)
	if len(s.opened()) > 0 {
		st.Workdir = "/app"
	}
	add := func(from, source string) {
		st.Steps = append(st.Steps, Step{Slot: "copy", Copy: &Copy{From: from, Sources: []string{source}, Dest: "/" + path.Base(source), Link: true}})
	}
	if s.listens() {
		add("probe", "/out/probe")
		st.Expose = []int{s.port()}
	}
	add("build", "/out/"+s.program.Name)
	st.Env = s.runEnv()
	if c := s.in.Choices.Start; c.Given() {
		st.Cmd = c.Value
		if first := first(c.Value); path.Base(first) == s.program.Name || strings.ContainsRune(first, '/') {
			st.Cmd = c.Value[1:]
		}
	}
	return st
}

// user runs as nobody where the program asks for its own name and the base knows no other user.
func (s *goService) user(image catalog.Image) string {
	if image.NeedsUser && image.Shell && len(s.program.Users) > 0 {
		return "65534:65534"
	}
	return image.User + ":" + image.User
}

// runPackages installs what the program loads or starts.
func (s *goService) runPackages(st *Stage, image catalog.Image) {
	if image.Packages == "" {
		return
	}
	names, because := s.cgoPackages(false)
	tools, more := s.toolPackages()
	names, because = append(names, tools...), append(because, more...)
	if len(names) > 0 {
		st.Packages = &Packages{By: image.Packages, Names: names, OS: image.Codename(), Because: because, Why: "What the program loads or starts."}
	}
}

// basics are what a bare base lacks and this program asks for, each by its evidence.
func (s *goService) basics(image catalog.Image) []Step {
	var steps []Step
	bare := image.Base == catalog.Scratch
	if bare || len(s.program.Certs) > 0 && image.Kind == "debian" {
		why := "The program speaks TLS to others."
		if len(s.program.Certs) == 0 {
			why = "For whatever in the program speaks TLS to others."
		}
		steps = append(steps, Step{Slot: "copy", Because: s.program.Certs, Why: why,
			Copy: &Copy{From: "toolchain", Sources: []string{"/etc/ssl/certs/ca-certificates.crt"}, Dest: "/etc/ssl/certs/", Link: true}})
	}
	if bare && len(s.program.Temp) > 0 {
		steps = append(steps, Step{Slot: "copy", Because: s.program.Temp, Why: "A place for temporary files; its mode is for a tmpfs too, which takes it over.",
			Copy: &Copy{From: "toolchain", Sources: []string{"/tmp"}, Dest: "/tmp", Link: true, Chown: image.User + ":" + image.User, Chmod: "1777"}})
	}
	if bare && len(s.program.Users) > 0 {
		steps = append(steps, Step{Slot: "copy", Because: s.program.Users, Why: "A name and a home for the user.",
			Copy: &Copy{Content: "nonroot:x:" + image.User + ":" + image.User + ":nonroot:/:/sbin/nologin", Dest: "/etc/passwd", Link: true}})
	}
	return steps
}

// opened are the names by which the program opens files, relative to its working directory.
func (s *goService) opened() []string {
	var out []string
	for _, f := range s.program.RunFiles {
		if !f.Missing || s.servesAssets(f.Path) {
			out = append(out, f.Opened)
		}
	}
	return out
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

// runFiles copies what the program opens at run time to where it looks.
func (s *goService) runFiles() []Step {
	var steps []Step
	for _, f := range s.program.RunFiles {
		c := &Copy{Sources: []string{s.inContext(f.Path)}, Dest: "/app/" + f.Opened, Link: true}
		switch {
		case s.servesAssets(f.Path):
			c.From, c.Sources = "assets", []string{s.made + strings.TrimPrefix(f.Path, s.st.Assets.Into.Value)}
		case f.Missing || s.withDirectory(f):
			continue
		}
		steps = append(steps, Step{Slot: "copy", Copy: c, Because: []detect.Evidence{f.Because}})
	}
	return steps
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

// label adds what registries and people read of an image.
func (s *goService) label(st *Stage) {
	description := s.st.Description
	if description == "" {
		description = s.title()
	}
	for _, l := range []Var{{Name: "title", Value: s.st.Name}, {Name: "description", Value: description}, {Name: "licenses", Value: s.st.License}, {Name: "source", Value: s.st.Source}} {
		if l.Value != "" {
			st.Labels = append(st.Labels, Var{Name: "org.opencontainers.image." + l.Name, Value: l.Value})
		}
	}
	st.LabelArgs = []Arg{{Name: "VERSION", Default: "dev"}, {Name: "REVISION", Default: "unknown"}}
	st.Labels = append(st.Labels, Var{Name: "org.opencontainers.image.version", Value: "${VERSION}", Expand: true},
		Var{Name: "org.opencontainers.image.revision", Value: "${REVISION}", Expand: true})
}
