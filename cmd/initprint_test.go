package cmd

import (
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/flow"
	"github.com/msgen/msgen/internal/plan"
)

// TestSecretWord holds that the build command can be pasted: a shell expands $HOME in double quotes, and no ~ inside a word.
func TestSecretWord(t *testing.T) {
	tests := []struct {
		secret plan.Secret
		want   string
	}{
		{plan.Secret{ID: "netrc", File: "~/.netrc"}, `"id=netrc,src=$HOME/.netrc"`},
		{plan.Secret{ID: "npmrc", File: "conf/my npmrc"}, `'id=npmrc,src=conf/my npmrc'`},
		{plan.Secret{ID: "token", Env: "TOKEN"}, `id=token,env=TOKEN`},
	}
	for _, tt := range tests {
		if got := secretWord(tt.secret); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

// TestServiceNotes holds that a note on several services is printed once, wherever each of them has its evidence.
func TestServiceNotes(t *testing.T) {
	var r initRun
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		stack := detect.Stack{Name: name, Notes: []detect.Note{{Text: "the same", Because: []detect.Evidence{{Path: name + "/pom.xml"}}}}}
		if name == "b" {
			stack.Notes = append(stack.Notes, detect.Note{Text: "its own"})
		}
		r.result.Services = append(r.result.Services, flow.Service{Stack: stack, Plan: &plan.Plan{}})
	}
	var got []string
	for _, n := range r.serviceNotes() {
		got = append(got, n.Text)
	}
	if want := "a, b, c, and 2 more: the same; b: its own"; strings.Join(got, "; ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if r.result.Services[0].Stack.Notes[0].Text != "the same" {
		t.Error("the note of the service itself is changed")
	}
}
