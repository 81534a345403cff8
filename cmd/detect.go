package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/flow"
)

func newDetect(env Env) *cobra.Command {
	asJSON := false
	c := command("detect", &cobra.Command{
		Use:  "detect [DIR]",
		Args: oneDir,
		RunE: func(_ *cobra.Command, args []string) error {
			root, err := openRoot(env, args)
			if err != nil {
				return err
			}
			defer root.Close()
			found, err := flow.Detect(lookedAt(root))
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(env.Out, found)
			}
			for _, s := range found.Stacks {
				printStack(env.Out, s)
			}
			if len(found.Stacks) == 0 {
				fmt.Fprintln(env.Err, "msgen: no program was found that msgen has a template for")
			}
			printNotes(env.Out, "", found.Notes)
			return nil
		},
	})
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON (see msgen schema detect)")
	return c
}

// printJSON prints a value as indented JSON.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// printStack prints a line for each fact of a stack.
func printStack(w io.Writer, s detect.Stack) {
	fmt.Fprintf(w, "%s (%s, %s)\n", visible(s.Name), visible(s.Dir), s.Language)
	fact := func(name, value string, because []detect.Evidence, against []detect.Lost) {
		if len(because) == 0 {
			return
		}
		fmt.Fprintf(w, "  %-10s %s  (%s)\n", name, visible(value), because[0])
		for _, l := range against {
			fmt.Fprintf(w, "  %-10s not %s  (%s)\n", "", visible(l.Value), l.Because)
		}
	}
	fact("framework", s.Framework.Value, s.Framework.Because, s.Framework.Against)
	fact("version", s.Version.Value, s.Version.Because, s.Version.Against)
	fact("manager", s.Manager.Value, s.Manager.Because, s.Manager.Against)
	fact("build", strings.Join(s.Build.Value, " "), s.Build.Because, s.Build.Against)
	fact("start", strings.Join(s.Start.Value, " "), s.Start.Because, s.Start.Against)
	fact("port", fmt.Sprint(s.Port.Value), s.Port.Because, s.Port.Against)
	fact("health", s.Health.Value, s.Health.Because, s.Health.Against)
	for _, q := range s.Questions {
		fmt.Fprintf(w, "  open: %s\n", q.Text)
		for _, c := range q.Candidates {
			fmt.Fprintf(w, "    %s%s\n", visible(c.Value), where(c.Because))
		}
	}
	if s.Refusal != nil {
		fmt.Fprintf(w, "  no image: %s%s\n", s.Refusal.Text, where(s.Refusal.Because))
	}
	printNotes(w, "  ", s.Notes)
}

// printNotes prints notes with what to add.
func printNotes(w io.Writer, indent string, notes []detect.Note) {
	for _, n := range notes {
		fmt.Fprintf(w, "%snote: %s%s\n", indent, n.Text, where(n.Because))
		if n.Add != "" {
			fmt.Fprintf(w, "%s      add: %s\n", indent, n.Add)
		}
	}
}

// where gives the first place of some evidence, in brackets.
func where(because []detect.Evidence) string {
	if len(because) == 0 {
		return ""
	}
	return "  (" + because[0].String() + ")"
}
