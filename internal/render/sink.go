package render

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/quote"
)

// sink takes what one template prints, and what each line comes from.
type sink struct {
	r     *renderer
	text  strings.Builder
	lines []Line
	spot
}

// Write takes a text. What stands in the template itself goes from line to line there; what an action prints does not.
func (s *sink) Write(p []byte) (int, error) {
	if s.text.Len()+len(p) > maxFileBytes {
		return 0, quote.Stop("the output is larger than %d MiB", maxFileBytes>>20)
	}
	for part := range strings.SplitAfterSeq(string(p), "\n") {
		if s.text.WriteString(part); strings.TrimSpace(part) != "" {
			s.lines[len(s.lines)-1].note(s.r.stack)
		}
		if s.add(part) {
			s.lines = append(s.lines, Line{})
			s.r.down()
		}
	}
	return len(p), nil
}

// take takes what another template printed.
func (s *sink) take(o rendered) error {
	if s.text.Len()+len(o.text) > maxFileBytes {
		return quote.Stop("the output is larger than %d MiB", maxFileBytes>>20)
	}
	for i, part := range strings.SplitAfter(o.text, "\n") {
		s.text.WriteString(part)
		s.lines[len(s.lines)-1].join(o.lines[i])
		if s.add(part) {
			s.lines = append(s.lines, Line{})
		}
	}
	return nil
}

// rendered is what a block printed, without line ends at its end.
type rendered struct {
	text  string
	lines []Line
}

// within runs one template, which prints to a sink of its own.
func (r *renderer) within(name string, data any) (rendered, error) {
	s := &sink{r: r, lines: []Line{{}}}
	if len(r.sinks) > 0 {
		s.spot = r.sink().spot
	}
	r.sinks = append(r.sinks, s)
	err := r.all.ExecuteTemplate(s, name, data)
	r.sinks = r.sinks[:len(r.sinks)-1]
	text := strings.TrimRight(s.text.String(), "\n")
	return rendered{text, s.lines[:1+strings.Count(text, "\n")]}, err
}

// sink is the innermost one.
func (r *renderer) sink() *sink { return r.sinks[len(r.sinks)-1] }

// spot is what is known of the place where the next text is printed.
type spot struct {
	line    string // what stands before it in its line
	keyword string // the instruction that its line goes on with, "" for none
	quote   byte   // a quote that an earlier line of the instruction left open
	heredoc string // what ends the heredoc that it stands in
}

// opensHeredoc matches the first heredoc of an instruction.
var opensHeredoc = regexp.MustCompile(`<<-?['"]?([A-Za-z_][A-Za-z0-9_]*)['"]?`)

// add takes in a text of one line at the most, and reports whether it ends the line.
func (s *spot) add(part string) bool {
	rest, ends := strings.CutSuffix(part, "\n")
	if s.line += rest; !ends {
		return false
	}
	line := s.line
	s.line = ""
	words := strings.Fields(line)
	if s.heredoc == "" && (len(words) == 0 || strings.HasPrefix(words[0], "#")) {
		return true
	}
	more, continued := strings.CutSuffix(strings.TrimRight(line, " \t"), `\`)
	s.quote = quoteAfter(s.quote, more)
	switch m := opensHeredoc.FindStringSubmatch(line); {
	case s.heredoc != "" && strings.TrimLeft(line, "\t") == s.heredoc:
		s.heredoc = ""
	case s.heredoc == "" && m != nil:
		s.heredoc = m[1]
	}
	if s.keyword == "" && len(words) > 0 {
		s.keyword = strings.ToUpper(words[0])
	}
	if !continued {
		s.keyword, s.quote = "", 0
	}
	return true
}

// quoteAfter gives the quote that is open after a text, 0 for none.
func quoteAfter(open byte, text string) byte {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && open != '\'':
			i++
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	return open
}

// begins reports whether what is printed now is, or is part of, the first word of an instruction, or could be the line that
// ends a heredoc.
func (s *spot) begins() bool {
	if s.heredoc != "" {
		return s.line == "" || strings.TrimLeft(s.line, "\t") == s.heredoc
	}
	return s.keyword == "" && !s.comment() && !strings.ContainsAny(strings.TrimLeft(s.line, " \t"), " \t")
}

// comment reports whether the line is a comment.
func (s *spot) comment() bool { return strings.HasPrefix(strings.TrimLeft(s.line, " \t"), "#") }

// remark reports whether what is printed now stands behind words in a comment.
func (s *spot) remark() bool {
	_, words, _ := strings.Cut(s.line, "#")
	return s.comment() && (strings.TrimSpace(words) != "" || strings.HasSuffix(words, " "))
}

// inQuotes reports whether what is printed now stands between quotes: a quoted value would close them.
func (s *spot) inQuotes() bool { return !s.comment() && quoteAfter(s.quote, s.line) != 0 }

// in reports whether what is printed now belongs to one of the instructions; everything does in another file.
func (r *renderer) in(instructions ...string) bool {
	keyword := r.sink().keyword
	if words := strings.Fields(r.sink().line); keyword == "" && len(words) > 0 {
		keyword = strings.ToUpper(words[0])
	}
	return r.output != "Dockerfile" || slices.Contains(instructions, keyword)
}

// open begins what a frame stands for: a block, an action, a branch.
func (r *renderer) open(number int) (string, error) {
	f := r.frames[number]
	o := opened{frame: f, number: number, scope: ref{known: true}}
	if f.kind == isBranch {
		r.shut(number) // the round before may have been left by continue
	}
	if len(r.stack) > 0 {
		o.scope = r.stack[len(r.stack)-1].scope
	}
	if f.scope != nil {
		o.scope = f.scope.within(o.scope)
	}
	r.stack = append(r.stack, o)
	switch f.kind {
	case isAction:
		r.at(-f.line)
	case isBlock:
		if r.calls++; r.calls > maxCalls {
			return "", quote.Stop("the templates call each other more than %d times", maxCalls)
		}
		return "", r.ring()
	}
	return "", nil
}

// ring refuses blocks that print each other without end.
func (r *renderer) ring() error {
	var names []string
	for _, o := range r.stack {
		if o.kind == isBlock {
			names = append(names, cmp.Or(o.block.shown(), o.block.Path))
		}
	}
	last := len(names) - 1
	if last < maxDeep {
		return nil
	}
	begin := last - 1
	for begin > 0 && names[begin] != names[last] {
		begin--
	}
	return quote.Stop("the templates call each other without end: %s", strings.Join(names[begin:], " calls "))
}

// shut ends it, and what a loop that was left has open above it.
func (r *renderer) shut(number int) string {
	for i, o := range slices.Backward(r.stack) {
		if o.number == number {
			r.stack = r.stack[:i]
			break
		}
		if o.kind == isBlock {
			break
		}
	}
	return ""
}

// block is the innermost block that is being printed.
func (r *renderer) block() *opened {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if r.stack[i].kind == isBlock {
			return &r.stack[i]
		}
	}
	return &opened{}
}

// at says which line of the block's template is printed; below zero, what is printed does not go on to the next one.
func (r *renderer) at(line int) string {
	b := r.block()
	b.at, b.stays = max(line, -line), line < 0
	return ""
}

// down goes to the next line of the block's template.
func (r *renderer) down() {
	if b := r.block(); !b.stays {
		b.at++
	}
}

// newLine ends the line, unless it has just ended: a block that is called on a line of its own prints whole lines.
func (r *renderer) newLine(int) (string, error) {
	if r.sink().line == "" {
		return "", nil
	}
	_, err := fmt.Fprintln(r.sink())
	return "", err
}
