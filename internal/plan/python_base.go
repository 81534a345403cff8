package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// pythonOptions gives the four bases for a Python service, best first.
func pythonOptions(in Input) ([]Option, error) {
	w, err := newPyWork(in)
	if err != nil {
		var r *Refusal
		if !errors.As(err, &r) {
			return nil, err
		}
		var out []Option
		for _, base := range []string{catalog.Slim, catalog.Distroless, catalog.Alpine, catalog.Scratch} {
			out = append(out, Option{Base: base, Refused: r})
		}
		return out, nil
	}
	order := []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}
	// Both may work on distroless, and it can be asked for; slim is what is safe.
	if w.py.Shell.Known() || w.py.Cxx.Known() {
		order[0], order[1] = order[1], order[0]
	}
	var out []Option
	for _, base := range order {
		o, err := w.option(base)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// option judges one base.
func (w *pyWork) option(base string) (Option, error) {
	o := Option{Base: base, Why: map[string]string{
		catalog.Distroless: "the interpreter and its libraries, without a shell or a package manager; Debian ships the same Python " + w.line,
		catalog.Slim:       "Debian with Python " + w.line + " and a shell; every wheel for glibc fits",
		catalog.Alpine:     "small, with a shell; its libc is musl",
	}[base]}
	if base == catalog.Scratch {
		o.Refused = &Refusal{Reason: "the program needs its interpreter and a libc, but scratch has neither", Nearest: "--base slim", Because: w.st.Start.Because}
		return o, nil
	}
	image, err := w.in.Catalog.Image("python", base, w.line)
	var missing *catalog.MissingError
	if errors.As(err, &missing) {
		o.Refused = w.noImage(base, missing)
		return o, nil
	}
	o.Image, o.Refused = image.Ref, w.unfit(base)
	return o, err
}

// noImage says for which lines there is an image of that base.
func (w *pyWork) noImage(base string, missing *catalog.MissingError) *Refusal {
	reason := fmt.Sprintf("there is no %s image of Python %s", base, w.line)
	if base == catalog.Distroless {
		reason = fmt.Sprintf("distroless has Debian's own Python, which is 3.13 on Debian 13 and 3.11 on Debian 12, and not %s", w.line)
	} else if len(missing.Have) > 0 {
		reason += "; there is one of " + strings.Join(missing.Have, ", ")
	}
	return &Refusal{Reason: reason, Nearest: "--base slim", Because: w.st.Version.Because}
}

// unfit says why a base does not fit this program; nil when it does.
func (w *pyWork) unfit(base string) *Refusal {
	if base == catalog.Distroless && w.enforced() {
		return &Refusal{Reason: fmt.Sprintf("the repository asks for exactly Python %s, and distroless has the patch release that Debian ships", w.in.Choices.Version.Value), Nearest: "--base slim", Because: w.st.Version.Because}
	}
	if base == catalog.Distroless && w.py.EditableGit.Known() && w.st.Manager.Value == "pip" {
		return &Refusal{Reason: "an editable requirement from git needs pip, and the environment of distroless is made by uv", Nearest: "--base slim", Because: w.py.EditableGit.Because}
	}
	for _, n := range w.py.Native {
		switch {
		case base == catalog.Distroless && len(n.Run) > 0:
			return &Refusal{Reason: fmt.Sprintf("%s needs %s at run time, but distroless has no package manager", n.Name, strings.Join(n.Run, " ")),
				Nearest: "--base slim", Because: []detect.Evidence{n.Because}}
		case base == catalog.Alpine && !n.Musl:
			return &Refusal{Reason: n.Name + " has no wheel for Alpine's libc, musl", Nearest: "--base slim", Because: []detect.Evidence{n.Because}}
		}
	}
	return nil
}

// images finds the image to run on and the one to install on.
func (w *pyWork) images(base string) (err error) {
	w.base = base
	if w.final, err = w.in.Catalog.Image("python", base, w.line); err != nil {
		return err
	}
	w.final.Ref = w.exactTag(w.final.Ref)
	w.patched(base)
	w.tools = w.final
	if base == catalog.Distroless {
		w.tools, err = w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
	}
	return err
}

// images fills in the image references.
func (m *Python) images(w *pyWork) error {
	m.Images.Runtime, m.Images.Debian = w.final.Ref, w.tools.Ref
	if m.Is(catalog.Distroless) {
		m.Images.Debug = w.final.Debug
	}
	runs := strings.HasPrefix(w.py.Calls.Value, "uv") && !m.Is(catalog.Distroless)
	if w.py.Calls.Known() {
		w.notes = append(w.notes, calledNote(w.py.Calls, runs))
	}
	if w.usesUV() || runs {
		uv, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
		if err != nil {
			return err
		}
		ref := w.uvRef(uv)
		if w.usesUV() {
			m.Images.UV = ref
		}
		if runs {
			m.Images.RunUV = ref
			m.Env = append(m.Env, Var{Name: "UV_CACHE_DIR", Value: "/tmp/uv"})
		}
	}
	if !w.needsInit() {
		return nil
	}
	switch m.Init = w.initFrom(); m.Init {
	case "":
		m.Init = "package"
	case "init":
		debian, err := w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
		if err != nil {
			return err
		}
		m.Images.Debian = debian.Ref
		m.InitPackage = &SystemPackages{Manager: debian.Packages, Release: debian.Codename(), Names: []string{"tini"}}
	}
	return nil
}

// initFrom names the stage that the init is copied from: the Debian that the environment is made on, where there is one, else
// a stage of its own. Alpine's base has a package.
func (w *pyWork) initFrom() string {
	switch {
	case w.base == catalog.Alpine:
		return ""
	case w.base == catalog.Distroless && w.installs():
		return "base"
	}
	return "init"
}

// needsInit reports whether PID 1 has to be an init.
func (w *pyWork) needsInit() bool {
	if w.in.Choices.Start.Given() {
		return true
	}
	return !(w.st.Signals.Known() && w.st.Signals.Value)
}

// system decides which system packages are installed where.
func (m *Python) system(w *pyWork) {
	if m.Is(catalog.Distroless) {
		m.BasePackages = &SystemPackages{Manager: w.tools.Packages, Release: w.tools.Codename(), Names: []string{"python3"}}
		if m.Init != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "tini")
		}
		if w.installer().tool != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "python3-venv")
		}
		return
	}
	p := &SystemPackages{Manager: w.final.Packages, Release: w.final.Codename()}
	p.Names, p.For = w.runPackages()
	if m.Init == "package" {
		p.Names = union(p.Names, "tini")
	}
	if len(p.Names) > 0 {
		m.RuntimePackages = p
	}
}

// compilers are the system packages that compiling wants; nil for none.
func (w *pyWork) compilers() *SystemPackages {
	p := &SystemPackages{Manager: w.tools.Packages, Release: w.tools.Codename()}
	for _, n := range w.py.Native {
		p.Names = union(p.Names, systemNames(w.tools.Packages, n.Build...)...)
		if len(n.Build) > 0 {
			p.For = union(p.For, n.Name)
		}
	}
	if len(p.Names) == 0 {
		return nil
	}
	if w.base == catalog.Distroless && slices.Contains(p.Names, "gcc") {
		p.Names = union(p.Names, "python3-dev")
	}
	return p
}

// runPackages are the system packages that the program loads, and the dependencies that load them.
func (w *pyWork) runPackages() (names, of []string) {
	for _, n := range w.py.Native {
		if len(n.Run) > 0 {
			names, of = union(names, systemNames(w.tools.Packages, n.Run...)...), append(of, n.Name)
		}
	}
	return names, of
}
