package detect

import (
	"strings"
	"testing"
)

const certificate = "-----BEGIN CERTIFICATE-----\n"

// TestMentions finds the name of a file in sources of every encoding, and gives the line as it reads.
func TestMentions(t *testing.T) {
	for name, source := range map[string]string{
		"UTF-8":   "// größe\nconst key = read('server.pem')\n",
		"Latin-1": "// gr\xf6\xdfe\nconst key = read('server.pem')\n",
		"UTF-16":  "\xff\xfe/\x00/\x00\n\x00'\x00s\x00e\x00r\x00v\x00e\x00r\x00.\x00p\x00e\x00m\x00'\x00",
		"BOM":     "\xef\xbb\xbf//\nread('server.pem')\n",
	} {
		tree := inMemory(t, map[string]string{"main.js": source, "server.pem": certificate})
		v := &vault{t: tree, all: []string{"server.pem"}, stack: &Stack{Dir: "."}}
		if at := v.mentions()["server.pem"]; at.Path != "main.js" || at.Line != 2 || !strings.Contains(at.Text, "server.pem") {
			t.Errorf("%s: %+v", name, at)
		}
	}
}
