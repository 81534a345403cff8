package render

import (
	"slices"
	"strconv"
	"strings"
)

// strip takes the marks out of a text.
func strip(text string) string {
	if !strings.ContainsAny(text, marks) {
		return text
	}
	var b strings.Builder
	for text != "" {
		if n := markAt(text); n > 0 {
			text = text[n:]
			continue
		}
		i := strings.IndexAny(text[1:], marks) + 1
		if i == 0 {
			i = len(text)
		}
		b.WriteString(text[:i])
		text = text[i:]
	}
	return b.String()
}

// markAt gives the length of the mark at the start of a text, 0 for none.
func markAt(s string) int {
	if s[0] == markBreak {
		return 1
	}
	if s[0] == markOpen || s[0] == markLine || s[0] == markClose {
		return strings.IndexByte(s, markEnd) + 1
	}
	return 0
}

// unended takes the line ends off the end of a text and leaves the marks there.
func unended(text string) string {
	end := len(text)
	for end > 0 {
		switch i := strings.LastIndexAny(text[:end], string(markOpen)+string(markClose)+string(markLine)); {
		case text[end-1] == '\n' || text[end-1] == markBreak:
			text = text[:end-1] + text[end:]
			end--
		case text[end-1] == markEnd && i >= 0:
			end = i
		default:
			return text
		}
	}
	return text
}

// opened is a frame while marks are read: line is where the block's template prints, scope what the block was given.
type opened struct {
	frame
	number, line int
	scope        ref
}

// read takes the marks out of a text and says of each line where it comes from.
func (t *tracer) read(text string) (string, []Line) {
	var plain strings.Builder
	stack := []opened{{scope: ref{known: true}, number: -1}}
	lines := []Line{{}}
	changed := true
	for text != "" {
		c := text[0]
		if c == markBreak {
			text = text[1:]
			if s := plain.String(); s == "" || strings.HasSuffix(s, "\n") {
				continue
			}
			c = '\n'
		} else if n := markAt(text); n > 0 {
			stack = t.apply(stack, text[:n])
			text, changed = text[n:], true
			continue
		} else {
			text = text[1:]
		}
		plain.WriteByte(c)
		switch {
		case c == '\n':
			lines, changed = append(lines, Line{}), true
		case changed && c != ' ' && c != '\t':
			lines[len(lines)-1].note(stack)
			changed = false
		}
	}
	return plain.String(), lines
}

// apply does what a mark says.
func (t *tracer) apply(stack []opened, mark string) []opened {
	n, err := strconv.Atoi(mark[1 : len(mark)-1])
	if err != nil {
		return stack
	}
	switch mark[0] {
	case markOpen:
		o := opened{frame: t.frames[n], number: n, scope: stack[len(stack)-1].scope}
		if o.frame.scope != nil {
			o.scope = o.frame.scope.within(o.scope)
		}
		return append(stack, o)
	case markClose: // a loop that was left leaves marks open
		for i := len(stack) - 1; i > 0; i-- {
			if stack[i].number == n {
				return stack[:i]
			}
		}
	default:
		for i := len(stack) - 1; i > 0; i-- {
			if stack[i].block != nil {
				stack[i].line = n
				break
			}
		}
	}
	return stack
}

// note keeps what printed a visible character of the line.
func (l *Line) note(stack []opened) {
	if l.Blocks == nil {
		for _, o := range slices.Backward(stack) {
			if o.block != nil {
				l.Blocks = append(l.Blocks, Origin{Layer: o.block.source.name, Template: o.block.path, Line: o.line, Block: o.block.shown()})
			}
		}
	}
	scope := stack[0].scope
	for _, o := range stack[1:] {
		for _, f := range o.fields {
			r := f.within(scope)
			if !r.known || r.path == "" {
				continue
			}
			use := Use{Field: r.path, Layer: o.def.source.name, Template: o.def.path, Line: o.frame.line, Condition: o.condition, Not: o.not}
			list := &l.Since
			if o.kind == isAction {
				list = &l.Prints
			}
			if !slices.Contains(*list, use) {
				*list = append(*list, use)
			}
		}
		scope = o.scope
	}
}
