package render

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/apart"
)

// TestMain lets the test's program be the process that renders, and one that says something else.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || !strings.HasPrefix(os.Args[1], "__") {
		os.Exit(m.Run())
	}
	if os.Args[1] == "__look" {
		fmt.Println("environment")
	} else if err := Serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestChild renders in another process, and keeps the place of an error there.
func TestChild(t *testing.T) {
	c := &Child{apart.Child{Args: []string{"msgen", "__render"}}}
	defer c.Close()
	here, err := Files(full(), builtIn())
	if err != nil {
		t.Fatal(err)
	}
	there, err := c.Files(full(), builtIn(), Options{})
	if err != nil || len(there) != len(here) || there[1].Text != here[1].Text {
		t.Errorf("%v", err)
	}
	_, err = c.Files(full(), append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": "\n{{define \"prod.after\"}}{{.Nme}}{{end}}"})), Options{})
	if err == nil || !strings.Contains(err.Error(), "acme/shop/_x.tmpl:2:26") {
		t.Error(err)
	}
	if _, err := (&Child{apart.Child{Args: []string{"msgen", "__look"}}}).Files(full(), builtIn(), Options{}); err == nil || !strings.Contains(err.Error(), "reading the reply") {
		t.Error(err)
	}
}

// TestChildIsKept renders with different layers, one after the other, with nothing of what was before.
func TestChildIsKept(t *testing.T) {
	c := &Child{apart.Child{Args: []string{"msgen", "__render"}}}
	defer c.Close()
	for i, text := range []string{"", "one", "two", "", "one"} {
		layers, options := builtIn(), Options{}
		if text != "" {
			layers = append(layers, layer("acme", map[string]string{"_shared/" + text + ".md.tmpl": text + "{{.Answers." + text + "}}"}))
			options.Answers = map[string]any{text: i}
		}
		here, err := Files(full(), layers, options)
		if err != nil {
			t.Fatal(err)
		}
		there, err := c.Files(full(), layers, options)
		if err != nil || len(there) != len(here) {
			t.Fatalf("%d files, not %d: %v", len(there), len(here), err)
		}
		for j := range here {
			if here[j].Path != there[j].Path || here[j].Text != there[j].Text {
				t.Errorf("rendering %d: %s is\n%s", i, there[j].Path, there[j].Text)
			}
		}
	}
}
