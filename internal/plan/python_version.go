package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
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
		return line, []detect.Note{{Text: "no Python version is declared: " + line + " is taken", Add: line + " in .python-version"}}, nil
	}
	want, err := parsePythonRange(declared)
	if err != nil {
		return "", nil, &Refusal{Reason: fmt.Sprintf("%q is not a Python version", declared), Nearest: "--runtime-version " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because}
	}
	best := pickLine(lines, want)
	notes := olderLine(in, lines, want, &best)
	if strings.HasSuffix(strings.TrimSpace(declared), "t") && best.Number != "" {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("there is no image of the free-threaded Python %s: %s is taken", declared, best.Number), Because: in.Choices.Version.Because})
	}
	if best.Number == "" {
		return "", nil, &Refusal{Reason: fmt.Sprintf("there is no image of Python %s; there are %s", declared, numbers(lines)),
			Nearest: "--runtime-version " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because}
	}
	if best.Ended {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("Python %s reached its end of life on %s and no longer gets security fixes", best.Number, best.EOL),
			Add: "a newer Python, such as " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because})
	}
	return best.Number, notes, nil
}

// exactPython is the one release that a declared version admits, "3.12.4"; "" for a line or a range.
func exactPython(declared string) string {
	want, err := parsePythonRange(declared)
	if err != nil || len(want) != 1 || len(want[0]) != 1 || want[0][0].op != "==" || len(want[0][0].v) != 3 {
		return ""
	}
	v := want[0][0].v
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}

// patched says which patch release the image has where the repository declares one.
func (w *pyWork) patched(base string) {
	declared := w.in.Choices.Version.Value
	exact := exactPython(declared)
	switch {
	case exact == "" || w.enforced():
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
	want, err := parsePythonRange(w.py.Tool.Value)
	version, bad := pythonNumber(uv.Version)
	if err != nil || bad != nil || w.py.Tool.Value == "" || slices.ContainsFunc(want, func(all []pythonClause) bool { return holdAll(all, version) }) {
		return uv.Ref
	}
	tag := exactPython(w.py.Tool.Value)
	for minor := version[1]; tag == "" && minor > 0; minor-- {
		if line := fmt.Sprintf("%d.%d", version[0], minor); want.admits(line) {
			tag = line
		}
	}
	if tag == "" {
		w.notes = append(w.notes, detect.Note{Text: fmt.Sprintf("no image of uv %s is known: the build takes %s, which may refuse", w.py.Tool.Value, uv.Version), Because: w.py.Tool.Because})
		return uv.Ref
	}
	return strings.Replace(uv.Ref, ":"+uv.Version, ":"+tag, 1)
}

// olderLine takes an older line where a package or an import asks for one, and says why.
func olderLine(in Input, lines []catalog.Version, want pythonRange, best *catalog.Version) []detect.Note {
	py := in.Stack.Python
	older := pickLine(upTo(lines, py.Newest.Value), want)
	if best.Number == "" || older.Number == best.Number {
		if in.Choices.Version.Value == "" {
			return []detect.Note{{Text: "no Python version is declared: " + best.Number + " is taken", Add: best.Number + " in .python-version"}}
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
	n.Text += ": " + best.Number + " is taken"
	return []detect.Note{n}
}

// upTo leaves out the lines that are newer than one; no line is newer than none.
func upTo(lines []catalog.Version, newest string) []catalog.Version {
	bound, err := pythonNumber(newest)
	if err != nil {
		return lines
	}
	return slices.DeleteFunc(slices.Clone(lines), func(v catalog.Version) bool {
		line, err := pythonNumber(v.Number)
		return err == nil && compareNumbers(line, bound) > 0
	})
}

// pickLine chooses among the lines that satisfy.
func pickLine(lines []catalog.Version, want pythonRange) catalog.Version {
	var best catalog.Version
	for _, v := range lines {
		if !want.admits(v.Number) {
			continue
		}
		if v.Default && !v.Ended {
			return v
		}
		if best.Number == "" || best.Ended && !v.Ended {
			best = v
		}
	}
	return best
}

func numbers(lines []catalog.Version) string {
	var out []string
	for _, v := range lines {
		out = append(out, v.Number)
	}
	return strings.Join(out, ", ")
}

// pythonRange is a version specifier: alternatives, each of which is a list of clauses that all must hold.
type pythonRange [][]pythonClause

type pythonClause struct {
	op string
	v  []int
}

// parsePythonRange reads PEP 440's specifiers, Poetry's caret and tilde, and a bare version, which means its line.
func parsePythonRange(text string) (pythonRange, error) {
	var out pythonRange
	for _, alternative := range strings.Split(strings.ReplaceAll(text, "||", "|"), "|") {
		var all []pythonClause
		for _, part := range strings.FieldsFunc(joinOperators(alternative), func(r rune) bool { return r == ',' || r == ' ' }) {
			clauses, err := parsePythonClause(part)
			if err != nil {
				return nil, err
			}
			all = append(all, clauses...)
		}
		out = append(out, all)
	}
	return out, nil
}

// joinOperators removes spaces behind operators, so that a space parts two clauses.
func joinOperators(s string) string {
	for _, op := range []string{"=", ">", "<", "~", "^", "!"} {
		for strings.Contains(s, op+" ") {
			s = strings.ReplaceAll(s, op+" ", op)
		}
	}
	return s
}

// parsePythonClause reads one clause; caret and tilde become two.
func parsePythonClause(s string) ([]pythonClause, error) {
	op := s[:len(s)-len(strings.TrimLeft(s, "=<>!~^"))]
	number := strings.TrimPrefix(strings.TrimSpace(s[len(op):]), "v")
	star := strings.HasSuffix(number, ".*")
	v, err := pythonNumber(strings.TrimSuffix(number, ".*"))
	if err != nil {
		return nil, err
	}
	switch op {
	case "", "==", "===", "=":
		return []pythonClause{{"==", v}}, nil
	case "!=":
		if !star && len(v) > 2 {
			return nil, nil // one patch release less does not decide a line
		}
		return []pythonClause{{"!=", v}}, nil
	case ">=", "<", "<=", ">":
		return []pythonClause{{op, v}}, nil
	case "^":
		return []pythonClause{{">=", v}, {"<", []int{v[0] + 1}}}, nil
	case "~=":
		return []pythonClause{{">=", v}, {"==", v[:max(len(v)-1, 1)]}}, nil
	case "~":
		return []pythonClause{{">=", v}, {"==", v[:min(len(v), 2)]}}, nil
	}
	return nil, fmt.Errorf("unknown operator %q", op)
}

// pythonNumber reads "3", "3.12", "3.12.4", "3.13.0rc1", "3.13t".
func pythonNumber(s string) ([]int, error) {
	var out []int
	for _, part := range strings.Split(s, ".") {
		digits := part
		for i, r := range part {
			if r < '0' || r > '9' {
				digits = part[:i]
				break
			}
		}
		n, err := strconv.Atoi(digits)
		if err != nil {
			return nil, fmt.Errorf("%q is not a version", s)
		}
		out = append(out, n)
	}
	return out, nil
}

// maxPatch is beyond any patch release of a line.
const maxPatch = 60

// admits reports whether any patch release of a line satisfies.
func (r pythonRange) admits(line string) bool {
	v, err := pythonNumber(line)
	if err != nil || len(v) != 2 {
		return false
	}
	for _, all := range r {
		for patch := 0; patch < maxPatch; patch++ {
			if holdAll(all, []int{v[0], v[1], patch}) {
				return true
			}
		}
	}
	return false
}

func holdAll(all []pythonClause, v []int) bool {
	for _, c := range all {
		if !c.holds(v) {
			return false
		}
	}
	return true
}

// holds judges one release, compared as far as the clause is written out.
func (c pythonClause) holds(v []int) bool {
	d := compareNumbers(v, c.v)
	prefix := compareNumbers(v[:min(len(v), len(c.v))], c.v)
	switch c.op {
	case "==":
		return prefix == 0
	case "!=":
		return prefix != 0
	case ">=":
		return d >= 0
	case ">":
		return d > 0 && (prefix > 0 || len(c.v) > 2)
	case "<=":
		return d <= 0 || prefix == 0 && len(c.v) > 2
	}
	return d < 0
}

// compareNumbers compares two versions, missing parts as zero.
func compareNumbers(a, b []int) int {
	for i := 0; i < max(len(a), len(b)); i++ {
		x, y := 0, 0
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return x - y
		}
	}
	return 0
}
