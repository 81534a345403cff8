package change

import "testing"

func TestAround(t *testing.T) {
	s := Sides{Base: []byte("FROM a\nUSER b\n"), Yours: []byte("FROM a\n\n# d\nRUN c\nUSER b\n"), Theirs: []byte("FROM e\nUSER b\nCMD f\n")}
	merged := "FROM e\n\n# d\nRUN c\nUSER b\nCMD f\n"
	for _, c := range []struct {
		name    string
		at      []int
		prefer  string
		want    string
		without string
	}{
		{"yours", []int{4}, "", "FROM e\n\n<<<<<<< yours\n# d\nRUN c\n||||||| last\n=======\n>>>>>>> new\nUSER b\nCMD f\n", "FROM e\nUSER b\nCMD f\n"},
		{"theirs", []int{6}, "", "FROM e\n\n# d\nRUN c\nUSER b\n<<<<<<< yours\n||||||| last\n=======\nCMD f\n>>>>>>> new\n", "FROM e\n\n# d\nRUN c\nUSER b\n"},
		{"take yours", []int{4}, "yours", merged, "FROM e\nUSER b\nCMD f\n"},
		{"take theirs", []int{4}, "theirs", "FROM e\n\nUSER b\nCMD f\n", "FROM e\nUSER b\nCMD f\n"},
		{"a stage", []int{1}, "", "", ""},
		{"of both", []int{5}, "", "", ""},
		{"one of two is of both", []int{4, 5}, "", "", ""},
		{"no line", nil, "", "", ""},
		{"no such line", []int{9}, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := labels(Instructions)
			o.Prefer = c.prefer
			m, without, ok := Around([]byte(merged), c.at, s, o)
			if ok != (c.want != "") || string(m.Text) != c.want || string(without) != c.without {
				t.Errorf("%v:\n%s\nwithout:\n%s", ok, m.Text, without)
			}
			if conflict := ok && c.prefer == ""; conflict != (len(m.Conflicts) == 1) {
				t.Errorf("%d conflicts", len(m.Conflicts))
			}
		})
	}
}
