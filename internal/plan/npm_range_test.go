package plan

import (
	"strings"
	"testing"
)

func TestNPMRange(t *testing.T) {
	lines := []string{"0", "16", "18", "20", "22", "24", "26"}
	for _, x := range []struct{ in, want string }{
		{"22", "22"},
		{"v22.11.0", "22"},
		{"22.x", "22"},
		{"^22.1", "22"},
		{"~22.1.0", "22"},
		{"^0.4", "0"},
		{"^0.0.3", "0"},
		{">=20", "20 22 24 26"},
		{">= 20.9.0", "20 22 24 26"},
		{">20", "22 24 26"},
		{">20.1", "20 22 24 26"},
		{"<20", "0 16 18"},
		{"<=20", "0 16 18 20"},
		{">=18 <23", "18 20 22"},
		{">=18.0.0 <19.0.0 || >=22", "18 22 24 26"},
		{"18 || 20", "18 20"},
		{"18 - 22", "18 20 22"},
		{"18.1 - 22.3", "18 20 22"},
		{"*", "0 16 18 20 22 24 26"},
		{"", "0 16 18 20 22 24 26"},
		{"x", "0 16 18 20 22 24 26"},
		{"=24.1.0-rc.1", "24"},
		{">=24 <22", ""},
		{"^18.18.0 || ^20.9.0 || >=21.1.0", "18 20 22 24 26"},
	} {
		r, err := parseNPMRange(x.in)
		if err != nil {
			t.Errorf("%q: %v", x.in, err)
			continue
		}
		var got []string
		for _, l := range lines {
			if r.line(l) {
				got = append(got, l)
			}
		}
		if g := strings.Join(got, " "); g != x.want {
			t.Errorf("%q admits %s, want %s", x.in, g, x.want)
		}
	}
}

func TestNPMRangeExact(t *testing.T) {
	for in, want := range map[string]string{"22.11.0": "22.11.0", "v20.1.2": "20.1.2", "=1.2.3": "1.2.3", "22": "", "^22.1.0": "", "22.1.0 || 24": "", ">=22.1.0": ""} {
		r, err := parseNPMRange(in)
		if got, _ := r.exact(); err != nil || got != want {
			t.Errorf("%q: exact %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestNPMRangeErrors(t *testing.T) {
	for _, in := range []string{"lts/*", "twenty", "22 and more", "99999999999999999999", ">="} {
		if r, err := parseNPMRange(in); err == nil {
			t.Errorf("%q gives %v, want an error", in, r)
		}
	}
}

func FuzzNPMRange(f *testing.F) {
	for _, s := range []string{"22", ">=18 <23 || 24.x", "18 - 22", "^0.0", "~>", "*", "v1.2.3-rc.1+b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseNPMRange(s)
		if v, ok := r.exact(); err == nil && ok {
			again, err := parseNPMRange(v)
			if w, _ := again.exact(); err != nil || w != v {
				t.Errorf("%q is exactly %q, which is %q (%v)", s, v, w, err)
			}
		}
	})
}
