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
	files, err := filepath.Glob(filepath.Join("../../testdata/packs/*/*", name))
	if err != nil {
		f.Fatal(err)
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
