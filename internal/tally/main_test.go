package main

import (
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     counts
		out      string
	}{
		{"passed", `{"Action":"output","Package":"a","Test":"TestX","Output":"quiet\n"}
{"Action":"pass","Package":"a","Test":"TestX/sub"}
{"Action":"pass","Package":"a","Test":"TestX"}
{"Action":"output","Package":"a","Output":"PASS\n"}
{"Action":"output","Package":"a","Output":"ok  \ta\t0.01s\n"}
{"Action":"pass","Package":"a"}
`, counts{passed: 2}, "ok  \ta\t0.01s\n"},
		{"failed and skipped", `{"Action":"output","Package":"a","Test":"TestX","Output":"loud\n"}
{"Action":"fail","Package":"a","Test":"TestX"}
{"Action":"skip","Package":"a","Test":"TestY"}
{"Action":"fail","Package":"a"}
`, counts{failed: 1, skipped: 1}, "loud\n"},
		{"does not build", `{"ImportPath":"a","Action":"build-output","Output":"a.go:1: no\n"}
{"ImportPath":"a","Action":"build-fail"}
{"Action":"fail","Package":"a","FailedBuild":"a"}
`, counts{broken: 1}, "a.go:1: no\n"},
		{"panicked", `{"Action":"run","Package":"a","Test":"TestX"}
{"Action":"output","Package":"a","Test":"TestX","Output":"panic: no\n"}
{"Action":"fail","Package":"a"}
`, counts{broken: 1}, "panic: no\n"},
		{"no test files", `{"Action":"output","Package":"a","Output":"?   \ta\t[no test files]\n"}
{"Action":"skip","Package":"a"}
`, counts{}, ""},
		{"no JSON", "go: no such module\n", counts{}, "go: no such module\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			got, err := tally(strings.NewReader(c.in), &out)
			if err != nil || got != c.want || out.String() != c.out {
				t.Errorf("%+v %v, want %+v\n%q\nwant %q", got, err, c.want, out.String(), c.out)
			}
		})
	}
}
