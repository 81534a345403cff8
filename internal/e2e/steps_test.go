package e2e

import (
	"reflect"
	"strings"
	"testing"
)

// record is cut from a real one: deps is cached, build ran twice in the record, LINK joins, FROM pulls for a minute.
const record = `#0 building with "rig" instance using remote driver
{"vertexes":[{"digest":"a","name":"[internal] load metadata for docker.io/library/node:24","started":"2026-11-20T10:00:00Z","completed":"2026-11-20T10:01:00Z"}]}
{"vertexes":[{"digest":"b","name":"[base 1/1] FROM docker.io/library/node:24","started":"2026-11-20T10:01:00Z","completed":"2026-11-20T10:02:00Z"}]}
{"vertexes":[{"digest":"c","name":"[linux/amd64 deps 2/2] RUN npm ci","started":"2026-11-20T10:02:00Z","completed":"2026-11-20T10:02:00Z","cached":true}]}
{"vertexes":[{"digest":"d","name":"[build 1/2] COPY src ./src"}]}
{"vertexes":[{"digest":"d","name":"[build 1/2] COPY src ./src","started":"2026-11-20T10:02:00Z"}]}
{"vertexes":[{"digest":"d","name":"[build 1/2] COPY src ./src","started":"2026-11-20T10:02:00Z","completed":"2026-11-20T10:02:02Z"}]}
{"vertexes":[{"digest":"e","name":"[prod 1/1] LINK COPY --link dist dist","started":"2026-11-20T10:02:01Z","completed":"2026-11-20T10:02:03Z"}]}
{"vertexes":[{"digest":"f","name":"[build 2/2] RUN never needed"}]}
{"logs":[{"vertex":"c","stream":1,"data":"bm90IHNlZW4K"}]}
`

func TestReadBuild(t *testing.T) {
	b, err := ReadBuild(strings.NewReader(record))
	if err != nil {
		t.Fatal(err)
	}
	want := []Step{{"deps", "RUN npm ci", false}, {"build", "COPY src ./src", true}, {"build", "RUN never needed", false}}
	if !reflect.DeepEqual(b.Steps, want) {
		t.Errorf("steps %v, want %v", b.Steps, want)
	}
	if b.Seconds != 3 {
		t.Errorf("%.1f seconds, want 3: neither looking up nor pulling a base counts, and nothing twice", b.Seconds)
	}
	if got := b.Reran(); len(got) != 1 || got[0].Stage != "build" {
		t.Errorf("reran %v", got)
	}
	if b.Failure != "" {
		t.Errorf("failure %q", b.Failure)
	}
	for _, c := range []struct {
		stages string
		want   string
	}{
		{"deps", ""},
		{"deps build", "stage build was not cached: COPY src ./src"},
		{"dev", "stage dev has no step in this build"},
	} {
		if got := strings.Join(b.Uncached(strings.Fields(c.stages)), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", c.stages, got, c.want)
		}
	}
}

func TestReadBuildFailure(t *testing.T) {
	const failed = `{"vertexes":[{"digest":"c","name":"[deps 2/2] RUN npm ci","started":"2026-11-20T10:02:00Z","completed":"2026-11-20T10:02:00Z","error":"exit code: 1"}]}
{"logs":[{"vertex":"c","stream":2,"data":"bnBtIEVSUiEK"}]}
ERROR: failed to build
`
	for _, c := range []struct{ record, want string }{
		{failed, "[deps 2/2] RUN npm ci\nnpm ERR!\nexit code: 1\n"},
		{"noise\nERROR: no builder\n", "ERROR: no builder"},
	} {
		b, err := ReadBuild(strings.NewReader(c.record))
		if err != nil || b.Failure != c.want {
			t.Errorf("%q %v, want %q", b.Failure, err, c.want)
		}
	}
}

func TestInstruction(t *testing.T) {
	for _, c := range []struct{ name, stage, text string }{
		{"[1/1] COPY a /", "", "COPY a /"},
		{"[build 3/12] RUN a ] b", "build", "RUN a ] b"},
		{"[linux/arm64 build 3/12] RUN a", "build", "RUN a"},
		{"[internal] load build context", "", ""},
		{"exporting to docker image format", "", ""},
		{"[auth] token] x", "", ""},
	} {
		if stage, text := instruction(c.name); stage != c.stage || text != c.text {
			t.Errorf("%s: %q %q", c.name, stage, text)
		}
	}
}

func TestEnds(t *testing.T) {
	for text, want := range map[string]string{"1\n2\n3\n": "1\n2\n3", "1\n2\n3\n4\n5\n": "1\n…\n4\n5", "": ""} {
		if got := ends(text, 1, 2); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
