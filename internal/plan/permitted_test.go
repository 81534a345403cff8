package plan

import "testing"

// TestPermitted refuses what a team's rules refuse, points to what they allow, and leaves all where they would leave nothing.
func TestPermitted(t *testing.T) {
	options := []Option{{Base: "distroless"}, {Base: "slim"}, {Base: "alpine"}, {Base: "scratch", Refused: &Refusal{Reason: "no libc", Nearest: "--base distroless"}}}
	for _, c := range []struct {
		name   string
		forbid []string
		auto   string
		near   string // of scratch
	}{
		{"nothing", nil, "distroless", "--base distroless"},
		{"the first", []string{"distroless"}, "slim", "--base slim"},
		{"another", []string{"slim"}, "distroless", "--base distroless"},
		{"all but one", []string{"distroless", "slim"}, "alpine", "--base alpine"},
		{"all", []string{"distroless", "slim", "alpine"}, "distroless", "--base distroless"},
	} {
		got := permitted(options, func(base, _ string) *Refusal {
			for _, f := range c.forbid {
				if f == base {
					return &Refusal{Reason: "forbidden"}
				}
			}
			return nil
		})
		o, err := take(got, "auto")
		if err != nil || o.Base != c.auto || got[3].Refused.Nearest != c.near || got[3].Refused.Reason != "no libc" {
			t.Errorf("%s: %s, %+v, %v", c.name, o.Base, got[3].Refused, err)
		}
	}
	if options[0].Refused != nil || options[3].Refused.Nearest != "--base distroless" {
		t.Error("the options of the stack were changed")
	}
}
