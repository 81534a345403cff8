package cmd

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Each command and topic has its text, and each text its command.
func TestHelpTexts(t *testing.T) {
	left := map[string]bool{}
	entries, err := fs.ReadDir(helpTexts, "help")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := helpTexts.ReadFile("help/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		left[first] = true
	}
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		if !left[c.Short] && c.Name() != "completion" && (c.Parent() == nil || c.Parent().Name() != "completion") {
			t.Errorf("%s: %s", c.CommandPath(), c.Short)
		}
		delete(left, c.Short)
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look(newRoot(Env{}))
	for text := range left {
		t.Errorf("no command has the text %q", text)
	}
}
