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
	if best.Number == "" {
		return "", nil, &Refusal{Reason: fmt.Sprintf("there is no image of Python %s; there are %s", declared, numbers(lines)),
			Nearest: "--runtime-version " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because}
	}
	if best.Ended {
		notes = append(notes, detect.Note{Text: fmt.Sprintf("Python %s is past its end of life (%s): it no longer gets security fixes", best.Number, best.EOL),
			Add: "a newer Python, such as " + in.Catalog.Default("python").Number, Because: in.Choices.Version.Because})
	}
	return best.Number, notes, nil
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
	if strings.HasPrefix(py.NewestFor, "import ") {
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
