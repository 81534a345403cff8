package plan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// pyWork is a Python service while it is being planned.
type pyWork struct {
	in   Input
	st   detect.Stack
	py   *detect.Python
	line string // the release line that is taken: "3.13"
	// final is the image that the program runs on; tools is the one that its environment is made on.
	final, tools catalog.Image
	base         string
	notes        []detect.Note
}

// newPyWork reads what the options and the plan share.
func newPyWork(in Input) (*pyWork, error) {
	w := &pyWork{in: in, st: in.Stack, py: in.Stack.Python}
	if w.py == nil {
		return nil, fmt.Errorf("%s: a Python service without its details", in.Stack.Name)
	}
	line, notes, err := pythonLine(in)
	w.line, w.notes = line, notes
	return w, err
}

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
		catalog.Distroless: "the interpreter and its libraries, without shell and package manager; it is the very Python " + w.line + " of Debian",
		catalog.Slim:       "Debian with Python " + w.line + " and a shell; every wheel for glibc fits",
		catalog.Alpine:     "small, with a shell; its libc is musl",
	}[base]}
	if base == catalog.Scratch {
		o.Refused = &Refusal{Reason: "the program needs its interpreter and a libc, and scratch has neither", Nearest: "--base slim", Because: w.st.Start.Because}
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
	for _, n := range w.py.Native {
		switch {
		case base == catalog.Distroless && len(n.Run) > 0:
			return &Refusal{Reason: fmt.Sprintf("%s wants %s at run time, and distroless has no package manager", n.Name, strings.Join(n.Run, " ")),
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
	w.tools = w.final
	if base == catalog.Distroless {
		w.tools, err = w.in.Catalog.Image("debian", catalog.Slim, strings.TrimPrefix(w.final.OS, "debian"))
	}
	return err
}

// title says what it is: "FastAPI on Python 3.13 slim".
func (w *pyWork) title() string {
	name := map[string]string{"": "Python program", "fastapi": "FastAPI", "aiohttp": "aiohttp", "fasthtml": "FastHTML", "nicegui": "NiceGUI"}[w.st.Framework.Value]
	if name == "" {
		name = strings.ToUpper(w.st.Framework.Value[:1]) + w.st.Framework.Value[1:]
	}
	if s := w.py.Server.Value; w.py.Interface != "" && !strings.EqualFold(s, name) {
		name += " with " + s
	}
	if w.base == catalog.Distroless {
		return name + " on distroless Python " + w.line
	}
	return name + " on Python " + w.line + " " + w.base
}
