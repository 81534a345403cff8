package change

import "testing"

// TestMergePatterns holds the rules for a .dockerignore.
func TestMergePatterns(t *testing.T) {
	for _, c := range []mergeCase{
		{"side by side", "a\nb\n", "a\nmine\nb\n", "a\ntheirs\nb\n", "a\ntheirs\nmine\nb\n"},
		{"both at the end", "**\n!a\n", "**\n!a\n!mine\n", "**\n!a\n!theirs\n", "**\n!a\n!theirs\n!mine\n"},
		{"deleted here, a neighbour there", "a\nb\nc\n", "a\nc\n", "a\nb\nd\nc\n", "a\nd\nc\n"},
		{"the same twice", "a\n", "a\nb\n", "a\nb\nc\n", "a\nb\nc\n"},
		{"a comment of its own", "# x\na\n\n# y\nb\n", "# x\na\nmine\n\n# y\nb\n", "# x\na\n\n# z\nb\n", "# x\na\nmine\n\n# z\nb\n"},
		{"paragraphs", "a\n\n# y\nb\n", "a\nmine\n\n# y\nb\n", "a\n\n# t\ntheirs\n\n# y\nb\n", "a\nmine\n\n# t\ntheirs\n\n# y\nb\n"},
		{"opposites", "a\n", "a\n!b\n", "a\nb\n", "a\n<<<<<<< yours\n!b\n||||||| last\n=======\nb\n>>>>>>> new\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Merge(Sides{[]byte(c.base), []byte(c.yours), []byte(c.theirs)}, labels(Patterns))
			if string(m.Text) != c.want {
				t.Errorf("got\n%s\nwant\n%s", m.Text, c.want)
			}
		})
	}
}
