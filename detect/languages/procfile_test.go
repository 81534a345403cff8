package languages

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// TestProcfile reads a command of a Procfile as a shell does: assignments are variables of the image, and comments nothing.
func TestProcfile(t *testing.T) {
	for line, want := range map[string]string{
		"web: PYTHONUNBUFFERED=1 A='b c' python main.py": "[python main.py] [{PYTHONUNBUFFERED 1} {A b c}] []",
		"web: env A=b python main.py # the server":       "[python main.py] [{A b}] []",
		"web: exec python main.py":                       "[python main.py] [] []",
		"web: API_KEY=hunter2hunter2 python main.py":     "[python main.py] [] [API_KEY]",
	} {
		report, err := Scan(fstest.MapFS{"Procfile": {Data: []byte(line + "\n")},
			"main.py": {Data: []byte("import http.server\nhttp.server.HTTPServer(('', 8000), http.server.SimpleHTTPRequestHandler).serve_forever()\n")}})
		if err != nil || len(report.Stacks) != 1 {
			t.Fatalf("%s: %v, %d stacks", line, err, len(report.Stacks))
		}
		s := report.Stacks[0]
		asked := []string{}
		for _, c := range s.AskEnv {
			asked = append(asked, c.Value)
		}
		if got := fmt.Sprintf("%v %v %v", s.Start.Value, s.Python.Env, asked); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}
