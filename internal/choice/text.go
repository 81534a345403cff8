package choice

import (
	"strconv"
	"strings"
)

// Text is a choice as a flag, a variable or a line of .msgen.yaml would spell it.
type Text struct {
	Key    Key
	Value  string
	Source Source
	From   string
	// Given tells that a person said so.
	Given bool
}

// Texts gives all choices as text, in the order of Keys. Reading them gives the same choices again.
func (c Choices) Texts() []Text {
	return []Text{
		text("base", c.Base, c.Base.Value),
		text("targets", c.Targets, strings.Join(c.Targets.Value, ",")),
		text("port", c.Port, strconv.Itoa(c.Port.Value)),
		text("version", c.Version, c.Version.Value),
		text("start", c.Start, QuoteWords(c.Start.Value)),
		text("main", c.Main, c.Main.Value),
	}
}

func text[T any](name string, c Choice[T], value string) Text {
	k, _ := KeyOf(name)
	return Text{Key: k, Value: value, Source: c.Source, From: c.From, Given: c.Given()}
}

// QuoteWords joins words as a person would type them in a shell. A first word like A=b is quoted: else it would be no command,
// but a variable of one.
func QuoteWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if quoted[i] = QuoteWord(w); i == 0 && quoted[i] == w && strings.Contains(w, "=") {
			quoted[i] = "'" + w + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// Over gives the wishes with those of another place on top: what both name is taken from there.
func (w Wishes) Over(stronger Wishes) Wishes {
	all := Wishes{}
	for _, from := range []Wishes{w, stronger} {
		for key, wish := range from {
			all[key] = wish
		}
	}
	return all
}
