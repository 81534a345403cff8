package verify

import (
	"fmt"
	"slices"
	"testing"
)

// unseen are the promises of the field guide that no text of a Dockerfile shows, and where they are kept instead. Some
// are kept in part: a rule of their number sees what can be seen.
func unseen() map[int]string {
	return map[int]string{
		10: "that a step is optional by choice and not by a second Dockerfile is how plan makes targets",
		16: "the external cache is an option of the build command, in the workflow and the bake file",
		27: "a family of bases is the catalog's; TestWolfi shows that its images are understood",
		34: "the size of an image is known when it is built",
		35: "the notes on debugging are text beside the Dockerfile",
		36: "the history and the wasted space are those of a built image; MS025, MS028 and MS061 see what the text gives away",
	}
}

// kept names the rules that prove a promise beside those that carry its number.
func kept() map[int][]string {
	return map[int][]string{
		30: {"MS020", "MS071"}, // caches, CGO_ENABLED=0
		31: {"MS072"},
		32: {"MS028", "MS043"}, // --no-cache-dir or a mount, slim
		33: {"MS045", "MS085"}, // JRE, no sh -c java $JAVA_OPTS
		37: {"MS009"},          // TestOneStageIsEnough
	}
}

// TestPromises wants each of the 37 promises proven by a rule with its cases, or named with the reason why none can.
func TestPromises(t *testing.T) {
	cases := map[string]int{}
	for _, c := range allCases() {
		cases[c.rule]++
	}
	proof := kept()
	for _, r := range Rules() {
		proof[r.Promise] = append(proof[r.Promise], r.ID)
	}
	for n := 1; n <= 37; n++ {
		t.Run(fmt.Sprintf("%02d", n), func(t *testing.T) {
			reason := unseen()[n]
			if len(proof[n]) == 0 && reason == "" {
				t.Fatal("nothing proves it, and nothing says why")
			}
			slices.Sort(proof[n])
			for _, id := range proof[n] {
				if cases[id] == 0 {
					t.Errorf("rule %s has no case", id)
				}
			}
			t.Log(proof[n], reason)
		})
	}
}

func TestOneStageIsEnough(t *testing.T) {
	for _, text := range []string{
		"FROM nginxinc/nginx-unprivileged:1.28-alpine-slim\nCOPY index.html /usr/share/nginx/html/\n",
		"FROM python:3.13-slim\nCOPY app.py /\nUSER 1000\nCMD [\"python\", \"/app.py\"]\n",
	} {
		found, err := Dockerfile("Dockerfile", text, Context{})
		if err != nil || breaks(found, "MS009") || breaks(found, "MS006") {
			t.Errorf("%v %v", found, err)
		}
	}
}

func TestWolfi(t *testing.T) {
	for ref, want := range map[string]image{
		"cgr.dev/chainguard/static:latest": {libc: "none", shell: "no", user: "65532"},
		"cgr.dev/chainguard/node:24":       {libc: "glibc", shell: "no", user: "65532"},
		"cgr.dev/chainguard/node:24-dev":   {libc: "glibc", shell: "yes", user: "65532"},
		"cgr.dev/chainguard/wolfi-base:1":  {libc: "glibc", shell: "yes", user: "65532"},
	} {
		if got := fromRef(ref); got.libc != want.libc || got.shell != want.shell || got.user != want.user {
			t.Errorf("%s: %+v", ref, got)
		}
	}
}
