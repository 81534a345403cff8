package python

import (
	"fmt"
	"strings"
	"testing"
)

// TestPythonPorts reads the port from calls with several arguments and from expressions with a comma.
func TestPythonPorts(t *testing.T) {
	for _, c := range []struct {
		source string
		port   int
		env    string
	}{
		{`app.run("0.0.0.0", 6000)`, 6000, ""},
		{`app.run("0.0.0.0", int(os.environ.get("PORT", 8001)))`, 8001, "PORT"},
		{`app.run("0.0.0.0", os.getenv("PORT", "8002"))`, 8002, "PORT"},
		{`app.run('0.0.0.0', int(os.environ.get('PORT') or 8003), debug=True)`, 8003, "PORT"},
		{`app.run(host="0.0.0.0", port=int(os.getenv("PORT", "8080")))`, 8080, "PORT"},
		{`app.run(port=int(os.environ.get("PORT", 8004)), threaded=True, max_requests=9000)`, 8004, "PORT"},
		{`app.run(port=int(os.environ["PORT"]), backlog=limit or 9001)`, 8000, "PORT"},
		{`app.run(port=8005, metrics=int(os.getenv("METRICS_PORT", 9002)))`, 8005, ""},
		{`app.run(host=os.getenv("HOST", "0.0.0.0"), port=int(os.getenv("APP_PORT", os.getenv("PORT", 8006))))`, 8006, "APP_PORT"},
		{`app.run(port=int(os.environ.get("PORT", str(8007))))`, 8007, "PORT"},
		{`app.run(port=int(os.environ["PORT"]) if "PORT" in os.environ else 8008)`, 8008, "PORT"},
		{`app.run(HOST, 8009)`, 8009, ""},
		{`app.run(os.environ.get("HOST", "0.0.0.0"), 8018)`, 8018, ""},
		{"HOST, PORT = \"0.0.0.0\", 8010\napp.run(HOST, PORT)", 8010, ""},
		{"PORT, BACKLOG = int(os.getenv(\"PORT\", 8011)), 9003\napp.run(\"\", PORT)", 8011, "PORT"},
		{"serve(app, \"0.0.0.0\", 8012)", 8012, ""},
		{"HTTPServer((\"\", int(os.environ.get(\"PORT\", 8013))), Handler)", 8013, "PORT"},
		{"HTTPServer((HOST, 8014), Handler)", 8014, ""},
		{"app.run(\n    \"0.0.0.0\",\n    int(os.environ.get(\"PORT\", 8015)),\n)", 8015, "PORT"},
		{`app.run("0.0.0.0", debug=True)`, 0, ""},
		{`app.run(port=int(8016))`, 8016, ""},
		{`app.listen(8017, "0.0.0.0")`, 8017, ""},
	} {
		s := scan(t, map[string]string{".python-version": "3.13", "main.py": "import os\n" + c.source + "\n"})
		if s.Port.Value != c.port || s.PortEnv.Value != c.env {
			t.Errorf("%s: %d by %q, want %d by %q", c.source, s.Port.Value, s.PortEnv.Value, c.port, c.env)
		}
	}
}

// TestPythonDatagrams holds that a program which only receives datagrams has no port to connect to.
func TestPythonDatagrams(t *testing.T) {
	server := "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 8125))\n"
	for more, want := range map[string]int{"": 0, "t = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\nt.bind(('', 8125))\n": 8125} {
		s := scan(t, map[string]string{"requirements.txt": "", "main.py": server + more})
		if got := strings.Contains(fmt.Sprint(s.Notes), "datagrams on port 8125"); s.Port.Value != want || got != (want == 0) {
			t.Errorf("%q: port %d, %v", more, s.Port.Value, s.Notes)
		}
	}
}
