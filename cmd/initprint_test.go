package cmd

import (
	"testing"

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
