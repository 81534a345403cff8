package flow

import (
	"io/fs"
	"slices"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
)

// services gives the lock's services as they are now.
func (m merger) services() (*lock.Lock, error) {
	next := &lock.Lock{Msgen: m.req.Version, Catalog: m.update.Result.team.images.Date, Packs: m.req.Packs}
	for _, s := range m.update.Result.Services {
		kept, err := remember(s)
		if err != nil {
			return nil, err
		}
		next.Services = append(next.Services, kept)
	}
	for _, s := range m.req.Lock.Services {
		if next.Service(s.Name) == nil && !m.covers(s.Name) {
			next.Services = append(next.Services, s)
		}
	}
	return next, nil
}

// Lock gives the lock as it will be after the update; the very one that is there where it has nothing new to say.
func (u *Update) Lock() *lock.Lock {
	next := *u.next
	next.Services = slices.Clone(next.Services)
	for _, f := range u.Files {
		if entry, keep := f.entry(); keep {
			next.Files = append(next.Files, entry)
		}
	}
	m := merger{req: u.req, update: u}
	for _, f := range u.Old.Files {
		if next.File(f.Path) == nil && !m.covers(f.Service) {
			next.Files = append(next.Files, f)
		}
	}
	return m.settle(&next)
}

// entry gives what the lock keeps of a file; false for one that is no longer msgen's.
func (f FileUpdate) entry() (lock.File, bool) {
	e := lock.File{Path: f.Path, Service: f.Service, Base: f.Theirs}
	switch f.Fate {
	case Deleted, Dropped, Foreign:
		return e, false
	case Orphan, Unmerged:
		e.Base = f.Base
	case Gone:
		e.Absent = true
	}
	if f.Accepted && f.Text != nil && !lock.Same(f.Text, e.Base) && !f.Fate.Blocks() {
		e.Accepted = lock.Hash(f.Text)
	}
	return e, true
}

// settle gives the old lock where the new one says nothing else: what only moved within a file, and a newer msgen that has
// nothing new to say, are no reason to write.
func (m merger) settle(next *lock.Lock) *lock.Lock {
	old := m.req.Lock
	for i, s := range next.Services {
		if was := old.Service(s.Name); was != nil && !serviceDrift(m.update, was, &s).counts() {
			next.Services[i] = *was
		}
	}
	same := *next
	same.Msgen, same.Catalog = old.Msgen, old.Catalog
	if old.Equal(&same) && !m.req.Rewrite {
		return old
	}
	return next
}

// Decide settles the fate of a file as a person wants it (Kept, Merged or Written) and gives its text.
func (u *Update) Decide(path string, fate Fate) []byte {
	for i := range u.Files {
		f := &u.Files[i]
		if f.Path != path {
			continue
		}
		if fate == Kept && f.Fate == Foreign {
			f.Accepted = true // whoever keeps it knows it
		}
		switch f.Fate = fate; fate {
		case Kept:
			f.Text = f.Yours
		case Written:
			f.Text = f.Theirs
		}
		return f.Text
	}
	return nil
}

// Changes gives what is to be written: every file that changes, and the lock beside them where it does.
func (u *Update) Changes(repo fs.FS, more ...change.File) ([]change.Change, error) {
	var files []change.File
	for _, f := range u.Files {
		files = append(files, f.targets()...)
	}
	return u.with(repo, append(files, more...))
}

// Leave lets everything that was rendered before stay as the lock has it, so that Remember adds what is new and no more.
func (u *Update) Leave() {
	for i := range u.Files {
		if f := &u.Files[i]; f.Base != nil {
			if f.Theirs = f.Base; f.Moved != "" {
				f.Path, f.Moved = f.Moved, ""
			}
			if f.Fate == Deleted || f.Fate == Dropped || f.Fate == Written || f.Fate == Merged || f.Fate == Conflict {
				f.Fate, f.Text = Kept, f.Yours
			}
		}
	}
	for i, s := range u.next.Services {
		if was := u.Old.Service(s.Name); was != nil {
			u.next.Services[i] = *was
		}
	}
	for _, was := range u.Old.Services {
		if u.next.Service(was.Name) == nil {
			u.next.Services = append(u.next.Services, was)
		}
	}
}

// Remember gives the change of the lock alone, beside others.
func (u *Update) Remember(repo fs.FS, more ...change.File) ([]change.Change, error) {
	return u.with(repo, more)
}

// with adds the lock to files, where it says something new, and compares them with the disk.
func (u *Update) with(repo fs.FS, files []change.File) ([]change.Change, error) {
	if next := u.Lock(); next != u.Old {
		text, err := next.Marshal(u.req.LockText)
		if err != nil {
			return nil, err
		}
		files = append(files, change.File{Path: lock.Name, Data: text, Exact: true, Looked: true, Seen: u.req.LockText})
	}
	return change.Compute(repo, files)
}

// targets gives the files to write or take away for one file of an update; none for one that is left alone.
func (f FileUpdate) targets() []change.File {
	if f.Moved != "" && f.Yours != nil && f.Text != nil {
		return []change.File{{Path: f.Path, Data: f.Text, Exact: true, Looked: true}, {Path: f.Moved, Delete: true, Looked: true, Seen: f.Yours}}
	}
	switch f.Fate {
	case Created, Written, Merged, Conflict:
		return []change.File{{Path: f.Path, Data: f.Text, Exact: true, Looked: true, Seen: f.Yours}}
	case Deleted:
		return []change.File{{Path: f.Path, Delete: true, Looked: true, Seen: f.Yours}}
	}
	return nil
}

// PackMove is a pack that is another one than the lock has; Old or New is nil for one that came or went.
type PackMove struct{ Old, New *lock.Pack }

// Packs gives the packs that are not those of the lock, in the order of their names.
func (u *Update) Packs() []PackMove {
	var moves []PackMove
	find := func(list []lock.Pack, name string) *lock.Pack {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
		return nil
	}
	for _, now := range u.req.Packs {
		if was := find(u.Old.Packs, now.Name); was == nil || *was != now {
			moves = append(moves, PackMove{was, &now})
		}
	}
	for _, was := range u.Old.Packs {
		if find(u.req.Packs, was.Name) == nil {
			moves = append(moves, PackMove{&was, nil})
		}
	}
	return moves
}
