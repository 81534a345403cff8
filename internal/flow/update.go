package flow

import (
	"slices"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
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
	// Overwrite takes what is rendered for every file, whatever is on disk; Replace names such files.
	Overwrite bool
	Replace   []string
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

// Fate gives what is made of a file, "" for one that the update does not touch.
func (u Update) Fate(path string) Fate {
	for _, f := range u.Files {
		if f.Path == path {
			return f.Fate
		}
	}
	return ""
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
