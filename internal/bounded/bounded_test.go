package bounded

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestLimit reads up to the limit and not a byte more, whatever the size on disk.
func TestLimit(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	if err := os.WriteFile(file, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := ReadPath(file, 8); err != nil || string(data) != "12345678" {
		t.Errorf("read %q, %v", data, err)
	}
	var large LargeError
	if _, err := ReadFile(os.DirFS(dir), "f", 7); !errors.As(err, &large) {
		t.Errorf("a file over the limit gives %v", err)
	}
	if err := os.Truncate(file, 1<<40); err != nil {
		t.Skip(err)
	}
	if _, err := ReadPath(file, Text); err == nil || !errors.As(err, &large) || large.Error() != "is larger than 4 MiB" {
		t.Errorf("a sparse file gives %v", err)
	}
	if _, err := ReadPath("/dev/zero", Text); err == nil {
		t.Error("a device without an end was read")
	}
}
