package render

import (
	"strings"
	"testing"
	"time"
)

// TestChildIsKept renders with different layers, one after the other: in one process, and with nothing of what was before.
func TestChildIsKept(t *testing.T) {
	c := &Child{Args: []string{"msgen", "__render"}, quick: time.Minute}
	defer c.Close()
	var first *worker
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
		if i == 0 {
			first = c.worker
		}
		if c.worker != first {
			t.Errorf("rendering %d: another process", i)
		}
	}
}

// TestHostileRest leaves no process behind: not after an error, not after much work, not after Close.
func TestHostileRest(t *testing.T) {
	c := &Child{Args: []string{"msgen", "__render"}, quick: time.Minute}
	wrong := append(builtIn(), layer("acme", map[string]string{"shop/_x.tmpl": "{{define \"prod.after\"}}{{.Nme}}{{end}}"}))
	gone := func(why string, w *worker) {
		t.Helper()
		if c.worker != nil || w.ProcessState == nil {
			t.Errorf("%s: the process is still there", why)
		}
	}
	render := func() *worker {
		t.Helper()
		if _, err := c.Files(full(), builtIn(), Options{}); err != nil {
			t.Fatal(err)
		}
		return c.worker
	}
	w := render()
	if _, err := c.Files(full(), wrong, Options{}); err == nil {
		t.Error("no error")
	}
	gone("after an error", w)
	w = render()
	w.asked = maxAsked - 1
	if _, err := c.Files(full(), builtIn(), Options{}); err != nil {
		t.Error(err)
	}
	gone("after much work", w)
	w = render()
	c.quick = time.Nanosecond
	if _, err := c.Files(full(), builtIn(), Options{}); err != nil {
		t.Error(err)
	}
	gone("after slow work", w)
	c.quick = time.Minute
	w = render()
	_ = w.Process.Kill()
	if _, err := c.Files(full(), builtIn(), Options{}); err == nil || !strings.Contains(err.Error(), "rendering the templates: the process ended early (signal: killed)") {
		t.Error(err)
	}
	gone("after it was killed", w)
	w = render()
	c.Close()
	gone("after Close", w)
	c.Close()
}
