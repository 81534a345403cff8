package cmd

import (
	"fmt"
	"io"
	"strings"
)

// driftGitHub prints a report as workflow commands of GitHub Actions, which stand beside the lines of a pull request.
func (r *updateRun) driftGitHub(d driftReport) error {
	for _, m := range r.marks(d) {
		if err := annotate(r.env.Out, m); err != nil {
			return err
		}
	}
	if len(d.Fix) > 0 {
		_, err := fmt.Fprintf(r.env.Out, "::notice title=msgen::%s\n", commandText().Replace("to settle it: "+strings.Join(d.Fix, "; ")))
		return err
	}
	return nil
}

// annotate prints one workflow command.
func annotate(w io.Writer, m driftMark) error {
	level := m.level
	if level == "note" {
		level = "notice"
	}
	_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", level, commandProperty().Replace(m.path), m.line,
		commandProperty().Replace("msgen "+m.rule), commandText().Replace(m.text))
	return err
}

// commandText escapes the text of a workflow command: a line end would end it, and what follows could be another command.
func commandText() *strings.Replacer {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
}

// commandProperty escapes the value of a property, which a colon or a comma would end as well.
func commandProperty() *strings.Replacer {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
}
