package python

import (
	"cmp"
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// source is a Python file as far as a look at its lines goes: comments and texts over several lines are blanked.
type source struct {
	path  string
	lines []string
	near  int // the line whose names are followed; 0 for any
}

// call is a call found in a source: the text between its parentheses, and where it starts.
type call struct {
	line int
	args string
}

// maxCallLines is how far a call is followed to its closing parenthesis.
const maxCallLines = 60

// parseSource blanks out comments and triple-quoted texts.
func parseSource(path string, lines []string) *source {
	s := &source{path: path, lines: make([]string, len(lines))}
	open := ""
	for i, line := range lines {
		s.lines[i], open = code(line, open)
	}
	return s
}

// code gives the code of a line, and the triple quote that is open at its end.
func code(line, open string) (string, string) {
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		rest := line[i:]
		switch {
		case open != "":
			end := strings.Index(rest, open)
			if end < 0 {
				return b.String(), open
			}
			i += end + 2
			open = ""
		case quote != 0:
			b.WriteByte(line[i])
			if line[i] == '\\' && i+1 < len(line) {
				i++
				b.WriteByte(line[i])
			} else if line[i] == quote {
				quote = 0
			}
		case strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, `'''`):
			open = rest[:3]
			i += 2
		case line[i] == '#':
			return b.String(), ""
		default:
			if line[i] == '"' || line[i] == '\'' {
				quote = line[i]
			}
			b.WriteByte(line[i])
		}
	}
	return b.String(), open
}

// find gives the first line that matches, from 1, with its groups; 0 when none does.
func (s *source) find(re *pattern.Pattern) (int, []string) {
	for i, line := range s.lines {
		if m := re.FindStringSubmatch(line); m != nil {
			return i + 1, m
		}
	}
	return 0, nil
}

// given gives the assignment that a name has where it is followed: the last one above, else the first.
func (s *source) given(re *pattern.Pattern) (int, []string) {
	for i := min(s.near, len(s.lines)) - 1; i >= 0; i-- {
		if m := re.FindStringSubmatch(s.lines[i]); m != nil {
			return i + 1, m
		}
	}
	return s.find(re)
}

// conditional reports whether a line stands in a branch: of a try, or of a condition that has another way or asks for the version.
func (s *source) conditional(line int) bool {
	depth := indent(s.lines[line-1])
	for i := line - 2; i >= 0 && depth > 0; i-- {
		text := strings.TrimSpace(s.lines[i])
		if text == "" || indent(s.lines[i]) >= depth {
			continue
		}
		depth = indent(s.lines[i])
		if strings.HasPrefix(text, "try:") || strings.HasPrefix(text, "except") || strings.HasPrefix(text, "el") || strings.HasPrefix(text, "if ") && strings.Contains(text, "version") {
			return true
		}
	}
	return false
}

// indent is how many blanks begin a line.
func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// has reports whether any line matches.
func (s *source) has(re *pattern.Pattern) bool {
	line, _ := s.find(re)
	return line > 0
}

// calls gives every call whose name and opening parenthesis the expression matches at its end.
func (s *source) calls(re *pattern.Pattern) []call {
	var out []call
	for i, line := range s.lines {
		for _, at := range re.FindAllStringIndex(line, -1) {
			out = append(out, call{line: i + 1, args: s.arguments(i, at[1])})
		}
	}
	return out
}

// arguments gives the text from a place behind an opening parenthesis to the one that closes it.
func (s *source) arguments(line, col int) string {
	text := s.lines[line][col:]
	end := detect.Until(text, 0, "", quotes)
	for i := line + 1; end == len(text) && i < min(line+maxCallLines, len(s.lines)); i++ {
		text += " " + s.lines[i]
		end = detect.Until(text, 0, "", quotes)
	}
	return text[:end]
}

var (
	importLine = pattern.New(`^\s*(?:from\s+(\.*[\w.]*)\s+import\s|import\s+([\w., ]+))`)
	mainGuard  = pattern.New(`^if\s+__name__\s*==\s*["']__main__["']`)
)

// imports gives the modules that the file imports, with their lines.
func (s *source) imports() map[string]int {
	out := map[string]int{}
	for i, line := range s.lines {
		m := importLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for _, name := range strings.Split(cmp.Or(m[1], m[2]), ",") {
			name, _, _ = strings.Cut(strings.TrimSpace(name), " as ")
			if name = strings.TrimSpace(name); name != "" && out[name] == 0 {
				out[name] = i + 1
			}
		}
	}
	return out
}

// importsModule reports the line that imports a module or something below it; 0 when none does.
func (s *source) importsModule(name string) int {
	line := 0
	for m, at := range s.imports() {
		if (m == name || strings.HasPrefix(m, name+".")) && (line == 0 || at < line) {
			line = at
		}
	}
	return line
}

// at gives the evidence of one line of a source.
func (p *project) at(s *source, line int) detect.Evidence { return p.t.At(s.path, line) }
