package wizard

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/choice"
)

func bases() choice.Ask {
	return choice.Ask{Text: "Base image", Default: "distroless", Options: []choice.Offer{{Value: "distroless", Why: "no shell"}, {Value: "slim"}}}
}

const explained = "Type a number, a name or a value and press Enter. Separate several with commas. Press Enter alone for the default, type ? for help.\n"

func TestLinesChoose(t *testing.T) {
	for typed, want := range map[string]string{"\n": "distroless", "2\n": "slim", "slim\n": "slim", "9\nnothing\n2\n": "slim", "2": "slim", "?\n2\n": "slim"} {
		var out bytes.Buffer
		got, err := NewLines(strings.NewReader(typed), &out).Choose(bases())
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
		if !strings.HasPrefix(out.String(), explained+"Base image\n  1. distroless: no shell\n  2. slim\nEnter = distroless > ") {
			t.Errorf("%q: printed %q", typed, out.String())
		}
	}
}

func TestLinesChooseMany(t *testing.T) {
	for typed, want := range map[string][]string{"\n": nil, "1, 2\n": {"distroless", "slim"}, "slim\n": {"slim"}, "3\n2\n": {"slim"}} {
		a := bases()
		a.Default = ""
		got, err := NewLines(strings.NewReader(typed), &bytes.Buffer{}).ChooseMany(a)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, %v; want %q", typed, got, err, want)
		}
	}
}

// One prompter serves a whole session, though its answers came in one piece.
func TestLinesSession(t *testing.T) {
	l := NewLines(strings.NewReader("2\nabc\n8080\n"), &bytes.Buffer{})
	if base, err := l.Choose(bases()); err != nil || base != "slim" {
		t.Fatal(base, err)
	}
	port, err := l.Input(choice.Ask{Text: "Port", Default: "3000", Check: func(s string) error {
		if strings.Trim(s, "0123456789") != "" {
			return errors.New("a port is a number")
		}
		return nil
	}})
	if err != nil || port != "8080" {
		t.Fatal(port, err)
	}
	if _, err := l.Choose(bases()); !errors.Is(err, choice.ErrInterrupted) {
		t.Errorf("the end of the input gives %v, not an interruption", err)
	}
}

// The question mark asks for help at every question, and is no answer even where any text is one.
func TestHelp(t *testing.T) {
	var out bytes.Buffer
	name, err := NewLines(strings.NewReader("?\nshop\n"), &out).Input(choice.Ask{Text: "Name", Help: "what it is called"})
	if err != nil || name != "shop" || !strings.Contains(out.String(), "what it is called\n") {
		t.Errorf("%q, %v\n%s", name, err, out.String())
	}
	if err := unasked(choice.Ask{})(" ?"); err == nil {
		t.Error("survey would take the question mark for an answer")
	}
	if help(choice.Ask{}) == "" || help(choice.Ask{Options: []choice.Offer{{}}}) == "" {
		t.Error("survey shows no help where there is none to show, and takes the question mark for an answer")
	}
}

// Streams that are no files get lines, whatever was asked for.
func TestNew(t *testing.T) {
	if _, ok := New(strings.NewReader(""), &bytes.Buffer{}, false).(*Lines); !ok {
		t.Error("a buffer is no terminal")
	}
}
