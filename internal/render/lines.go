package render

import (
	"regexp"
	"strings"
)

// alone matches a line that holds nothing but one piece of control flow. As in Mustache and Jinja, such a line prints
// nothing, so that a template can be indented and spaced like the Dockerfile that it produces.
var alone = regexp.MustCompile(`^([ \t]*)(\{\{(?:if|else|end|range|with|define|block|template|break|continue|\$\w+ :?=|/\*)(?:[^{}]|\{[^{]|\}[^}])*\}\})[ \t]*$`)

// open matches the start of a comment that spans several lines.
var opensComment = regexp.MustCompile(`^[ \t]*\{\{-?[ ]?/\*`)

// uncontrolled takes the line ends and the indentation of control lines out of a template. The line end moves into a
// template comment, so that line numbers stay. Own holds the lines that are control lines, shift what has to be added to a
// column of a line to have the author's.
func uncontrolled(text string) (clean string, own map[int]bool, shift map[int]int) {
	own, shift = map[int]bool{}, map[int]int{}
	const end = "{{/*\n*/}}"
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		final := i == len(lines)-1
		control := strings.HasPrefix(strings.TrimLeft(line, " \t"), "{{")
		if control && opensComment.MatchString(line) && !strings.Contains(line, "*/") {
			// A comment of several lines: the lines up to its end belong together.
			last := i
			for last < len(lines) && !strings.Contains(lines[last], "*/") {
				last++
			}
			if last < len(lines) && strings.HasSuffix(strings.TrimRight(lines[last], " \t"), "*/}}") {
				b.WriteString(strings.TrimLeft(strings.Join(lines[i:last+1], "\n"), " \t"))
				if i = last; i < len(lines)-1 {
					b.WriteString(end)
					shift[i+2] -= len("*/}}")
				}
				continue
			}
		}
		var m []string
		if control && !final {
			m = alone.FindStringSubmatch(line)
		}
		if m != nil {
			own[i+1] = true
			shift[i+1] += len(m[1])
			shift[i+2] -= len("*/}}")
			b.WriteString(m[2] + end)
			continue
		}
		b.WriteString(line)
		if !final {
			b.WriteString("\n")
		}
	}
	return b.String(), own, shift
}

// collapse makes one blank line of several, and removes those at both ends of the file and those behind a line that is
// continued. Lines lose the blanks at their end. What is known of each line goes with it.
func collapse(r rendered) (string, []Line) {
	var out []string
	var kept []Line
	for i, l := range strings.Split(r.text, "\n") {
		l = strings.TrimRight(l, " \t")
		if l == "" && (len(out) == 0 || out[len(out)-1] == "" || strings.HasSuffix(out[len(out)-1], `\`)) {
			continue
		}
		out, kept = append(out, l), append(kept, r.lines[i])
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out, kept = out[:len(out)-1], kept[:len(out)-1]
	}
	return strings.Join(out, "\n") + "\n", kept
}
