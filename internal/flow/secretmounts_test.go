package flow

import (
	"fmt"
	"testing"

	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
)

// TestMountedSecrets finds what a Dockerfile mounts, each once, with where the build command takes it from; what it does not mount is left out.
func TestMountedSecrets(t *testing.T) {
	text := "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required \\\n    --mount=type=secret,id=index,env=PIP_INDEX_URL \\\n    --mount=type=secret,id=index,env=UV_INDEX \\\n" +
		"    --mount=type=secret,id=my-key,target=/etc/key --mount=type=secret,id=known,env=A x\n"
	got := ""
	for _, s := range mountedSecrets([]render.File{{Path: "Dockerfile", Text: text}, {Path: "other", Text: text}}, []plan.Secret{{ID: "known", Env: "KNOWN"}, {ID: "unused"}}) {
		got += fmt.Sprintln(s.ID, s.Env, s.File, s.Required)
	}
	if want := "npmrc  ~/.npmrc true\nindex PIP_INDEX_URL  false\nmy-key MY_KEY  false\nknown KNOWN  false\n"; got != want {
		t.Errorf("found\n%s", got)
	}
	s, err := ruled(t, "node", "", map[string]string{"templates/node/_x.tmpl": "{{define \"base.after\"}}{{end}}{{define \"prod.before\"}}FROM {{ref .Images.Build}} AS extra\nRUN --mount=type=secret,id=token,env=TOKEN x{{end}}"})
	if err != nil || len(s.Plan.Secrets) != 1 || s.Plan.Secrets[0].ID != "token" {
		t.Errorf("%+v, %v", s.Plan, err)
	}
}
