package verify

import (
	"fmt"
	"testing"
)

func TestShape(t *testing.T) {
	for text, want := range map[string]string{
		"# syntax=x\n# escape=`\nFROM a\nRUN b `\n c\n":             "[{# syntax 1} {# escape 2} {FROM 3} {RUN 4}]",
		"FROM a\n# x=y\nRUN <<E\nUSER root\nE\nonbuild run x\n":     "[{FROM 1} {RUN 3} {ONBUILD RUN 6}]",
		"FROM a\nLABEL a=b \\\n# remark\n\n  c=d\nuser 1\nCMD []\n": "[{FROM 1} {LABEL 2} {USER 6} {CMD 7}]",
	} {
		got, err := Shape("Dockerfile", text)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := Shape("Dockerfile", ""); err == nil {
		t.Error("nothing is a Dockerfile")
	}
}
