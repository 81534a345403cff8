package change

import (
	"errors"
	"io/fs"

	"github.com/msgen/msgen/internal/bounded"
)

// MaxFile is how large a file may be that msgen compares, merges or replaces; the lock may be that large.
const MaxFile = 16 << 20

// Read gives a file that may be written later, and whether it is there. An error of type *Error is a name that cannot be
// written to: a link, a directory, a path that leads out.
func Read(repo fs.FS, name string) (data []byte, there bool, err error) {
	if err := checkPath(repo, name); err != nil {
		return nil, false, &Error{name, reason(err)}
	}
	info, err := fs.Lstat(repo, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err == nil {
		err = regular(info)
	}
	if err == nil {
		data, err = bounded.ReadFile(repo, name, MaxFile)
	}
	if err != nil {
		return nil, false, &Error{name, reason(err)}
	}
	return data, true, nil
}
