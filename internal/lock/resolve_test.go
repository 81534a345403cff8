package lock

import (
	"reflect"
	"testing"
)

func TestResolveFiles(t *testing.T) {
	one, two, edited := []byte("FROM a\n"), []byte("FROM b\n"), []byte("FROM a\nRUN x\n")
	for name, c := range map[string]struct {
		ours, theirs File
		disk         []byte
		want         File
		clash        bool
	}{
		"equal":                         {File{Base: one}, File{Base: one}, edited, File{Base: one}, false},
		"the disk is ours":              {File{Base: one}, File{Base: two}, one, File{Base: one}, false},
		"the disk is theirs":            {File{Base: one}, File{Base: two}, two, File{Base: two}, false},
		"the disk is theirs, with CRLF": {File{Base: one}, File{Base: two}, []byte("\ufeffFROM b\r\n"), File{Base: two}, false},
		"the disk is neither":           {File{Base: one}, File{Base: two}, edited, File{Base: one}, true},
		"not on disk":                   {File{Base: one}, File{Base: two}, nil, File{Base: one}, false},
		"theirs was never rendered":     {File{Base: one}, File{}, edited, File{Base: one}, false},
		"ours was never rendered":       {File{}, File{Base: two}, edited, File{Base: two}, false},
		"accepted on both":              {File{Base: one, Accepted: "x"}, File{Base: one, Accepted: "x"}, edited, File{Base: one, Accepted: "x"}, false},
		"accepted as it is":             {File{Base: one}, File{Base: one, Accepted: Hash(edited)}, edited, File{Base: one, Accepted: Hash(edited)}, false},
		"accepted as it was":            {File{Base: one, Accepted: Hash(two)}, File{Base: one}, edited, File{Base: one}, false},
		"deleted":                       {File{Base: one}, File{Base: one, Absent: true}, nil, File{Base: one, Absent: true}, false},
		"deleted and back":              {File{Base: one, Absent: true}, File{Base: one}, one, File{Base: one}, false},
	} {
		c.ours.Path, c.theirs.Path, c.want.Path = "Dockerfile", "Dockerfile", "Dockerfile"
		ours, theirs := &Lock{Files: []File{c.ours}}, &Lock{Files: []File{c.theirs}}
		l, clashes := Resolve(ours, theirs, func(string) []byte { return c.disk })
		if !reflect.DeepEqual(l.Files, []File{c.want}) || (len(clashes) > 0) != c.clash {
			t.Errorf("%s: %+v, %v", name, l.Files, clashes)
		}
		for _, clash := range clashes {
			if clash.Path != "Dockerfile" || clash.String() != "Dockerfile was rendered differently on both sides, and is as neither on disk" {
				t.Errorf("%s: %s", name, clash)
			}
		}
	}
}

func TestResolve(t *testing.T) {
	given, found := func(v string) Answer { return Answer{"port", v, "flag", "--port"} }, func(v string) Answer { return Answer{"port", v, "detected", "a:1"} }
	for _, c := range []struct {
		ours, theirs, want Answer
		clash              string
	}{
		{given("1"), given("1"), given("1"), ""},
		{given("1"), found("2"), given("1"), ""},
		{found("1"), given("2"), given("2"), ""},
		{found("1"), found("2"), found("1"), ""},
		{found("1"), given("1"), given("1"), ""},
		{given("1"), given("2"), given("1"), `api: port is "1" on our side and "2" on theirs`},
	} {
		ours := &Lock{Msgen: "a", Catalog: "1", Services: []Service{{Name: "api", Answers: []Answer{c.ours}}, {Name: "b"}}}
		theirs := &Lock{Msgen: "b", Catalog: "2", Services: []Service{{Name: "a"}, {Name: "api", Answers: []Answer{{"base", "slim", "default", ""}, c.theirs},
			Facts: []Fact{{"x", "y", "", 0, ""}}, Images: []Image{{"prod", "scratch"}}}}}
		l, clashes := Resolve(ours, theirs, nil)
		want := &Lock{Msgen: "a", Catalog: "2", Services: []Service{{Name: "a"}, {Name: "api", Answers: []Answer{{"base", "slim", "default", ""}, c.want},
			Facts: []Fact{{"x", "y", "", 0, ""}}, Images: []Image{{"prod", "scratch"}}}, {Name: "b"}}}
		if !reflect.DeepEqual(l, want) {
			t.Errorf("%+v and %+v: %+v", c.ours, c.theirs, l)
		}
		if c.clash == "" && len(clashes) > 0 || c.clash != "" && (len(clashes) != 1 || clashes[0].String() != c.clash) {
			t.Errorf("%v", clashes)
		}
	}
	_, clashes := Resolve(&Lock{Packs: []Pack{{Ref: "p", Resolved: "1"}}}, &Lock{Packs: []Pack{{Ref: "p", Resolved: "2"}, {Ref: "q"}}}, nil)
	if len(clashes) != 1 || clashes[0].String() != `the pack "p" is "1" on our side and "2" on theirs` {
		t.Errorf("%v", clashes)
	}
	if _, clashes := Resolve(&Lock{Files: []File{{Path: "f", Base: []byte("a")}}}, &Lock{Files: []File{{Path: "f", Base: []byte("b")}}}, nil); len(clashes) != 1 {
		t.Errorf("without a disk: %v", clashes)
	}
	l, clashes := Resolve(example(), example(), nil)
	if !reflect.DeepEqual(l, example()) || len(clashes) > 0 {
		t.Errorf("a lock with itself: %+v, %v", l, clashes)
	}
}
