package node

import (
	"strings"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/pattern"
)

// loaded is a module that a script loads by the name of a package: require('koa'), import x from "koa".
var loaded = pattern.New(`(?:\brequire\(\s*|\bfrom\s+|^\s*import\s+)["'](@?[a-z][^"']*)["']`)

// own are the modules that come with Node.
const own = " assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib "

// foreign gives the first package that the entry loads and that does not come with Node.
func foreign(s *service) (string, detect.Evidence) {
	for i, line := range s.sourceLines(s.entry) {
		m := loaded.FindStringSubmatch(line)
		if m == nil || isComment(line) || strings.Contains(m[1], ":") {
			continue
		}
		if name := packageOf(m[1]); !strings.Contains(own, " "+name+" ") {
			return name, lineOf(s.entry, i, line)
		}
	}
	return "", detect.Evidence{}
}
