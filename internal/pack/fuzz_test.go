package pack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seed adds the hostile fixtures of a name.
func seed(f *testing.F, name string) {
	f.Helper()
	var files []string
	for _, folder := range []string{"*", "*/*"} {
		more, err := filepath.Glob(filepath.Join("../../testdata/packs", folder, name))
		if err != nil {
			f.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// clean wants an error to be one line that a terminal can print.
func clean(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.ContainsFunc(strings.ReplaceAll(line, "\t", " "), unsafe) {
			t.Errorf("the error carries a control character: %q", line)
		}
	}
}

func FuzzManifest(f *testing.F) {
	seed(f, "pack.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := readManifest(data)
		if clean(t, err); err == nil && (m.Name == "" || CheckVersion(m.Version) != nil || strings.ContainsFunc(m.Description, unsafe)) {
			t.Errorf("took %+v", m)
		}
	})
}

func FuzzSchema(f *testing.F) {
	seed(f, schemaName)
	f.Add([]byte(questions))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := readSchema(data)
		if clean(t, err); err != nil {
			return
		}
		all, _, err := s.Complete("go", nil)
		if err != nil {
			t.Fatal(err)
		}
		for key, v := range all {
			if err := safe(v); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		}
	})
}

func FuzzImages(f *testing.F) {
	seed(f, "images.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := readImages(data)
		if clean(t, err); err != nil {
			return
		}
		for _, ref := range []string{"node:24", "gcr.io/distroless/static-debian13:nonroot", "registry.example.com/a/b"} {
			to, err := i.Apply(ref)
			if clean(t, err); err != nil {
				continue
			}
			if _, err := parseReference(to); err != nil {
				t.Errorf("%s becomes %q, which is no reference: %v", ref, to, err)
			}
		}
	})
}

func FuzzReference(f *testing.F) {
	for _, s := range []string{"node:24", "registry.example.com:5000/a/b:c@sha256:00", "localhost/x", "docker.io:443/a", "registry:443/a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseReference(s)
		if clean(t, err); err != nil {
			return
		}
		if again, err := parseReference(r.String()); err != nil || again.String() != r.String() {
			t.Errorf("%q is %s, and that is %s, %v", s, r, again, err)
		}
	})
}

func FuzzPolicy(f *testing.F) {
	seed(f, "policy.yaml")
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := readPolicy(data)
		if clean(t, err); err != nil {
			return
		}
		both, err := p.over(p)
		if err != nil {
			t.Fatalf("a policy is not as tight as itself: %v", err)
		}
		v, err := both.Judge(facts(), nil, "2026-11-21")
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range v.Breaches {
			if b.By == "" {
				t.Errorf("nobody forbids %s", b)
			}
		}
	})
}

func FuzzStack(f *testing.F) {
	f.Add([]byte(stackText), "1.0")
	f.Fuzz(func(t *testing.T, data []byte, version string) {
		s, err := ReadStack("stacks/zig.yaml", data)
		if clean(t, err); err != nil {
			return
		}
		names, read := repo(map[string]string{"build.zig": version, ".zigversion": version})
		_, _, err = s.Match(names, read)
		clean(t, err)
	})
}

func FuzzMigrations(f *testing.F) {
	seed(f, "*.yaml")
	f.Add([]byte("to: 1.1.0\nsteps:\n  - mapValue: {key: a, values: {b: c}}\n  - renameAnswer: {from: a, to: d}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := readMigration("migrations/1.yaml", data)
		if clean(t, err); err != nil {
			return
		}
		out, err := Migrate([]Migration{m}, "0.0.1", m.To, map[string]string{"a": "b"})
		if clean(t, err); err != nil {
			return
		}
		for _, v := range out.Answers {
			if strings.ContainsFunc(strings.ReplaceAll(v, "\t", " "), unsafe) {
				t.Errorf("an answer is %q now", v)
			}
		}
		for _, move := range out.Files {
			if CheckAdded(move.From) != nil || move.To != "" && CheckAdded(move.To) != nil {
				t.Errorf("a file moves: %v", move)
			}
		}
	})
}
