package flow

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/render"
)

// The ways to go on where both sides changed the same thing.
const (
	ConflictMarkers = "markers" // write both, with markers between them
	ConflictFail    = "fail"    // write nothing
	ConflictOurs    = "ours"    // take what is on disk
	ConflictTheirs  = "theirs"  // take what is rendered
)

// UpdateRequest is what a command wants of a repository that was rendered before.
type UpdateRequest struct {
	Request
	// Lock is what was remembered, nil for nothing; LockText is how it stands on disk.
	Lock     *lock.Lock
	LockText []byte
	// Packs are the packs of the Team, for the lock; Moves the files of theirs that moved or went since.
	Packs []lock.Pack
	Moves []pack.Move
	// Version is the release of msgen that does the work, for the lock.
	Version string
	// Conflict says what to do where both sides changed the same thing: one of the Conflict constants.
	Conflict string
	// Pins says who moves digests of images: "bot" or "msgen".
	Pins string
	// Rewrite writes the lock even where it says nothing new: it held the markers of a merge.
	Rewrite bool
	// Restore are files that the user deleted and wants back; RestoreAll wants all of them.
	Restore    []string
	RestoreAll bool
	// Overwrite takes what is rendered for every file, whatever is on disk.
	Overwrite bool
	// Adopt are files that msgen did not write, which are taken over as they are; All takes all such.
	Adopt    []string
	AdoptAll bool
}

// Fate says what an update makes of a file.
type Fate string

// The fates of a file.
const (
	Same     Fate = "same"     // what is on disk is what is rendered
	Kept     Fate = "kept"     // edited by hand, and the rendering did not change
	Created  Fate = "created"  // not there yet
	Written  Fate = "written"  // not edited, so that the new rendering takes its place
	Merged   Fate = "merged"   // both changed, and both are in the result
	Deleted  Fate = "deleted"  // no longer rendered, and not edited
	Dropped  Fate = "dropped"  // no longer rendered, and gone already
	Gone     Fate = "gone"     // deleted by the user, and it stays so
	Conflict Fate = "conflict" // both changed the same thing
	Unmerged Fate = "unmerged" // holds the markers of an earlier conflict
	Foreign  Fate = "foreign"  // not written by msgen
	Orphan   Fate = "orphan"   // no longer rendered, but edited
	Adopted  Fate = "adopted"  // not written by msgen, and taken over as it is
)

// Blocks reports whether the fate wants a person: nothing is clean until one has decided.
func (f Fate) Blocks() bool { return f == Conflict || f == Unmerged || f == Foreign || f == Orphan }

// FileUpdate is one file of an update.
type FileUpdate struct {
	Path, Service string
	// Moved is the path at which the file stood before, "" for the same.
	Moved string
	// Base is what was rendered last, Yours what is on disk, Theirs what is rendered now; nil where there is none.
	Base, Yours, Theirs []byte
	Fate                Fate
	// Text is what the file will hold; nil where it will not be there.
	Text []byte
	// Conflicts are the places that both sides changed; Notes what was given up on the way.
	Conflicts []change.Conflict
	Notes     []string
	// Accepted says that a person reviewed what is on disk, or knows that nothing is there.
	Accepted bool
}

// Edited reports whether the file on disk is not what was rendered: changed by hand or deleted. Who made by hand, or by a
// merge in git, just what is rendered now edited nothing.
func (f FileUpdate) Edited() bool {
	return f.Base != nil && f.Fate != Dropped && f.Fate != Same && (f.Yours == nil || !lock.Same(f.Base, f.Yours))
}

// Update is what an update would do, and why. It is data: nothing was written.
type Update struct {
	Result Result
	// Old is the lock as it was, empty for none.
	Old   *lock.Lock
	Files []FileUpdate
	// Services are the services whose facts, answers or bases are others than the lock says.
	Services []ServiceDrift

	req  UpdateRequest
	next *lock.Lock // the services as they are now, and nothing of the files yet
}

// Blocked reports whether a person has to decide before all is clean.
func (u Update) Blocked() bool {
	return slices.ContainsFunc(u.Files, func(f FileUpdate) bool { return f.Fate.Blocks() })
}

// Regenerate renders anew and lays what comes beside what was rendered last and what is on disk.
func Regenerate(req UpdateRequest) (*Update, error) {
	result, err := Run(req.Request)
	if err != nil {
		return nil, err
	}
	if req.Lock == nil {
		req.Lock = &lock.Lock{}
	}
	u := &Update{Result: result, Old: req.Lock, req: req}
	m := merger{req: req, update: u}
	if err := m.files(); err != nil {
		return nil, err
	}
	if u.next, err = m.services(); err != nil {
		return nil, err
	}
	u.Services = drift(u, u.next)
	return u, nil
}

// merger is one update at work.
type merger struct {
	req    UpdateRequest
	update *Update
}

// files decides the fate of every file: those that are rendered now, and those that only the lock knows.
func (m merger) files() error {
	seen := map[string]bool{}
	for _, s := range m.update.Result.Services {
		for _, f := range s.Files {
			seen[f.Path] = true
			from, err := m.file(f.Path, s.Stack.Name, &f)
			if err != nil {
				return err
			}
			seen[from] = true
		}
	}
	for _, old := range m.req.Lock.Files {
		if seen[old.Path] || !m.covers(old.Service) {
			continue
		}
		if _, err := m.file(old.Path, old.Service, nil); err != nil {
			return err
		}
	}
	slices.SortFunc(m.update.Files, func(a, b FileUpdate) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// covers reports whether this update speaks for a service: not for those that a flag leaves out, nor for those that were
// found and have no image now.
func (m merger) covers(service string) bool {
	for _, s := range m.update.Result.Skipped {
		if s.Name == service {
			return false
		}
	}
	old := m.req.Lock.Service(service)
	return (m.req.Service == "" || m.req.Service == service) && (m.req.Stack == "" || old != nil && m.req.Stack == old.Stack)
}

// file decides the fate of one file, and gives the path that it stood at before where that is another one.
func (m merger) file(path, service string, rendered *render.File) (from string, err error) {
	f := FileUpdate{Path: path, Service: service}
	if rendered != nil {
		f.Theirs = []byte(rendered.Text)
	}
	yours, there, err := change.Read(m.req.Repo, path)
	if err != nil {
		return "", err
	}
	if rendered != nil && !there {
		f.Moved = m.movedFrom(path, service)
	}
	if f.Moved != "" {
		if yours, there, err = change.Read(m.req.Repo, f.Moved); err != nil {
			return "", err
		}
	}
	if there {
		f.Yours = append([]byte{}, yours...)
	}
	entry := &lock.File{}
	if known := m.req.Lock.File(path); known != nil {
		entry = known
	} else if known := m.req.Lock.File(f.Moved); known != nil {
		entry = known
	}
	f.Base = entry.Base
	f.Accepted = there && entry.Accepted != "" && entry.Accepted == lock.Hash(yours) || !there && entry.Absent
	if f.Base == nil {
		m.fresh(&f)
	} else {
		m.again(&f)
	}
	m.update.Files = append(m.update.Files, f)
	return f.Moved, nil
}

// movedFrom gives the path at which a file stood before, "" for none: where a pack says so, or where the service's Dockerfile
// or ignore file was written to another directory, as it is when a second service comes.
func (m merger) movedFrom(path, service string) string {
	for _, move := range m.req.Moves {
		if move.To == path && m.req.Lock.File(move.From) != nil {
			return move.From
		}
	}
	if m.req.Lock.File(path) != nil {
		return ""
	}
	for _, old := range m.req.Lock.Files {
		if old.Service == service && kindOf(old.Path) == kindOf(path) && kindOf(path) != "" && !m.renders(old.Path) {
			return old.Path
		}
	}
	return ""
}

// kindOf tells Dockerfiles from ignore files; "" is any other file.
func kindOf(name string) string {
	switch {
	case isDockerfile(name):
		return "Dockerfile"
	case strings.HasSuffix(name, ".dockerignore"):
		return ".dockerignore"
	}
	return ""
}

// renders reports whether a path is rendered now.
func (m merger) renders(path string) bool {
	return slices.ContainsFunc(m.update.Result.Files(), func(f render.File) bool { return f.Path == path })
}

// fresh decides for a file that the lock does not know.
func (m merger) fresh(f *FileUpdate) {
	f.Text = f.Theirs
	switch {
	case m.req.Overwrite && f.Yours != nil && !lock.Same(f.Yours, f.Theirs):
		f.Fate = Written
	case f.Yours == nil && m.req.AdoptAll:
		f.Fate, f.Text = Gone, nil
	case f.Yours == nil:
		f.Fate = Created
	case lock.Same(f.Yours, f.Theirs):
		f.Fate, f.Text = Same, f.Yours
	case m.req.AdoptAll || slices.Contains(m.req.Adopt, f.Path) || m.req.Conflict == ConflictOurs:
		f.Fate, f.Text, f.Accepted = Adopted, f.Yours, true
	case m.req.Conflict == ConflictTheirs:
		f.Fate = Written
	default:
		f.Fate, f.Text = Foreign, f.Yours
	}
}

// again decides for a file that was rendered before.
func (m merger) again(f *FileUpdate) {
	switch {
	case f.Theirs == nil:
		m.unwanted(f)
	case m.req.Overwrite && f.Yours != nil && !lock.Same(f.Yours, f.Theirs):
		f.Fate, f.Text = Written, f.Theirs
	case f.Yours == nil && (m.req.RestoreAll || slices.Contains(m.req.Restore, f.Path)):
		f.Fate, f.Text = Created, f.Theirs
	case f.Yours == nil:
		f.Fate = Gone
	case change.HasMarkers(f.Yours) && !change.HasMarkers(f.Theirs):
		f.Fate, f.Text = Unmerged, f.Yours
	case lock.Same(f.Yours, f.Theirs):
		f.Fate, f.Text = Same, f.Yours
	case lock.Same(f.Base, f.Theirs):
		f.Fate, f.Text = Kept, f.Yours
	default:
		m.merge(f)
	}
}

// unwanted decides for a file that is no longer rendered.
func (m merger) unwanted(f *FileUpdate) {
	switch {
	case f.Yours == nil:
		f.Fate = Dropped
	case !mayDelete(f.Path):
		f.Fate, f.Text = Dropped, f.Yours
	case lock.Same(f.Yours, f.Base) || m.req.Conflict == ConflictTheirs:
		f.Fate = Deleted
	case m.req.Conflict == ConflictOurs:
		f.Fate, f.Text = Dropped, f.Yours
	default:
		f.Fate, f.Text = Orphan, f.Yours
	}
}

// merge lays both sides' changes together. A result that no longer parses, or that breaks a rule which neither side
// breaks, is a conflict as a whole.
func (m merger) merge(f *FileUpdate) {
	options := change.MergeOptions{Form: form(f.Path), Pins: m.req.Pins, LabelYours: "yours", LabelBase: "last generated", LabelTheirs: "msgen"}
	switch m.req.Conflict {
	case ConflictOurs:
		options.Prefer = "yours"
	case ConflictTheirs:
		options.Prefer = "theirs"
	}
	sides := change.Sides{Base: f.Base, Yours: f.Yours, Theirs: f.Theirs}
	merged := change.Merge(sides, options)
	f.Fate, f.Text, f.Conflicts, f.Notes = Merged, merged.Text, merged.Conflicts, merged.Notes
	switch {
	case len(merged.Conflicts) > 0:
		f.Fate = Conflict
	case lock.Same(f.Base, f.Yours):
		f.Fate = Written
	default:
		m.gate(f, sides, options)
		f.settle()
	}
}

// settle names a merge by what came of it: where one side is all of the result, nothing was merged.
func (f *FileUpdate) settle() {
	switch {
	case f.Fate != Merged:
	case lock.Same(f.Text, f.Theirs):
		f.Fate = Written
	case lock.Same(f.Text, f.Yours):
		f.Fate = Kept
	}
}

// form says how a file is taken apart for a merge.
func form(path string) change.Form {
	switch {
	case strings.HasSuffix(path, ".dockerignore"):
		return change.Patterns
	case isDockerfile(path):
		return change.Instructions
	}
	return change.Lines
}

// isDockerfile reports whether a file that msgen renders is one.
func isDockerfile(path string) bool {
	return path == "Dockerfile" || strings.HasSuffix(path, "/Dockerfile")
}

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
func (u *Update) Lock() (*lock.Lock, error) {
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
func (m merger) settle(next *lock.Lock) (*lock.Lock, error) {
	old := m.req.Lock
	for i, s := range next.Services {
		if was := old.Service(s.Name); was != nil && !serviceDrift(m.update, was, &s).counts() {
			next.Services[i] = *was
		}
	}
	same := *next
	same.Msgen, same.Catalog = old.Msgen, old.Catalog
	before, err := old.Marshal(m.req.LockText)
	if err != nil {
		return nil, err
	}
	after, err := same.Marshal(m.req.LockText)
	if err != nil {
		return nil, err
	}
	if slices.Equal(before, after) && !m.req.Rewrite {
		return old, nil
	}
	return next, nil
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
	next, err := u.Lock()
	if err != nil {
		return nil, err
	}
	if next != u.Old {
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
