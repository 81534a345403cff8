package e2e

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/msgen/msgen/internal/story"
)

const moved = `A manager gives way.
flags: --base slim
gone: a.lock sub/old
-- before/main.js --
1
-- before/a.lock --
-- before/sub/old --
-- after/b.lock --
-- edit --
sed -i s/a/b/ Dockerfile
-- want/check --
package.json:5: manager
-- want/keeps --
# as the Dockerfile says it
ENV A=1
-- want/setup --
true
-- want/run --
GET / 200 one
`

func TestParseMove(t *testing.T) {
	m, err := ParseMove("dir/npm.txtar", []byte(moved))
	if err != nil {
		t.Fatal(err)
	}
	names := func(s *story.Story) (all []string) {
		for _, f := range s.Repo {
			all = append(all, f.Name)
		}
		return all
	}
	if got := names(m.Before); !reflect.DeepEqual(got, []string{"main.js", "a.lock", "sub/old"}) {
		t.Errorf("before %v", got)
	}
	if got := names(m.After); !reflect.DeepEqual(got, []string{"b.lock", "main.js"}) {
		t.Errorf("after %v", got)
	}
	if m.Before.Name != "npm" || m.Before.About != "A manager gives way." || !reflect.DeepEqual(m.Before.Flags, []string{"--base", "slim"}) {
		t.Errorf("%+v", m.Before)
	}
	if m.Before.Setup == "" || m.After.Setup != "" || len(m.Before.Runs) != 1 || len(m.After.Runs) != 1 {
		t.Errorf("setup %q %q, runs %v %v", m.Before.Setup, m.After.Setup, m.Before.Runs, m.After.Runs)
	}
	if !reflect.DeepEqual(m.Keeps, []string{"ENV A=1"}) || !reflect.DeepEqual(m.Checks, []string{"package.json:5: manager"}) {
		t.Errorf("keeps %q, checks %q", m.Keeps, m.Checks)
	}
	other, err := ParseMove("npm.txtar", []byte(moved+"-- want/run-after --\nGET / 200 two\n"))
	if err != nil || other.After.Runs[0].Asks[0].Contains != "two" || other.Before.Runs[0].Asks[0].Contains != "one" {
		t.Errorf("%v", err)
	}
}

func TestParseMoveErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"-- edit --\nsed -i s/a/b/ Dockerfile\n", "", "no edit"},
		{"ENV A=1", "", "no want/keeps"},
		{"package.json:5: manager", "", "no want/check"},
		{"gone: a.lock", "gone: c.lock", "c.lock is not there before"},
		{"-- before/main.js --", "-- main.js --", "x.txtar:4: main.js is none of"},
		{"-- after/b.lock --", "-- after/../b.lock --", "no path inside"},
		{"GET / 200 one", "GET 200", "GET wants a path"},
		{"-- edit --", "--  --", "without a name"},
	} {
		_, err := ParseMove("x.txtar", []byte(strings.Replace(moved, c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.new, err, c.want)
		}
	}
}

// TestReadMoves holds that the cases of this repository can be read.
func TestReadMoves(t *testing.T) {
	all, err := ReadMoves(filepath.Join("..", "..", "testdata", "changes"))
	if err != nil || len(all) < 4 {
		t.Errorf("%d cases, %v", len(all), err)
	}
	if _, err := ReadMoves(t.TempDir()); err == nil {
		t.Error("an empty directory holds cases")
	}
}
