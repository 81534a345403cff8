package plan

import (
	"strings"
	"testing"
)

func TestSystemNames(t *testing.T) {
	debian := strings.Fields("g++ libkrb5-dev libpq5 zlib1g")
	if got := strings.Join(systemNames("apk", debian...), " "); got != "g++ krb5-dev libpq zlib" {
		t.Error(got)
	}
	if got := systemNames("apt", debian...); len(got) != 4 || got[1] != "libkrb5-dev" {
		t.Error(got)
	}
}
