package detect

import (
	"fmt"

	"github.com/msgen/msgen/internal/pattern"
)

// datagrams is how a language receives datagrams, and how it serves streams.
type datagrams struct {
	ends              []string
	datagram, streams *pattern.Pattern
}

func datagramRows() map[string]datagrams {
	return map[string]datagrams{
		"node": {[]string{".js", ".mjs", ".cjs", ".ts"}, pattern.New(`\bdgram['"]?\)?\.createSocket\(`), pattern.New(`\bhttps?2?['"]?\)?\.create(?:Secure)?Server\(|\bcreateServer\b.*['"](?:node:)?https?['"]|\bWebSocketServer\(|\b(?:Bun|Deno)\.serve\(`)},
		"python": {[]string{".py"}, pattern.New(`\bSOCK_DGRAM\b|\bcreate_datagram_endpoint\(|\b(?:Threading)?UDPServer\(`),
			pattern.New(`\bSOCK_STREAM\b|\bsocket\.socket\(\)|HTTPServer\(|TCPServer\(|\bstart_server\(|WSGIServer\(|\bcreate_server\(`)},
	}
}

// receivesDatagrams takes the port from a program that only receives datagrams: no check could connect to it, and EXPOSE would name a port of TCP.
func receivesDatagrams(t *Tree, s *Stack) {
	row, ok := datagramRows()[s.Stack]
	if !ok || s.Framework.Known() || !s.Port.Known() {
		return
	}
	files := t.Sources(s.Dir, row.ends...)
	found := t.Grep(files, row.datagram, "createSocket", "SOCK_DGRAM", "datagram", "UDPServer")
	if len(found) == 0 || len(t.Grep(files, row.streams)) > 0 {
		return
	}
	s.Notes = append(s.Notes, Note{Text: fmt.Sprintf("the program receives datagrams on port %d (UDP), so the image has no EXPOSE and no HEALTHCHECK", s.Port.Value),
		Add: fmt.Sprintf("-p %d:%d/udp to docker run", s.Port.Value, s.Port.Value), Because: []Evidence{found[0].Evidence}})
	s.Port, s.PortEnv = Fact[int]{}, Fact[string]{}
}
