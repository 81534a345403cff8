package render

import (
	"slices"
	"strconv"
	"strings"
)

// strip takes the marks out of a text.
func strip(text string) string {
	plain, _ := new(tracer).read(text)
	return plain
}

// trim takes the line ends off both ends of a text and leaves the marks there; nothing is left of a text without more.
func trim(text string) string {
	if !strings.ContainsAny(text, marks) {
		return strings.Trim(text, "\n")
	}
	if strings.Trim(strip(text), "\n") == "" {
		return ""
	}
	head, tail := "", ""
	for {
		rest := strings.TrimLeft(text, "\n")
		n := markAt(rest)
		head, text = head+rest[:n], rest[n:]
		if n == 0 {
			break
		}
	}
	for {
		rest := strings.TrimRight(text, "\n")
		n := markBefore(rest)
		tail, text = rest[n:]+tail, rest[:n]
		if n == len(rest) {
			break
		}
	}
	return head + text + tail
}

// markAt gives the length of the mark at the start of a text, 0 for none.
func markAt(s string) int {
	switch {
	case s == "":
	case s[0] == markClose:
		return 1
	case s[0] == markOpen || s[0] == markLine:
		return strings.IndexByte(s, markEnd) + 1
	}
	return 0
}

// markBefore gives where the mark at the end of a text begins, the text's length for none.
func markBefore(s string) int {
	switch {
	case s == "":
	case s[len(s)-1] == markClose:
		return len(s) - 1
	case s[len(s)-1] == markEnd:
		return max(strings.LastIndexByte(s, markOpen), strings.LastIndexByte(s, markLine), 0)
	}
	return len(s)
}

// open frames while marks are read.
type opened struct {
	frame
	line int // of the block's template
}

// read takes the marks out of a text and says for each line what printed its first character that is no blank.
func (t *tracer) read(text string) (string, [][]Origin) {
	var plain strings.Builder
	var stack []opened
	origins := [][]Origin{nil}
	fresh := true
	for text != "" {
		if n := markAt(text); n > 0 {
			stack = t.apply(stack, text[:n])
			text = text[n:]
			continue
		}
		c := text[0]
		plain.WriteByte(c)
		text = text[1:]
		switch {
		case c == '\n':
			origins, fresh = append(origins, nil), true
		case fresh && c != ' ' && c != '\t':
			origins[len(origins)-1], fresh = described(stack), false
		}
	}
	return plain.String(), origins
}

// apply does what a mark says. One that makes no sense, since a function has cut the text, is passed over.
func (t *tracer) apply(stack []opened, mark string) []opened {
	if mark[0] == markClose {
		return stack[:max(len(stack)-1, 0)]
	}
	n, err := strconv.Atoi(mark[1 : len(mark)-1])
	switch {
	case err != nil:
	case mark[0] == markOpen && n >= 0 && n < len(t.frames):
		return append(stack, opened{frame: t.frames[n]})
	case mark[0] == markOpen:
		return append(stack, opened{})
	default:
		for i := len(stack) - 1; i >= 0; i-- {
			if stack[i].block != nil {
				stack[i].line = n
				break
			}
		}
	}
	return stack
}

// described gives the blocks of a stack of frames, innermost first. A step or a pattern belongs to the block that printed
// it, a stage and a slot to every block inside.
func described(stack []opened) []Origin {
	var out []Origin
	stage, slot := "", ""
	for _, f := range stack {
		switch {
		case f.block != nil:
			out = append(out, Origin{Layer: f.block.source.name, Template: f.block.path, Line: f.line, Block: f.block.shown(), Stage: stage, Slot: slot, Step: -1, Ignore: -1})
		case f.stage != "":
			stage, slot = f.stage, f.slot
		case len(out) > 0:
			out[len(out)-1].Step, out[len(out)-1].Ignore = f.step, f.ignore
		}
	}
	slices.Reverse(out)
	return out
}

// shown is the block's name; "" for a file.
func (d *definition) shown() string {
	name, _, _ := strings.Cut(d.name, " ")
	if strings.HasPrefix(d.name, filePrefix) {
		return ""
	}
	return name
}

// match gives each line of the text its origins from the marked text. The two differ only where a layer's template did
// something with a text that holds marks: then equal lines are found in order, and a line without an equal one belongs to
// what printed the line above.
func match(text, marked string, origins [][]Origin) [][]Origin {
	if text == marked {
		return origins
	}
	have, at := strings.Split(marked, "\n"), 0
	var out [][]Origin
	var above []Origin
	for line := range strings.SplitSeq(text, "\n") {
		for i := at; i < len(have); i++ {
			if have[i] == line && line != "" {
				above, at = origins[i], i+1
				break
			}
		}
		if line == "" {
			out = append(out, nil)
			continue
		}
		out = append(out, above)
	}
	return out
}

// group gives the comments above a pattern the pattern's index.
func group(text string, origins [][]Origin) [][]Origin {
	list := strings.Split(text, "\n")
	pattern := -1
	for i := len(list) - 1; i >= 0; i-- {
		switch {
		case i >= len(origins) || len(origins[i]) == 0:
			pattern = -1
		case origins[i][0].Ignore >= 0:
			pattern = origins[i][0].Ignore
		case strings.HasPrefix(list[i], "#") && pattern >= 0:
			own := slices.Clone(origins[i])
			own[0].Ignore = pattern
			origins[i] = own
		}
	}
	return origins
}
