package change

import (
	"strings"
	"testing"
)

// TestEditByHand makes the standard edits in a file, and each is where a person would have put it.
func TestEditByHand(t *testing.T) {
	const before = `# syntax=docker/dockerfile:1
FROM debian AS build
COPY <<"USER" /a
USER nobody
USER
RUN apt-get update && \
    apt-get install -y --no-install-recommends tini
FROM debian
WORKDIR /app

# Nobody's.
USER 65532
EXPOSE 80
ENTRYPOINT ["/app"]
`
	const want = `# syntax=docker/dockerfile:1
FROM debian AS build
COPY <<"USER" /a
USER nobody
USER
RUN apt-get update && \
    apt-get install -y --no-install-recommends hand-edited-package tini
FROM debian
WORKDIR /app

ENV HAND_EDITED_ENV=kept
LABEL com.example.hand-edited="kept"
# Nobody's.
USER 65532
EXPOSE 80 59999
# kept: a comment by hand
ENTRYPOINT ["/app"]
`
	got, made := EditByHand([]byte(before), HandEdits()...)
	if string(got) != want || len(made) != 5 {
		t.Errorf("%d edits:\n%s", len(made), got)
	}
	crlf, _ := EditByHand([]byte(strings.ReplaceAll(before, "\n", "\r\n")), HandEdits()...)
	if string(crlf) != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("with CRLF:\n%q", crlf)
	}
}

// TestEditByHandNowhere leaves alone what has no place for an edit.
func TestEditByHandNowhere(t *testing.T) {
	for _, text := range []string{"", "FROM scratch\n", "# nothing\n", "FROM a\nCOPY <<E /a\nENTRYPOINT [\"/a\"]\n"} {
		if got, made := EditByHand([]byte(text), HandEdits()...); string(got) != text || len(made) != 0 {
			t.Errorf("%q became %q by %d edits", text, got, len(made))
		}
	}
	got, made := EditByHand([]byte("FROM a\nENTRYPOINT [\"/a\"]"), HandEdits()...)
	if len(made) != 4 || !strings.HasSuffix(string(got), "\n# kept: a comment by hand\nENTRYPOINT [\"/a\"]") {
		t.Errorf("%d edits: %q", len(made), got)
	}
}

// FuzzEditByHand never takes a line away: an edit adds to one or stands beside it.
func FuzzEditByHand(f *testing.F) {
	for _, text := range hardDockerfiles() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, before []byte) {
		after, made := EditByHand(before, HandEdits()...)
		for _, e := range made {
			if !strings.Contains(string(after), e.Sign) {
				t.Errorf("%s is not in %q", e.Name, after)
			}
		}
		if len(made) == 0 && string(after) != string(before) || len(after) < len(before) {
			t.Errorf("%q became %q", before, after)
		}
	})
}
