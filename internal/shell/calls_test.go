package shell

import (
	"fmt"
	"strings"
	"testing"
)

func TestCalls(t *testing.T) {
	for script, want := range map[string]string{
		"A=1 npm ci --x='a b' && go build -o \"/out/$NAME\" . | tee log": "[{[A=1] [npm ci --x=a b]} {[] [go build -o /out/$NAME .]} {[] [tee log]}]",
		"if [ -f a ]; then npm ci; fi":                                   "[{[] [[ -f a ]]} {[] [npm ci]}]",
		"case $A in x) a ;; *) b >&2 ;; esac":                            "[{[] [a]} {[] [b >&2]}]",
		"cp $(find / -name x | head) /y":                                 "[{[] [cp $(find / -name x | head) /y]}]",
		"apk add a \\\n  b # why":                                        "[{[] [apk add a b]}]",
		"curl https://example.com/x > /x; echo done":                     "[{[] [curl https://example.com/x > /x]} {[] [echo done]}]",
		"": "[]",
	} {
		if got := fmt.Sprint(Calls(script)); got != want {
			t.Errorf("%q: %s, want %s", script, got, want)
		}
	}
}

// TestDeepCalls: no script takes the memory of the machine, or its time.
func TestDeepCalls(t *testing.T) {
	for _, word := range []string{"(", "$(", "{ ", "if a; then ", "\"$(", "`", "((", "${a:-", "a <<b\n", "[[ (", "! ", "case a in a) "} {
		for _, size := range []int{1000, 60 << 10, 1 << 20} {
			script := strings.Repeat(word, size/len(word))
			if Calls(script); size > 64<<10 {
				if _, err := Commands(script, nil); err == nil {
					t.Errorf("%q is read", word)
				}
			}
		}
	}
}
