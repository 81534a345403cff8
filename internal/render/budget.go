package render

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"
)

// The limits of what templates do, the same on every machine; time and memory are only the last line of defence.
const (
	maxCalls   = 10_000  // templates that are run
	maxRounds  = 100_000 // rounds of all loops together
	maxDefined = 500     // blocks that one file defines
	maxNested  = 20      // blocks that print blocks
)

// text is what may be printed anywhere: it stands in a template, or is a whole instruction that msgen wrote and quoted.
type text string

// quoted is a value that a quoting function wrote: it may be printed within an instruction, and cannot begin one.
type quoted string

// rendered is what a block printed, with its marks.
type rendered string

// whole is an instruction or a comment with a value in it, quoted for that place: it begins a line.
type whole string

// budget counts what one rendering has used, and holds what is being printed.
type budget struct {
	calls, rounds int
	output        string // the file that is being rendered
	sinks         []*sink
}

// enter counts a template that is run.
func (b *budget) enter() (text, error) {
	if b.calls++; b.calls > maxCalls {
		return "", stopped("the templates call each other more than %d times", maxCalls)
	}
	return "", nil
}

// loop counts the rounds of a loop before it begins.
func (b *budget) loop(over any) (any, error) {
	v := reflect.ValueOf(over)
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	rounds := 0
	switch v.Kind() {
	case reflect.Invalid:
	case reflect.Int, reflect.Int64, reflect.Int32:
		if rounds = int(v.Int()); rounds > maxLoop {
			return nil, stopped("range %d: a template may loop to %d", rounds, maxLoop)
		}
	case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
		rounds = v.Len()
	default:
		return nil, stopped("range cannot loop over a %s", v.Kind())
	}
	if b.rounds += rounds; b.rounds > maxRounds {
		return nil, stopped("the templates loop more than %d times", maxRounds)
	}
	return over, nil
}

// guards are the functions that the rewriting calls.
func (r *renderer) guards() template.FuncMap {
	return template.FuncMap{guardEnter: r.budget.enter, guardRange: r.budget.loop, guardPrint: r.print,
		guardLiteral: func(s string) text { return text(s) }}
}

// within runs one template, which prints to a sink of its own.
func (r *renderer) within(name string, data any) (string, error) {
	b := r.budget
	if len(b.sinks) >= maxNested {
		return "", stopped("the templates call each other without end")
	}
	out := &sink{limited: limited{limit: maxFileBytes}}
	b.sinks = append(b.sinks, out)
	err := r.all.ExecuteTemplate(out, name, data)
	b.sinks = b.sinks[:len(b.sinks)-1]
	if errors.Is(err, errOver) {
		err = fmt.Errorf("%w: %w", err, &guardError{fmt.Sprintf("more than %d MiB are printed", maxFileBytes>>20)})
	}
	return out.kept.String(), err
}

// sink keeps what one template prints. It knows where the line that is being printed begins, and whether it stands in a heredoc,
// so that a look at it costs the same in a long file as in a short one.
type sink struct {
	limited
	plain   []byte // what was written, without marks
	line    int    // where the last line begins
	heredoc string // the line that ends the heredoc in which the last line stands, "" outside one
}

// Write keeps the bytes. A mark is always written whole.
func (s *sink) Write(p []byte) (int, error) {
	n, err := s.limited.Write(p)
	if err != nil {
		return n, err
	}
	s.plain = append(s.plain, strip(string(p))...)
	for {
		end := bytes.IndexByte(s.plain[s.line:], '\n')
		if end < 0 {
			return n, nil
		}
		s.close(s.plain[s.line : s.line+end])
		s.line += end + 1
	}
}

// close notes what a line that is complete means for the heredoc.
func (s *sink) close(line []byte) {
	switch {
	case s.heredoc != "":
		if string(bytes.TrimLeft(line, "\t")) == s.heredoc {
			s.heredoc = ""
		}
	case bytes.Contains(line, []byte("<<")) && !bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")):
		if m := opensHeredoc.FindSubmatch(line); m != nil {
			s.heredoc = string(m[1])
		}
	}
}

// before yields the lines of the first n bytes, the last one first.
func (s *sink) before(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := s.plain[:n]; ; {
			at := bytes.LastIndexByte(rest, '\n')
			if !yield(string(rest[at+1:])) || at < 0 {
				return
			}
			rest = rest[:at]
		}
	}
}

// plainText is a value that means the same anywhere in an instruction, quoted or not.
var plainText = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=-]*$`)

// print judges what an action prints: texts of the template and instructions are free, a quoted value stands within a line,
// and a value that nobody quoted has to be a plain word. The frame says where the action stands.
func (r *renderer) print(number int, value any) (any, error) {
	if v := reflect.ValueOf(value); v.Kind() == reflect.String && v.Type().PkgPath() != "" && v.Type() != reflect.TypeFor[text]() && v.Type() != reflect.TypeFor[quoted]() && v.Type() != reflect.TypeFor[rendered]() && v.Type() != reflect.TypeFor[whole]() {
		value = v.String()
	}
	switch v := value.(type) {
	case rendered:
		return v, nil
	case text:
		if strings.ContainsAny(string(v), marks) {
			return nil, stopped("a control character cannot be printed")
		}
		return v, nil
	case int, int64, bool, float64:
		return v, nil
	case quoted:
		switch {
		case r.begins():
			return nil, r.refused(number, string(v), "cannot begin a line, where an instruction stands")
		case r.inQuotes():
			return nil, r.refused(number, string(v), "brings its own quotes and cannot stand between others: take the quotes around the action away")
		}
		return v, nil
	case whole:
		if now, _ := r.budget.line(); v != "" && r.budget.output == "Dockerfile" && strings.TrimSpace(now) != "" {
			return nil, r.refused(number, string(v), "is a whole line and cannot stand within another one")
		}
		return v, nil
	case string:
		switch {
		case v == "":
		case r.remark() && harmlessRemark(v):
		case !plainText.MatchString(v):
			return nil, r.refused(number, v, "is not a plain word: pass it through sh, exec, env, label, path, paths or comment")
		case r.begins():
			return nil, r.refused(number, v, "cannot begin a line, where an instruction stands")
		}
		return v, nil
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String {
		return nil, stopped("%s", strings.TrimSpace(r.trace.frames[number].named()+" is a list: pass it through sh, exec or paths, or loop over it with range"))
	}
	return nil, stopped("%s", strings.TrimPrefix(fmt.Sprintf("%s: a value of the type %T cannot be printed; print its parts", r.trace.frames[number].named(), value), ": "))
}

// refused is the error of a value that cannot be printed; it names the field that it comes from.
func (r *renderer) refused(number int, value, why string) error {
	return stopped("%s", strings.TrimSpace(fmt.Sprintf("%s %q %s", r.trace.frames[number].named(), value[:min(len(value), 200)], why)))
}

// line gives what stands in the line that is being printed, and the line above it that is no comment. What a block prints
// that is included in a line belongs to that line.
func (b *budget) line() (now, above string) {
	for i, s := range slices.Backward(b.sinks) {
		if now = string(s.plain[s.line:]) + now; s.line > 0 {
			return now, b.above(i)
		}
	}
	return now, ""
}

// above gives the last complete line that says something and is no comment; a sink below goes on where this one has none.
func (b *budget) above(sink int) string {
	n := b.sinks[sink].line - 1
	for ; ; n = len(b.sinks[sink].plain) {
		for l := range b.sinks[sink].before(n) {
			if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
				return l
			}
		}
		if sink--; sink < 0 {
			return ""
		}
	}
}

// begins reports whether what is printed now is, or is part of, the first word of an instruction.
func (r *renderer) begins() bool {
	if r.budget.output != "Dockerfile" {
		return false
	}
	now, above := r.budget.line()
	if end := r.budget.heredoc(); end != "" {
		return now == "" || strings.TrimLeft(now, "\t") == end // where a value could be the line that ends it, or follow it
	}
	now = strings.TrimLeft(now, " \t")
	return !strings.ContainsAny(now, " \t") && !strings.HasSuffix(above, `\`) && !strings.HasPrefix(now, "#")
}

// heredoc gives the line that ends the heredoc in which what is printed now stands, "" outside one.
func (b *budget) heredoc() string {
	if len(b.sinks) == 0 {
		return ""
	}
	return b.sinks[len(b.sinks)-1].heredoc
}

// opensHeredoc matches the first heredoc of an instruction.
var opensHeredoc = regexp.MustCompile(`<<-?['"]?([A-Za-z_][A-Za-z0-9_]*)['"]?`)

// remark reports whether what is printed now stands behind words in a comment.
func (r *renderer) remark() bool {
	now, _ := r.budget.line()
	words, comment := strings.CutPrefix(strings.TrimLeft(now, " \t"), "#")
	return comment && r.budget.output == "Dockerfile" && (strings.TrimSpace(words) != "" || strings.HasSuffix(words, " "))
}

// inQuotes reports whether what is printed now stands between quotes that the same instruction opened: a quoted value would
// close them.
func (r *renderer) inQuotes() bool {
	if r.budget.output != "Dockerfile" || len(r.budget.sinks) == 0 {
		return false
	}
	open := byte(0)
	for _, line := range r.budget.instruction() {
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && open != '\'':
				i++
			case open == 0 && (c == '"' || c == '\''):
				open = c
			case c == open:
				open = 0
			}
		}
	}
	return open != 0
}

// instruction gives the lines of the instruction that is being printed, without the comments between them.
func (b *budget) instruction() []string {
	s := b.sinks[len(b.sinks)-1]
	comment := func(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") }
	now := string(s.plain[s.line:])
	if comment(now) {
		return nil
	}
	lines := []string{now}
	if s.line == 0 {
		return lines
	}
	for line := range s.before(s.line - 1) {
		if comment(line) {
			continue
		}
		part, goesOn := strings.CutSuffix(strings.TrimRight(line, " \t"), `\`)
		if !goesOn {
			break
		}
		lines = append(lines, part)
	}
	slices.Reverse(lines)
	return lines
}

// harmlessRemark reports whether a text can stand in a comment: one line, and no directive to the parser.
func harmlessRemark(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, '=') && !strings.ContainsFunc(s, odd)
}

// directives refuses a Dockerfile that changes the escape character, on which all quoting rests.
func directives(text string) error {
	for line := range strings.SplitSeq(text, "\n") {
		words, comment := strings.CutPrefix(strings.TrimSpace(line), "#")
		key, value, ok := strings.Cut(words, "=")
		if !comment || !ok {
			return nil
		}
		if strings.EqualFold(strings.TrimSpace(key), "escape") && strings.TrimSpace(value) != `\` {
			return errors.New(`the directive "escape" cannot change: values are quoted by \`)
		}
	}
	return nil
}
