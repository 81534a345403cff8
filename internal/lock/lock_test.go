package lock

import (
	"reflect"
	"strings"
	"testing"
)

// example is a lock with one of everything.
func example() *Lock {
	return &Lock{
		Msgen: "v0.9.0", Catalog: "2026-11-20",
		Packs: []Pack{{Ref: "oci://example.com/web:2", Resolved: "oci://example.com/web:2@sha256:ab", Name: "web", Version: "2.3.1", Tree: "h1:x", Signer: "RWQ"}, {Ref: "./pack"}},
		Services: []Service{
			{Name: "api", Dir: ".", Context: ".", Stack: "node",
				Answers: []Answer{{"base", "distroless", "default", ""}, {"port", "8080", "detected", "server.js:12"}},
				Facts:   []Fact{{"manager", "npm", "package-lock.json", 0, ""}, {"version", "24", "package.json", 4, `"node": ">=24"`}},
				Images:  []Image{{"build", "node:24-slim@sha256:01"}, {"prod", "gcr.io/distroless/nodejs24-debian13:nonroot"}}},
			{Name: "web", Dir: "web", Context: ".", Stack: "node"},
		},
		Files: []File{
			{Path: ".dockerignore", Service: "api", Base: []byte("*\n")},
			{Path: "Dockerfile", Service: "api", Base: []byte(strings.Repeat("FROM scratch\n", 100)), Accepted: Hash([]byte("x"))},
			{Path: "web/Dockerfile", Service: "web", Absent: true},
		},
	}
}

// written writes a lock that has to be writable.
func written(t testing.TB, l *Lock, old []byte) []byte {
	t.Helper()
	data, err := l.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	data := written(t, example(), nil)
	got, err := Parse(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if !reflect.DeepEqual(got, example()) {
		t.Errorf("got %+v\n%s", got, data)
	}
	if again := written(t, got, data); string(again) != string(data) {
		t.Errorf("written again it is another:\n%s", again)
	}
}

// Each line of a lock changed to something wrong is an error with the place.
func TestParseErrors(t *testing.T) {
	good := string(written(t, example(), nil))
	for _, c := range []struct{ old, new, want string }{
		{"lockVersion: 1\n", "", ".msgen.lock:2: lockVersion is missing"},
		{"lockVersion: 1", "lockVersion: 0", ".msgen.lock:2: lockVersion 0 does not exist"},
		{"lockVersion: 1", "lockVersion: one", ".msgen.lock:2: lockVersion is not a number"},
		{"lockVersion: 1", `lockVersion: "1"`, ".msgen.lock:2: lockVersion is not a number"},
		{"catalog:", "katalog:", `.msgen.lock:4: unknown key "katalog"`},
		{"catalog: \"2026-11-20\"\n", "", `.msgen.lock:2: catalog is missing`},
		{`catalog: "2026-11-20"`, "catalog: 2026", `.msgen.lock:4: catalog is a number, but must be a string; quote 2026 if it is one`},
		{`catalog: "2026-11-20"`, "catalog: {}", `.msgen.lock:4: catalog is a mapping, but must be a string`},
		{`catalog: "2026-11-20"`, "catalog: &a x", `.msgen.lock:4: "&": anchors`},
		{`catalog: "2026-11-20"`, "catalog: a: b", `.msgen.lock:4: mapping value is not allowed`},
		{`catalog: "2026-11-20"`, "catalog: \"a", `.msgen.lock:4: a quote is not closed on the same line`},
		{`catalog: "2026-11-20"`, "catalog: \"a\"\nmsgen: \"b\"", `.msgen.lock:5: "msgen" was already set on line 3`},
		{`catalog: "2026-11-20"`, "catalog: \"a\x00\"", `.msgen.lock:4: the control character U+0000`},
		{`catalog: "2026-11-20"`, "catalog: \"a\xff\"", `.msgen.lock:4: not UTF-8`},
		{"  web:\n    dir", "  api:\n    dir", `.msgen.lock:22: "api" was already set on line 9`},
		{`dir: "web"`, `dir: "../web"`, `.msgen.lock:23: "../web" is not a path inside the repository`},
		{`  Dockerfile:`, `  ../Dockerfile:`, `.msgen.lock:31: "../Dockerfile" is not the path of a file inside the repository`},
		{`  Dockerfile:`, `  .git/config:`, `.msgen.lock:31: ".git/config" is not the path of a file inside the repository`},
		{`  Dockerfile:`, `  "C:x":`, `.msgen.lock:31: "C:x" is not the path of a file inside the repository`},
		{`  Dockerfile:`, `  "a\\b":`, `.msgen.lock:31: "a\\b" is not the path of a file inside the repository`},
		{`line: 4`, `line: "4"`, `.msgen.lock:18: line must be a whole number`},
		{`line: 4`, `line: -4`, `.msgen.lock:18: line must not be negative`},
		{`absent: true`, `absent: yes`, `.msgen.lock:38: absent is a string, but must be a boolean`},
		{`source: "default"`, `sauce: "default"`, `.msgen.lock:14: unknown key "sauce"`},
		{`, source: "default"`, ``, `.msgen.lock:14: source is missing`},
		{`base: "H4sIAAAAAAAC/9L`, `base: "H4sIAAAAAAAC/9l`, `.msgen.lock:30: `},
		{"    base: \"H4sIAAAAAAAC/9LiAgQAAP//yTdnzgIAAAA=\"\n", "", ".msgen.lock:27: rendered and base must both be present"},
		{"cdbcae", "cdbcaf", ".msgen.lock:30: the base is not the text that was rendered: its hash is sha256:cdbcae15105d6b781e620813c79c7e868740d4e9cc53ce6f5fcbbc12387adf4b"},
		{"sha256:cdbcae", "sha256:", ".msgen.lock:29: expected sha256: with 64 digits"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%q is not in\n%s", c.old, good)
		}
		l, err := Parse([]byte(bad))
		if err == nil || l != nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q for %q: %v, want %s", c.new, c.old, err, c.want)
		}
	}
}
