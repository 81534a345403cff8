package plan

import "testing"

// TestTrust holds that a certificate authority reaches the front end inside a back end of every language.
func TestTrust(t *testing.T) {
	for name, model := range map[string]func(*Assets) any{
		"go":     func(a *Assets) any { return &Go{Assets: a} },
		"python": func(a *Assets) any { return &Python{Assets: a} },
		"java":   func(a *Assets) any { return &Java{Assets: a} },
		"rust":   func(a *Assets) any { return &Rust{Assets: a} },
	} {
		front := &Assets{Node: &Node{}}
		m := model(front)
		if Trust(m, &CA{Name: "acme"}); CommonOf(m).CA == nil || front.Node.CA == nil {
			t.Errorf("%s: the authority does not reach the front end", name)
		}
	}
}
