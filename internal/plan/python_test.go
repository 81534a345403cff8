package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/choice"
)

// pythonInput is a service with an application and a version, for tests that care for one part of a plan.
func pythonInput(t *testing.T, version string, py detect.Python) Input {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Catalog: c, Stack: detect.Stack{Name: "x", Dir: ".", Context: ".", Stack: "python", Python: &py}}
	in.Choices.Version = choice.Choice[string]{Value: version}
	return in
}

// TestPythonVolumes holds that what is written is a volume, unless it lies in one or holds parts of the program.
func TestPythonVolumes(t *testing.T) {
	var c Common
	c.written([]detect.Write{{Dir: "data", Keep: true}, {Dir: "data/icons", Keep: true}, {Dir: "logs"}, {Dir: "static", Keep: true, Code: true}, {Dir: "/tmp/x"}}, "/app", true)
	if want := []string{"/app/data", "/app/data/icons", "/app/logs", "/app/static"}; !slices.Equal(c.Writable, want) {
		t.Errorf("writable are %v, want %v", c.Writable, want)
	}
	if want := []string{"/app/data", "/app/logs"}; !slices.Equal(c.Volumes, want) {
		t.Errorf("volumes are %v, want %v", c.Volumes, want)
	}
}

// TestPythonNamed holds which directories of the repository come before the install: all of it only for the project itself.
func TestPythonNamed(t *testing.T) {
	for _, tt := range []struct {
		manager string
		local   []string
		all     bool
		dirs    string
	}{
		{"pip", []string{"./libs/x", "vendor/y.whl"}, false, "libs/x vendor/y.whl"},
		{"pip", []string{".", "./libs/x"}, true, ""},
		{"uv", []string{"packages/x"}, false, ""}, // copied as a member
		{"pip", nil, false, ""},
	} {
		py := detect.Python{}
		for _, dir := range tt.local {
			py.Local = append(py.Local, detect.Candidate{Value: dir})
		}
		in := pythonInput(t, "", py)
		in.Stack.Manager.Value = tt.manager
		w, err := newPyWork(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(w.named(), " "); w.copiesFirst() != tt.all || got != tt.dirs {
			t.Errorf("%s %v: all %v, named %q", tt.manager, tt.local, w.copiesFirst(), got)
		}
	}
}

func TestPythonLine(t *testing.T) {
	tests := []struct{ declared, line string }{
		{"", "3.13"}, {">=3.9", "3.13"}, {">=3.12,<3.13", "3.12"}, {"^3.10", "3.13"}, {"~3.11", "3.11"}, {"~=3.11.0", "3.11"}, {"~=3.11", "3.13"},
		{"3.12.4", "3.12"}, {"3.9", "3.9"}, {"==3.11.*", "3.11"}, {">3.12", "3.13"}, {"<3.12", "3.11"}, {"<=3.12", "3.12"}, {">=3.14", "3.14"}, {"3", "3.13"},
		{"!=3.13.*,>=3.11", "3.14"}, {">= 3.10, < 3.12", "3.11"}, {"<3.11 || >=3.12", "3.13"}, {">=3.13.0rc1", "3.13"}, {">=3.11.4,<3.12", "3.11"}, {"<3.10", "3.9"},
		{"2.7", "refused"}, {"3.6", "3.7"}, {"3.6.5", "3.7"}, {"==3.6.5", "refused"}, {"3.7", "3.7"}, {"banana", "refused"}, {">=4", "refused"},
	}
	for _, tt := range tests {
		w, err := newPyWork(pythonInput(t, tt.declared, detect.Python{}))
		line, notes := w.line, w.notes
		var refused *Refusal
		if errors.As(err, &refused) {
			line = "refused"
		}
		if line != tt.line {
			t.Errorf("%q gives %s, want %s", tt.declared, line, tt.line)
		}
		if ended := line == "3.9"; ended && (len(notes) != 1 || !strings.Contains(notes[0].Text, "reached its end of life")) {
			t.Errorf("%q: nothing is said of the end of 3.9: %v", tt.declared, notes)
		}
	}
}

// TestPythonNewest holds that pinned packages bound what is left open, and never overrule what is declared: then a note says so.
func TestPythonNewest(t *testing.T) {
	tests := []struct{ declared, newest, line string }{
		{"", "3.10", "3.10"}, {"", "3.12", "3.12"}, {"^3.9", "3.11", "3.11"}, {"3.13", "3.11", "3.13"}, {">=3.12", "3.11", "3.13"}, {"", "3.13", "3.13"}, {"", "3.5", "3.13"},
	}
	for _, tt := range tests {
		in := pythonInput(t, tt.declared, detect.Python{Newest: detect.Fact[string]{Value: tt.newest, Because: []detect.Evidence{{Path: "requirements.txt"}}}, NewestFor: "x 1"})
		w, err := newPyWork(in)
		line, notes := w.line, w.notes
		if err != nil || line != tt.line {
			t.Errorf("%q with packages up to %s gives %s (%v), want %s", tt.declared, tt.newest, line, err, tt.line)
		}
		if said := len(notes) > 0 && strings.Contains(notes[0].Text, "x 1"); said != (tt.newest != "3.13") {
			t.Errorf("%q with packages up to %s: notes %v", tt.declared, tt.newest, notes)
		}
	}
}

// TestPythonUVRelease holds that uv is of a release that the repository asks for.
func TestPythonUVRelease(t *testing.T) {
	for tool, want := range map[string]string{"": "0.13.8", ">=0.4": "0.13.8", ">=0.4,<0.6": "0.5", "==0.7.22": "0.7.22", "0.7.22": "0.7.22", "~=0.8.1": "0.8", "latest": "0.13.8", ">=1": "0.13.8"} {
		w := &pyWork{service: service{in: pythonInput(t, "3.13", detect.Python{Tool: detect.Fact[string]{Value: tool}})}}
		w.py = w.in.Stack.Python
		uv, err := w.in.Catalog.Image("uv", catalog.Scratch, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := w.uvRef(uv); !strings.HasSuffix(got, ":"+want) {
			t.Errorf("%q: %s, want %s", tool, got, want)
		}
		if said := len(w.notes) > 0; said != (tool == ">=1") {
			t.Errorf("%q: notes %v", tool, w.notes)
		}
	}
}

// TestPythonExact holds what becomes of one declared release: a manifest's is taken, another is followed by its line, which is said.
func TestPythonExact(t *testing.T) {
	for _, tt := range []struct {
		declared, base, ref string
		said                bool
	}{
		{"3.13.2", "slim", "python:3.13-slim-trixie", true}, {"3.13.2", "distroless", "gcr.io/distroless/python3-debian13:nonroot", true},
		{"==3.12.4", "slim", "python:3.12.4-slim", false}, {"==3.12.4", "alpine", "python:3.12.4-alpine", false}, {"3.13", "slim", "python:3.13-slim-trixie", false},
		{"==3.12.*", "slim", "python:3.12-slim-trixie", false}, {">=3.13.2", "slim", "python:3.13-slim-trixie", false},
	} {
		w, err := newPyWork(pythonInput(t, tt.declared, detect.Python{}))
		if err == nil {
			err = w.stand(tt.base)
		}
		if err != nil || w.final.Ref != tt.ref || (len(w.notes) > 0) != tt.said {
			t.Errorf("%s on %s: %s, %v (%v)", tt.declared, tt.base, w.final.Ref, w.notes, err)
		}
	}
	options, err := Options(pythonInput(t, "==3.13.2", detect.Python{}))
	if err != nil || options[0].Base != "distroless" || options[0].Refused == nil {
		t.Errorf("distroless for one release: %v (%v)", options[0].Refused, err)
	}
}

func TestPythonBases(t *testing.T) {
	libpq := []detect.Native{{Name: "psycopg2", Run: []string{"libpq5"}, Musl: true}}
	torch := []detect.Native{{Name: "torch"}}
	tests := []struct {
		name, version string
		py            detect.Python
		best          string
		refused       string
	}{
		{"Debian's own", "3.13", detect.Python{}, "distroless", "scratch"},
		{"Debian 12's own", "3.11", detect.Python{}, "distroless", "scratch"},
		{"not Debian's", "3.12", detect.Python{}, "slim", "distroless scratch"},
		{"a library at run time", "3.13", detect.Python{Native: libpq}, "slim", "distroless scratch"},
		{"no wheel for musl", "3.12", detect.Python{Native: torch}, "slim", "distroless alpine scratch"},
		{"C++ is loaded", "3.13", detect.Python{Cxx: detect.Fact[bool]{Value: true, Because: []detect.Evidence{{Path: "a.py"}}}}, "slim", "scratch"},
		{"programs are run", "3.13", detect.Python{Shell: detect.Fact[bool]{Value: true, Because: []detect.Evidence{{Path: "a.py"}}}}, "slim", "scratch"},
	}
	for _, tt := range tests {
		options, err := Options(pythonInput(t, tt.version, tt.py))
		if err != nil {
			t.Fatal(err)
		}
		best, refused := "", []string{}
		for _, o := range options {
			if o.Refused != nil {
				refused = append(refused, o.Base)
			} else if best == "" {
				best = o.Base
			}
		}
		want := strings.Fields(tt.refused)
		slices.Sort(refused)
		slices.Sort(want)
		if best != tt.best || !slices.Equal(refused, want) {
			t.Errorf("%s: best %s, refused %v; want %s and %v", tt.name, best, refused, tt.best, want)
		}
	}
}

func TestPythonMovePort(t *testing.T) {
	got := movePort([]string{"gunicorn", "a:app", "-b", "0.0.0.0:8000", "--x=8000", "--workers", "4"}, 8000, 9000)
	if want := "gunicorn a:app -b 0.0.0.0:9000 --x=9000 --workers 4"; strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}

func TestPythonToolSpec(t *testing.T) {
	for version, want := range map[string]string{"": "poetry", "1.8.3": "poetry==1.8.3", ">=1.8, <2": "poetry>=1.8,<2", "^2.0": "poetry"} {
		w := &pyWork{py: &detect.Python{Tool: detect.Fact[string]{Value: version}}}
		if got := w.toolSpec("poetry"); got != want {
			t.Errorf("%q gives %s, want %s", version, got, want)
		}
	}
}
