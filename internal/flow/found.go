package flow

import (
	"strconv"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/choice"
)

// FoundText is what the repository says about a choice, as text, with its evidence.
type FoundText struct {
	Value   string
	Because detect.Evidence
}

// Found gives what detect says about a choice, as the text that its flag would take; false where it says nothing.
func Found(s detect.Stack, key string) (FoundText, bool) {
	switch {
	case key == "port" && s.Port.Known():
		return FoundText{strconv.Itoa(s.Port.Value), s.Port.Because[0]}, true
	case key == "version" && s.Version.Known():
		return FoundText{s.Version.Value, s.Version.Because[0]}, true
	case key == "start" && s.Start.Known():
		return FoundText{choice.QuoteWords(s.Start.Value), s.Start.Because[0]}, true
	}
	return FoundText{}, false
}
