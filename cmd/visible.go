package cmd

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/msgen/msgen/internal/choice"
)

// visible gives a name or value of a repository as a terminal may show it: quoted where it holds characters that steer a
// terminal, for a line must stay one line.
func visible(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return steers(r) || r == '\n' || r == '\t' || r == unicode.ReplacementChar }) {
		return strconv.QuoteToGraphic(s)
	}
	return s
}

// steers reports whether a terminal obeys a character rather than showing it: control characters, but for line ends and
// tabs, and those that change the direction of text.
func steers(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

// shown gives a text with such characters escaped: \x1b, \u009b, \u202e. encoding/json writes those above U+007E as they are, so
// in its output an escape has to be one of JSON.
func shown(s string) string {
	if !strings.ContainsFunc(s, steers) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\r' && strings.HasPrefix(s[i:], "\r\n"):
			b.WriteRune(r) // a line end of Windows
		case steers(r) && r < 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case steers(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// harmless is a writer for people and pipes: what would steer a terminal comes out escaped. Main puts it around both streams,
// so that no command can forget it. In a string of JSON such an escape is the character itself.
type harmless struct {
	to   io.Writer
	lock sync.Mutex // an interrupt speaks while a command may be printing
	rest []byte     // the beginning of a character, or of a line end, whose rest comes with the next Write
}

// Write passes the bytes on.
func (w *harmless) Write(p []byte) (int, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	all := append(w.rest, p...)
	whole := len(all)
	for i := 1; i <= min(utf8.UTFMax, len(all)); i++ {
		if c := all[len(all)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(all[len(all)-i:]) || c == '\r' && i == 1 {
				whole -= i
			}
			break
		}
	}
	w.rest = bytes.Clone(all[whole:])
	_, err := io.WriteString(w.to, shown(string(all[:whole])))
	return len(p), err
}

// end passes on what is left.
func (w *harmless) end() {
	w.lock.Lock()
	defer w.lock.Unlock()
	rest := w.rest
	w.rest = nil
	_, _ = io.WriteString(w.to, shown(string(rest))) // nobody is left to be told
}

// unwrapped gives the stream below a harmless one.
func unwrapped(stream any) any {
	if w, ok := stream.(*harmless); ok {
		return w.to
	}
	return stream
}

// plainAsker asks with texts that cannot steer the terminal.
type plainAsker struct{ choice.Asker }

// Choose asks for one of the options.
func (p plainAsker) Choose(a choice.Ask) (string, error) {
	answer, err := p.Asker.Choose(plainly(a))
	return original(a, answer), err
}

// ChooseMany asks for any number of the options.
func (p plainAsker) ChooseMany(a choice.Ask) ([]string, error) {
	answers, err := p.Asker.ChooseMany(plainly(a))
	for i, s := range answers {
		answers[i] = original(a, s)
	}
	return answers, err
}

// Input asks for a text.
func (p plainAsker) Input(a choice.Ask) (string, error) { return p.Asker.Input(plainly(a)) }

// plainly gives a question with its texts escaped.
func plainly(a choice.Ask) choice.Ask {
	a.Text, a.Help, a.Default = shown(a.Text), shown(a.Help), shown(a.Default)
	a.Options = slices.Clone(a.Options)
	for i, o := range a.Options {
		a.Options[i] = choice.Offer{Value: shown(o.Value), Why: shown(o.Why)}
	}
	return a
}

// original gives the value of an option that was shown.
func original(a choice.Ask, answer string) string {
	for _, o := range a.Options {
		if shown(o.Value) == answer {
			return o.Value
		}
	}
	return answer
}
