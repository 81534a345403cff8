package change

import (
	"strings"
	"testing"
)

// TestMergeBytes holds what becomes of bytes that are no plain text with line ends.
func TestMergeBytes(t *testing.T) {
	for _, form := range []Form{Lines, Patterns, Instructions} {
		for _, c := range []mergeCase{
			{"CRLF stays, new lines get it", "ENV a=1\nUSER b\nEXPOSE 1\n", "ENV a=1\r\nUSER c\r\nEXPOSE 1\r\n", "ENV a=1\nUSER b\nEXPOSE 1\nCMD d\n", "ENV a=1\r\nUSER c\r\nEXPOSE 1\r\nCMD d\r\n"},
			{"nothing but CRLF", "a 1\nb 2\n", "a 1\r\nb 2\r\n", "a 1\nb 2\nc 3\n", "a 1\r\nb 2\r\nc 3\r\n"},
			{"mixed ends stay", "a 1\nb 2\nc 3\n", "a 1\r\nb 2\nc 3\r\nd 4\r\n", "e 5\na 1\nb 2\nc 3\n", "e 5\r\na 1\r\nb 2\nc 3\r\nd 4\r\n"},
			{"a mark stays", "a 1\nb 2\nc 3\n", "\xef\xbb\xbfa 1\nb 2\nd 4\n", "e 5\na 1\nb 2\nc 3\n", "\xef\xbb\xbfe 5\na 1\nb 2\nd 4\n"},
			{"no mark comes", "a 1\nb 2\nc 3\n", "a 1\nb 2\nd 4\n", "\xef\xbb\xbfe 5\na 1\nb 2\nc 3\n", "e 5\na 1\nb 2\nd 4\n"},
			{"no last end stays", "a 1\nb 2\nc 3\n", "a 1\nb 2\nc 3", "e 5\na 1\nb 2\nc 3\n", "e 5\na 1\nb 2\nc 3"},
			{"an end comes when the last line is new", "a 1\nb 2\n", "a 1\nb 2", "a 1\nb 2\nc 3\n", "a 1\nb 2\nc 3\n"},
			{"latin-1 stays", "a 1\nb 2\nc 3\n", "a 1\nb \xe9\xff\nc 3\n", "a 1\nb 2\nc 3\nd 4\n", "a 1\nb \xe9\xff\nc 3\nd 4\n"},
			{"an empty base", "", "a 1\n", "a 1\n", "a 1\n"},
		} {
			m := Merge(Sides{[]byte(c.base), []byte(c.yours), []byte(c.theirs)}, labels(form))
			if string(m.Text) != c.want || len(m.Conflicts) > 0 {
				t.Errorf("%s, %s: got %q, want %q", form, c.name, m.Text, c.want)
			}
		}
	}
}

// TestMergeWhole holds what is one conflict as a whole, and leaves the file as it is.
func TestMergeWhole(t *testing.T) {
	marked := "a\n<<<<<<< yours\nb\n||||||| last\n=======\nc\n>>>>>>> new\n"
	for _, c := range []struct{ name, base, yours, theirs, prefer, want, note string }{
		{"UTF-16", "a\n", "\xff\xfea\x00\n\x00", "b\n", "", "\xff\xfea\x00\n\x00", "not text"},
		{"NUL", "a\n", "a\x00\n", "b\n", "", "a\x00\n", "not text"},
		{"NUL, theirs", "a\n", "a\x00\n", "b\n", "theirs", "b\n", "not text"},
		{"NUL, yours", "a\n", "a\x00\n", "b\n", "yours", "a\x00\n", "not text"},
		{"markers", "a\n", marked, "b\n", "", marked, "conflict markers"},
		{"markers, theirs", "a\n", marked, "b\n", "theirs", marked, "conflict markers"},
		{"markers and nothing new", "a\n", marked, "a\n", "", marked, "conflict markers"},
		{"markers with CRLF", "a\n", strings.ReplaceAll(marked, "\n", "\r\n"), "b\n", "", strings.ReplaceAll(marked, "\n", "\r\n"), "conflict markers"},
		{"markers in the base", marked, "a\n", "b\n", "", "a\n", "conflict markers"},
	} {
		o := labels(Instructions)
		o.Prefer = c.prefer
		m := Merge(Sides{[]byte(c.base), []byte(c.yours), []byte(c.theirs)}, o)
		if string(m.Text) != c.want || len(m.Notes) != 1 || !strings.Contains(m.Notes[0], c.note) || len(m.Conflicts)+m.Settled != 1 {
			t.Errorf("%s: %q, notes %q, %d conflicts, %d settled", c.name, m.Text, m.Notes, len(m.Conflicts), m.Settled)
		}
	}
}

// TestPrefer holds that a side which is preferred settles conflicts and nothing else.
func TestPrefer(t *testing.T) {
	s := Sides{[]byte("a\nx\nb\nc\n"), []byte("a\ny\nb\nc2\n"), []byte("a2\nz\nb\nc\n")}
	for prefer, want := range map[string]string{"yours": "a\ny\nb\nc2\n", "theirs": "a2\nz\nb\nc2\n"} {
		m := Merge(s, MergeOptions{Form: Lines, Prefer: prefer})
		if string(m.Text) != want || m.Settled != 1 || len(m.Conflicts) > 0 {
			t.Errorf("%s: %q, %d settled", prefer, m.Text, m.Settled)
		}
	}
}

// TestConflict holds what a conflict says and where it begins.
func TestConflict(t *testing.T) {
	m := Merge(Sides{[]byte("a\nb\nc\n"), []byte("n\na\nx\nc"), []byte("a\ny\nc\n")}, labels(Lines))
	if len(m.Conflicts) != 1 || m.Conflicts[0] != (Conflict{3, "b\n", "x\n", "y\n"}) {
		t.Errorf("%+v in\n%s", m.Conflicts, m.Text)
	}
	if !HasMarkers(m.Text) {
		t.Error("the markers are not recognised")
	}
}

// TestHasMarkers holds what counts as unsettled.
func TestHasMarkers(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "a\n=======\nb\n": false, "<<<<<<< a\n=======\n>>>>>>> b": true, "<<<<<<<\n=======\n>>>>>>>\n": true,
		"<<<<<<< a\n>>>>>>> b\n=======\n": false, " <<<<<<< a\n=======\n>>>>>>> b\n": false, "\xef\xbb\xbf<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n": true,
		"<<<<<<<<<< a\n=======\n>>>>>>> b\n": false,
	} {
		if HasMarkers([]byte(text)) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
