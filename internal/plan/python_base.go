package plan

import (
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

func (w *pyWork) bases() ([]string, map[string]string) {
	order := []string{catalog.Distroless, catalog.Slim, catalog.Alpine, catalog.Scratch}
	// Both may work on distroless, and it can be asked for; slim is what is safe.
	if w.py.Shell.Known() || w.py.Cxx.Known() {
		order[0], order[1] = order[1], order[0]
	}
	return order, map[string]string{
		catalog.Distroless: "the interpreter and its libraries, without a shell or a package manager; Debian ships the same Python " + w.line,
		catalog.Slim:       "Debian with Python " + w.line + " and a shell; every wheel for glibc fits",
		catalog.Alpine:     "small, with a shell; its libc is musl",
	}
}

// unfit says why a base does not fit this program; nil when it does.
func (w *pyWork) unfit(base string) *Refusal {
	declared := w.st.Version.Because
	switch distroless := base == catalog.Distroless; {
	case base == catalog.Scratch:
		return refuse(w.st.Start.Because, "--base slim", "the program needs its interpreter and a libc, but scratch has neither")
	case distroless && w.final.Ref == "":
		return refuse(declared, "--base slim", "distroless has Debian's own Python, which is 3.13 on Debian 13 and 3.11 on Debian 12, and not %s", w.line)
	case distroless && w.enforced():
		return refuse(declared, "--base slim", "the repository asks for exactly Python %s, and distroless has the patch release that Debian ships", w.in.Choices.Version.Value)
	case distroless && w.py.EditableGit.Known() && w.st.Manager.Value == "pip":
		return refuse(w.py.EditableGit.Because, "--base slim", "an editable requirement from git needs pip, and the environment of distroless is made by uv")
	}
	return unfitNative(base, w.py.Native, "wheel")
}

// stand finds the image to run on and the one to install on.
func (w *pyWork) stand(base string) (err error) {
	w.base = base
	if w.final, err = w.in.Catalog.Image("python", base, w.line); err != nil {
		return err
	}
	w.final.Ref = w.exactTag(w.final.Ref)
	w.patched(base)
	w.tools = w.final
	if base == catalog.Distroless {
		w.tools, err = w.debian(w.final)
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
		w.called(w.py.Calls, runs)
	}
	builds := w.byUV() && w.installs()
	if builds || runs {
		uv, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
		if err != nil {
			return err
		}
		ref := w.uvRef(uv)
		if builds {
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
	switch { // the stage that it is copied from is the Debian that the environment is made on, where there is one
	case w.base == catalog.Alpine:
		m.Init = "package"
	case w.base == catalog.Distroless && w.installs():
		m.Init = "base"
	default:
		debian, err := w.debian(w.final)
		if err != nil {
			return err
		}
		m.Init, m.Images.Debian, m.InitPackage = "init", debian.Ref, packages(debian, nil, "tini")
	}
	return nil
}

// needsInit reports whether PID 1 has to be an init; nothing is known of a command that a person chose.
func (w *pyWork) needsInit() bool { return w.in.Choices.Start.Given() || w.service.needsInit() }

// system decides which system packages are installed where.
func (m *Python) system(w *pyWork) {
	if m.Is(catalog.Distroless) {
		m.BasePackages = packages(w.tools, nil, "python3")
		if m.Init != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "tini")
		}
		if _, row := w.installer(); row.Tool != "" {
			m.BasePackages.Names = append(m.BasePackages.Names, "python3-venv")
		}
		return
	}
	names, of := systemFor(w.py.Native, func(n detect.Native) []string { return n.Run })
	if m.Init == "package" {
		names = append(names, "tini")
	}
	m.RuntimePackages = packages(w.final, of, names...)
}

// compilers are the system packages that compiling wants; nil for none.
func (w *pyWork) compilers() *SystemPackages {
	names, of := systemFor(w.py.Native, func(n detect.Native) []string { return n.Build })
	if w.base == catalog.Distroless && slices.Contains(names, "gcc") {
		names = union(names, "python3-dev")
	}
	return packages(w.tools, of, names...)
}
