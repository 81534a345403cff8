package versions

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for in, want := range map[string][]int{"22": {22}, "22.x": {22}, " v22.1.0 ": {22, 1, 0}, "3.13.0rc1": {3, 13, 0}, "3.13t": {3, 13}, "go1.26": {1, 26},
		"2.7.18.RELEASE": {2, 7, 18}, "1.2.3-rc.1+b": {1, 2, 3}, "1.2.3.4": {1, 2, 3, 4}, "x": nil, "*": nil, "lts/iron": nil, "18 - 20": nil, ">=18": nil, "": nil, "9999999999": nil} {
		if got, ok := Parse(in); ok != (want != nil) || got.Compare(want) != 0 || len(got) != len(want) {
			t.Errorf("%q gives %v (%v), want %v", in, got, ok, want)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, x := range []struct {
		a, b   string
		before bool
	}{{"1.9", "1.10", true}, {"1.10", "1.9", false}, {"1.18", "1.18.20", true}, {"1.18.0", "1.18", false}, {"", "1", true}, {"2.0rc1", "2.0.1", true}} {
		if Before(x.a, x.b) != x.before {
			t.Errorf("%s before %s: want %v", x.a, x.b, x.before)
		}
	}
	if !AtLeast("3.4.1.Final", 3, 3) || AtLeast("3.2", 3, 3) || AtLeast("latest", 0) || Major("8.5") != 8 || Major("") != 0 {
		t.Error("AtLeast or Major is wrong")
	}
}

func TestRange(t *testing.T) {
	npm, python := []string{"0", "16", "18", "20", "22", "24", "26"}, []string{"2.7", "3.9", "3.10", "3.11", "3.12", "3.13"}
	for _, x := range []struct {
		lines    []string
		in, want string
	}{
		{npm, "22", "22"},
		{npm, "v22.11.0", "22"},
		{npm, "22.x", "22"},
		{npm, "^22.1", "22"},
		{npm, "~22.1.0", "22"},
		{npm, "^0.4", "0"},
		{npm, "^0.0.3", "0"},
		{npm, ">=20", "20 22 24 26"},
		{npm, ">= 20.9.0", "20 22 24 26"},
		{npm, ">20", "22 24 26"},
		{npm, ">20.1", "20 22 24 26"},
		{npm, "<20", "0 16 18"},
		{npm, "<=20", "0 16 18 20"},
		{npm, ">=18 <23", "18 20 22"},
		{npm, ">=18.0.0 <19.0.0 || >=22", "18 22 24 26"},
		{npm, "18 || 20", "18 20"},
		{npm, "18 - 22", "18 20 22"},
		{npm, "18.1 - 22.3", "18 20 22"},
		{npm, "*", "0 16 18 20 22 24 26"},
		{npm, "", "0 16 18 20 22 24 26"},
		{npm, "x", "0 16 18 20 22 24 26"},
		{npm, "latest", "0 16 18 20 22 24 26"},
		{npm, "=24.1.0-rc.1", "24"},
		{npm, ">=24 <22", ""},
		{npm, ">*", ""},
		{npm, "<0", ""},
		{npm, "^18.18.0 || ^20.9.0 || >=21.1.0", "18 20 22 24 26"},
		{python, ">=3.10", "3.10 3.11 3.12 3.13"},
		{python, ">=3.10,<3.12", "3.10 3.11"},
		{python, ">= 3.10, < 3.12", "3.10 3.11"},
		{python, "~=3.11", "3.11 3.12 3.13"},
		{python, "~=3.11.2", "3.11"},
		{python, "^3.11", "3.11 3.12 3.13"},
		{python, "~3.11", "3.11"},
		{python, "==3.12.*", "3.12"},
		{python, "===3.12", "3.12"},
		{python, ">=3.9,!=3.10.*,!=3.12.1", "3.9 3.11 3.12 3.13"},
		{python, ">3.10", "3.11 3.12 3.13"},
		{python, "2.7 | 3.11", "2.7 3.11"},
		{python, "3.13t", "3.13"},
		{python, "<4,>=3.12.3", "3.12 3.13"},
	} {
		r, err := ParseRange(x.in)
		if err != nil {
			t.Errorf("%q: %v", x.in, err)
			continue
		}
		var got []string
		for _, l := range x.lines {
			if r.Admits(l) {
				got = append(got, l)
			}
		}
		if g := strings.Join(got, " "); g != x.want {
			t.Errorf("%q admits %s, want %s", x.in, g, x.want)
		}
	}
	for _, in := range []string{"lts/*", "twenty", "22 and more", "99999999999999999999", ">=", "3.11;os", "22/3", strings.Repeat("!=1 ", 200)} {
		if r, err := ParseRange(in); err == nil {
			t.Errorf("%q gives %v, want an error", in, r)
		}
	}
}

func TestExact(t *testing.T) {
	for in, want := range map[string]string{"22.11.0": "22.11.0", "v20.1.2": "20.1.2", "=1.2.3": "1.2.3", "==3.12.4": "3.12.4", "22": "", "^22.1.0": "", "22.1.0 || 24": "", ">=22.1.0": "", "~=3.1": ""} {
		r, err := ParseRange(in)
		if got := r.Exact(); err != nil || got != want {
			t.Errorf("%q: exact %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestAllows(t *testing.T) {
	for _, x := range []struct {
		in, version string
		want        bool
	}{
		{">=18", "22.2.0", true}, {">=18", "16", false}, {">18", "18", false}, {">18", "19.0.0", true}, {"<21", "20", true}, {"<21", "22.0.0", false},
		{">= 18 < 21", "20.1.0", true}, {">=18 <21", "21", false}, {"^22.1.0", "22.3.0", true}, {"^22.1.0", "22.0.0", false}, {"^22.1.0", "23.0.0", false},
		{"~22.1.0", "22.1.9", true}, {"~22.1.0", "22.2.0", false}, {"22", "22.9.1", true}, {"22.x", "22.9.1", true}, {"18 || 20", "20.1.0", true}, {"18 || 20", "19", false},
		{"18 - 20", "19.5.0", true}, {"18 - 20", "21", false}, {"22.2.0", "22", true}, {"22.2.0", "22.3.0", false}, {"v22", "22.0.0", true}, {"banana", "22", true}, {">=18", "lts/iron", true},
	} {
		if got := Allows(x.in, x.version); got != x.want {
			t.Errorf("%q allows %q: %v", x.in, x.version, got)
		}
	}
}

func TestBelow(t *testing.T) {
	for _, x := range []struct {
		in, limit string
		want      bool
	}{
		{"4.9.1", "5", true}, {"5.0.0", "5", false}, {"^4.0.0", "5", true}, {"^4", "4.5", false}, {">=4", "5", false}, {"latest", "5", false}, {"workspace:*", "5", false},
		{"3.8", "3.9", true}, {"3", "3.9", false}, {"~5.53.0", "5.54", true}, {">=2 <1", "5", false},
	} {
		if got := Below(x.in, x.limit); got != x.want {
			t.Errorf("%q is below %s: %v", x.in, x.limit, got)
		}
	}
}

func FuzzRange(f *testing.F) {
	for _, s := range []string{"22", ">=18 <23 || 24.x", "18 - 22", "^0.0", "~>", "*", "v1.2.3-rc.1+b", ">=3.11,<4", "^3 || ~=3.1.2.*", "!=3.*,!=2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRange(s)
		if v := r.Exact(); err == nil && v != "" {
			if again, err := ParseRange(v); err != nil || again.Exact() != v {
				t.Errorf("%q is exactly %q, which is %q (%v)", s, v, again.Exact(), err)
			}
		}
		Below(s, "3")
	})
}
