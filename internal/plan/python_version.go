package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/versions"
)

// pythonLine finds the release line that satisfies what is declared: the catalog's default if it does, else the newest
// that is maintained, else one that has ended, which is said.
func pythonLine(in Input) (string, []detect.Note, error) {
	declared, lines := in.Choices.Version.Value, in.Catalog.Versions("python")
	if declared == "" && in.Stack.Python.Newest.Known() {
		declared = ">=3" // any will do, as far as the pinned packages let it
	}
	if declared == "" {
		line := in.Catalog.Default("python").Number
		return line, []detect.Note{{Text: "no Python version is declared, so the image uses " + line, Add: line + " in .python-version"}}, nil
	}
	want, err := versions.ParseRange(declared)
	if err != nil {
		return "", nil, &Refusal{Reason: fmt.Sprintf("%q is not a Python version", declared), Nearest: "--runtime-version " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because}
	}
	best := bestLine(lines, want.Admits)
	notes := olderLine(in, lines, want, &best)
	if strings.HasSuffix(strings.TrimSpace(declared), "t") && best.Number != "" {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("there is no image of the free-threaded Python %s, so the image uses %s", declared, best.Number), Because: in.Choices.Version.Because})
	}
	old := lines[len(lines)-1]
	if _, bare := versions.Parse(declared); best.Number == "" && bare && versions.AtLeast(declared, 3) && versions.Below(declared, old.Number) {
		best = old
		notes = append(notes, detect.Note{Text: fmt.Sprintf("there is no maintained image of Python %s, so the image uses %s, the oldest available", declared, old.Number), Because: in.Choices.Version.Because})
	}
	if best.Number == "" {
		return "", nil, &Refusal{Reason: fmt.Sprintf("there is no image of Python %s; there are %s", declared, numbers(lines)),
			Nearest: "--runtime-version " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because}
	}
	notes = append(notes, endedNote("Python", best, "a newer Python, such as "+in.Catalog.Default("python").Number, in.Choices.Version.Because)...)
	return best.Number, notes, nil
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
		w.notes = append(w.notes, detect.Note{Text: fmt.Sprintf("the image has Debian's own Python %s, with the patch release and the fixes that Debian ships, rather than exactly %s", w.line, exact), Because: w.st.Version.Because})
	default:
		w.notes = append(w.notes, detect.Note{Text: fmt.Sprintf("the image follows the patch releases of Python %s rather than exactly %s, so that security fixes arrive", w.line, exact), Because: w.st.Version.Because})
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
		w.notes = append(w.notes, detect.Note{Text: fmt.Sprintf("no image of uv %s is known: the build uses %s, which may fail", w.py.Tool.Value, uv.Version), Because: w.py.Tool.Because})
		return uv.Ref
	}
	return strings.Replace(uv.Ref, ":"+uv.Version, ":"+tag, 1)
}

// olderLine takes an older line where a package or an import asks for one, and says why.
func olderLine(in Input, lines []catalog.Version, want versions.Range, best *catalog.Version) []detect.Note {
	py := in.Stack.Python
	older := bestLine(upTo(lines, py.Newest.Value), want.Admits)
	if best.Number == "" || older.Number == best.Number {
		if in.Choices.Version.Value == "" {
			return []detect.Note{{Text: "no Python version is declared, so the image uses " + best.Number, Add: best.Number + " in .python-version"}}
		}
		return nil
	}
	n := detect.Note{Text: fmt.Sprintf("%s does not install or load on a Python newer than %s", py.NewestFor, py.Newest.Value), Add: "a newer release of the package", Because: py.Newest.Because}
	if strings.HasPrefix(py.NewestFor, "the import ") {
		n.Add = "another module in its place"
	}
	if older.Number == "" {
		n.Text += ", and may fail on " + best.Number
		return []detect.Note{n}
	}
	*best = older
	n.Text += ": " + best.Number + " is used"
	return []detect.Note{n}
}

// upTo leaves out the lines that are newer than one; no line is newer than none.
func upTo(lines []catalog.Version, newest string) []catalog.Version {
	return slices.DeleteFunc(slices.Clone(lines), func(v catalog.Version) bool { return newest != "" && versions.Before(newest, v.Number) })
}

func numbers(lines []catalog.Version) string {
	var out []string
	for _, v := range lines {
		out = append(out, v.Number)
	}
	return strings.Join(out, ", ")
}
