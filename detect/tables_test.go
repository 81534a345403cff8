package detect

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/formats"
)

func TestTablesAreRead(t *testing.T) {
	if err := formats.ReadTables(tables(), tablesText); err != nil {
		t.Error(err)
	}
}

func TestToolOf(t *testing.T) {
	for args, want := range map[string]string{
		`["ffmpeg", "-i", path]`:          "ffmpeg",
		`f"pdftotext {path}", shell=True`: "poppler-utils",
		"'git', ['clone', url]":           "git ca-certificates",
		`["git", "rev-parse", "HEAD"]`:    "",
		`"git -C . log -1"`:               "",
		`["ls", "-l"]`:                    "",
		`command`:                         "",
		`ffmpeg_args`:                     "",
	} {
		n, ok := ToolOf(args, Evidence{})
		if got := strings.Join(n.Run, " "); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}
