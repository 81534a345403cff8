package render

import "testing"

func TestQuoteShellWith(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"-ldflags=-X main.version=$VERSION", `"-ldflags=-X main.version=${VERSION}"`},
		{"plain", "plain"},
		{"$OTHER x", `'$OTHER x'`},
		{"$VERSION $(id) `id` \"q\" \\", "\"${VERSION} \\$(id) \\`id\\` \\\"q\\\" \\\\\""},
		{"$VERSIONS", `"${VERSION}S"`},
	} {
		got, err := quoteShellWith(c.in, []string{"VERSION"})
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", c.in, got, err, c.want)
		}
	}
	if _, err := quoteShellWith("x", []string{"A B"}); err == nil {
		t.Error("a name that is no variable passes")
	}
	if _, err := quoteShellWith("a\nb $VERSION", []string{"VERSION"}); err == nil {
		t.Error("a newline passes")
	}
}
