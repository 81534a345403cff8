package render

import (
	"strings"

	"github.com/msgen/msgen/internal/plan"
)

// steps prints the steps of a slot. COPY instructions that follow each other without a comment stand close together.
func (r *renderer) steps(v View, slot string) (string, error) {
	var b strings.Builder
	for i, s := range v.Stage.Steps {
		if s.Slot != slot {
			continue
		}
		text, err := step(s)
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if !close(v.Stage.Steps[i-1], s) {
				b.WriteString("\n")
			}
		}
		b.WriteString(r.trace.around(frame{step: i, ignore: -1}, text))
	}
	return b.String(), nil
}

// close reports whether two steps belong together on the page.
func close(a, b plan.Step) bool {
	return a.Copy != nil && b.Copy != nil && a.Copy.Content == "" && b.Copy.Content == "" && len(b.Args) == 0 && b.Why == ""
}

// step prints one step: its ARGs, its comment, its instruction.
func step(s plan.Step) (string, error) {
	text, err := args(s.Args)
	if err != nil {
		return "", err
	}
	if text != "" {
		text += "\n"
	}
	text += comment(s.Why)
	var instruction string
	switch {
	case s.Copy != nil:
		instruction, err = copying(s.Copy)
	case s.Run != nil:
		instruction, err = running(s.Run)
	}
	return text + instruction, err
}
