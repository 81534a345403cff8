package plan

import (
	"fmt"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// release finds the release line that satisfies what is declared: the catalog's default if it does, else the newest
// that is maintained, else one that has ended, which is said.
func (w *pyWork) release() error {
	wish, lines := w.in.Choices.Version, w.in.Catalog.Versions("python")
	standard, declared, because := w.in.Catalog.Default("python").Number, wish.Value, wish.Because
	if declared == "" && w.py.Newest.Known() {
		declared = ">=3" // any will do, as far as the pinned packages let it
	}
	if declared == "" {
		w.undeclared(standard)
		return nil
	}
	want, err := versions.ParseRange(declared)
	if err != nil {
		return refuse(because, "--runtime-version "+standard, "%q is not a Python version", declared)
	}
	best := bestLine(lines, want.Admits)
	w.olderLine(lines, want, &best)
	if strings.HasSuffix(strings.TrimSpace(declared), "t") && best.Number != "" {
		w.note(because, "", "there is no image of the free-threaded Python %s, so the image uses %s", declared, best.Number)
	}
	old := lines[len(lines)-1]
	if _, bare := versions.Parse(declared); best.Number == "" && bare && versions.AtLeast(declared, 3) && versions.Below(declared, old.Number) {
		best = old
		w.note(because, "", "there is no maintained image of Python %s, so the image uses %s, the oldest available", declared, old.Number)
	}
	if w.line = best.Number; w.line == "" {
		all := each(lines, func(v catalog.Version) string { return v.Number })
		return refuse(because, "--runtime-version "+standard, "there is no image of Python %s; there are %s", declared, strings.Join(all, ", "))
	}
	w.ended("Python", best, "a newer Python, such as "+standard, because)
	return nil
}

// undeclared takes a line where the repository names none.
func (w *pyWork) undeclared(line string) {
	w.line = line
	w.note(nil, line+" in .python-version", "no Python version is declared, so the image uses %s", line)
}

// exactPython is the one release that a declared version admits, "3.12.4"; "" for a line or a range.
func exactPython(declared string) string {
	want, _ := versions.ParseRange(declared)
	return want.Exact()
}

// patched says which patch release the image has where the repository declares one.
func (w *pyWork) patched(base string) {
	declared := w.in.Choices.Version.Value
	exact := exactPython(declared)
	switch {
	case exact == "" || w.enforced() || !strings.HasPrefix(exact, w.line+"."):
	case base == catalog.Distroless:
		w.note(w.st.Version.Because, "", "the image has Debian's own Python %s, with the patch release and the fixes that Debian ships, rather than exactly %s", w.line, exact)
	default:
		w.note(w.st.Version.Because, "", "the image follows the patch releases of Python %s rather than exactly %s, so that security fixes arrive", w.line, exact)
	}
}

// enforced reports that a manifest asks for one release, so that its manager refuses to install on another.
func (w *pyWork) enforced() bool {
	return exactPython(w.in.Choices.Version.Value) != "" && strings.HasPrefix(w.in.Choices.Version.Value, "=")
}

// exactTag makes the reference of a line's image one of the declared release.
func (w *pyWork) exactTag(ref string) string {
	if !w.enforced() {
		return ref
	}
	exact := exactPython(w.in.Choices.Version.Value)
	before, after, _ := strings.Cut(ref, ":"+w.line)
	if strings.HasPrefix(after, "-slim-") {
		after = "-slim" // there is one of every release, whatever Debian it stands on
	}
	return before + ":" + exact + after
}

// uvRef makes the reference of uv's image one of a release that the repository asks for.
func (w *pyWork) uvRef(uv catalog.Image) string {
	if w.py.Tool.Value == "" || versions.Allows(w.py.Tool.Value, uv.Version) {
		return uv.Ref
	}
	want, _ := versions.ParseRange(w.py.Tool.Value)
	tag := want.Exact()
	last, _ := versions.Parse(uv.Version)
	for minor := last[1]; tag == "" && minor > 0; minor-- {
		if line := fmt.Sprintf("%d.%d", last[0], minor); want.Admits(line) {
			tag = line
		}
	}
	if tag == "" {
		w.note(w.py.Tool.Because, "", "no image of uv %s is known: the build uses %s, which may fail", w.py.Tool.Value, uv.Version)
		return uv.Ref
	}
	return strings.Replace(uv.Ref, ":"+uv.Version, ":"+tag, 1)
}

// olderLine takes an older line where a package or an import asks for one, and says why.
func (w *pyWork) olderLine(lines []catalog.Version, want versions.Range, best *catalog.Version) {
	py := w.py
	older := bestLine(lines, func(line string) bool {
		return want.Admits(line) && (py.Newest.Value == "" || !versions.Before(py.Newest.Value, line))
	})
	if best.Number == "" || older.Number == best.Number {
		if w.in.Choices.Version.Value == "" {
			w.undeclared(best.Number)
		}
		return
	}
	add := "a newer release of the package"
	if strings.HasPrefix(py.NewestFor, "the import ") {
		add = "another module in its place"
	}
	follows := ", and may fail on " + best.Number
	if older.Number != "" {
		*best, follows = older, ": "+older.Number+" is used"
	}
	w.note(py.Newest.Because, add, "%s does not install or load on a Python newer than %s%s", py.NewestFor, py.Newest.Value, follows)
}
