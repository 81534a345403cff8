package change

import (
	"errors"
	"io/fs"
)

// faulty counts the operations and lets those fail that fails says.
type faulty struct {
	disk
	n     *int
	fails func(n int, op string) error
	// halfway is called when half of a failing write is on disk.
	halfway func()
}

func (d faulty) check(op string) error {
	*d.n++
	return d.fails(*d.n, op)
}

func (d faulty) Create(name string, mode fs.FileMode) (file, error) {
	if err := d.check("create"); err != nil {
		return nil, err
	}
	f, err := d.disk.Create(name, mode)
	return faultyFile{f, d}, err
}

func (d faulty) ReadFile(name string) ([]byte, error) {
	if err := d.check("read"); err != nil {
		return nil, err
	}
	return d.disk.ReadFile(name)
}

func (d faulty) Mkdir(name string) error {
	if err := d.check("mkdir"); err != nil {
		return err
	}
	return d.disk.Mkdir(name)
}

func (d faulty) Link(old, new string) error {
	if err := d.check("link"); err != nil {
		return err
	}
	return d.disk.Link(old, new)
}

func (d faulty) Rename(old, new string) error {
	if err := d.check("rename"); err != nil {
		return err
	}
	return d.disk.Rename(old, new)
}

func (d faulty) Remove(name string) error {
	if err := d.check("remove"); err != nil {
		return err
	}
	return d.disk.Remove(name)
}

func (d faulty) SyncDir(name string) error {
	if err := d.check("sync dir"); err != nil {
		return err
	}
	return d.disk.SyncDir(name)
}

func (d faulty) Open(name string) (file, error) {
	if err := d.check("open"); err != nil {
		return nil, err
	}
	f, err := d.disk.Open(name)
	return faultyFile{f, d}, err
}

type faultyFile struct {
	file
	d faulty
}

// Write writes half before it fails, as a full disk does.
func (f faultyFile) Write(text []byte) (int, error) {
	if err := f.d.check("write"); err != nil {
		n, _ := f.file.Write(text[:len(text)/2])
		if f.d.halfway != nil {
			f.d.halfway()
		}
		return n, err
	}
	return f.file.Write(text)
}

func (f faultyFile) Chmod(mode fs.FileMode) error {
	if err := f.d.check("chmod"); err != nil {
		return err
	}
	return f.file.Chmod(mode)
}

func (f faultyFile) Sync() error {
	if err := f.d.check("sync"); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f faultyFile) Close() error {
	err := f.d.check("close")
	return errors.Join(err, f.file.Close())
}
