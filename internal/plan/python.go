package plan

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// pyWork is a Python service while it is being planned.
type pyWork struct {
	service
	py *detect.Python
}

// newPyWork reads what the options and the plan share.
func newPyWork(in Input) (*pyWork, error) {
	w := &pyWork{service: service{in: in, st: in.Stack}, py: in.Stack.Python}
	if w.py == nil {
		return nil, fmt.Errorf("%s: a Python service without its details", in.Stack.Name)
	}
	return w, w.release()
}

func (w *pyWork) plan() (*Plan, error) {
	in, base := w.in, w.base
	m := &Python{Common: common(in, base, w.title()), Interpreter: w.final.Program, PathEnv: w.pathEnv(), Dir: w.below(), Package: w.builds(), VersionEnv: w.py.VersionEnv.Value, Sources: w.sourcePaths(),
		Health: w.asked(), ExcludeTests: in.Choices.Wants("test")}
	m.Version, m.User, m.Port, m.Env = w.line, w.final.User, w.service.port(), w.runEnv()
	m.Entrypoint, m.Cmd = w.command()
	m.Expands = w.expands(m.Entrypoint) || m.PortEnv != "" && strings.Contains(strings.Join(m.Entrypoint, " "), "$"+m.PortEnv)
	m.SSH = w.py.SSH.Value && w.installs()
	if err := m.images(w); err != nil {
		return nil, err
	}
	m.system(w)
	w.write(m)
	if w.installs() {
		m.Install = w.install()
	}
	if d := w.py.Django; d != nil && d.StaticRoot.Known() && (base != catalog.Distroless || w.installs()) {
		m.Static = &PythonStatic{Manage: w.inContext(d.Manage), Root: w.inContext(d.StaticRoot.Value), StandIns: append(w.settings(), w.standIns()...)}
		if i := slices.Index(m.Sources.Dirs, m.Static.Root); i >= 0 {
			m.Static.Held, m.Sources.Dirs = m.Static.Root, slices.Delete(m.Sources.Dirs, i, i+1)
		}
	}
	assets, err := newAssets(in)
	if m.Assets = assets; err != nil {
		return nil, err
	}
	m.AssetsPackaged = m.Assets != nil && m.Package && slices.ContainsFunc(w.py.RunDirs, func(dir string) bool {
		return w.installed(dir) && strings.HasPrefix(m.Assets.Into, w.inContext(dir)+"/")
	})
	m.Test, m.Dev, m.Ignore = w.test(m.Static != nil), w.dev(), w.ignored()
	m.Secrets, m.SecretFiles = w.secrets(), secretLines(w.st, copied(m))
	return &Plan{Model: m, Notes: w.notes, RunEnv: each(w.py.RunEnv, valueOf)}, nil
}

// write decides where the program may write: directories that it owns, all of them volumes so that the rest can be read-only,
// and links that lead there from among the code.
func (w *pyWork) write(m *Python) {
	dir := path.Join("/app", w.below())
	m.written(w.st.Writes, dir, true)
	for _, l := range w.py.Led {
		to := l.To
		if !path.IsAbs(to) {
			to = path.Join(dir, to)
		}
		m.Links = append(m.Links, PythonLink{Name: l.File, To: to})
		if l.Shipped {
			m.Seeded = append(m.Seeded, PythonLink{Name: w.inContext(path.Join(w.st.Dir, l.File)), To: to})
		}
	}
	switch {
	case w.installs():
		m.Empty = "prod-deps"
	case m.Links != nil:
		m.Empty = "links"
	case m.Init == "init" && w.tools.Ref == m.Images.Debian:
		m.Empty = "init"
	default:
		m.Empty = w.tools.Ref
	}
}

// below is the project's directory below the context; "" for the context itself.
func (w *pyWork) below() string { return below(w.inContext(w.st.Dir)) }

// siblings are the directories outside of the project that it depends on.
func (w *pyWork) siblings() []string { return w.allInContext(each(w.py.Siblings, valueOf)) }

// title says what it is: "FastAPI on Python 3.13 slim".
func (w *pyWork) title() string {
	name := "Python program"
	if f := w.st.Framework.Value; f != "" {
		name = cmp.Or(tables().Frameworks[f].Title, strings.ToUpper(f[:1])+f[1:])
	}
	if s := w.py.Server.Value; w.py.Interface != "" && !strings.EqualFold(s, name) {
		name += " with " + s
	}
	if w.base == catalog.Distroless {
		return name + " on distroless Python " + w.line
	}
	return name + " on Python " + w.line + " " + w.base
}

// ignored says what the .dockerignore holds of this repository.
func (w *pyWork) ignored() PythonIgnore {
	i := PythonIgnore{Tests: !w.in.Choices.Wants("test"), Readme: !w.py.Packaged.Known() && len(w.py.Local) == 0 &&
		!slices.ContainsFunc(w.py.RunFiles, func(f string) bool { return strings.HasSuffix(f, ".md") })} // the program reads it
	if d := w.py.Django; d != nil && d.StaticRoot.Known() && !slices.Contains(w.py.RunDirs, d.StaticRoot.Value) {
		i.Made = append(i.Made, w.inContext(d.StaticRoot.Value))
	}
	if a := w.st.Assets; a != nil {
		i.Made = append(i.Made, w.inContext(a.Output.Value))
	}
	return i
}

// sourcePaths are the parts of the program that no installation brings along.
func (w *pyWork) sourcePaths() PythonSources {
	s := PythonSources{Into: "./", Dirs: w.siblings()}
	if d := w.below(); d != "" {
		s.Into = "./" + d + "/"
	}
	for _, f := range w.py.RunFiles {
		switch {
		case !slices.Contains(w.py.RunDirs, f):
			s.Files = append(s.Files, w.inContext(f))
		case !w.installed(f):
			s.Dirs = append(s.Dirs, w.inContext(f))
		}
	}
	return s
}

// installed reports whether a directory is in the environment already, as the project's package or a member.
func (w *pyWork) installed(dir string) bool {
	rel := w.inContext(dir)
	if slices.ContainsFunc(w.py.Local, func(l detect.Candidate) bool { return within(rel, l.Value) }) {
		return w.st.Manager.Value == "uv"
	}
	name := strings.ReplaceAll(strings.ToLower(w.st.Name), "-", "_")
	return w.py.Packaged.Known() && (rel == "src" || strings.ToLower(rel) == name)
}

// builds reports whether the project is installed in a step of its own.
func (w *pyWork) builds() bool { return w.py.Packaged.Known() && !w.local(".") }
