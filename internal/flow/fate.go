package flow

import (
	"path"
	"slices"
	"strings"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/render"
)

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
func (m merger) file(name, service string, rendered *render.File) (from string, err error) {
	f := FileUpdate{Path: name, Service: service}
	if rendered != nil {
		f.Theirs = []byte(rendered.Text)
	}
	yours, there, err := change.Read(m.req.Repo, name)
	if err != nil {
		return "", err
	}
	if rendered != nil && !there {
		f.Moved = m.movedFrom(name, service)
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
	if known := m.req.Lock.File(name); known != nil {
		entry = known
	} else if known := m.req.Lock.File(f.Moved); known != nil {
		entry = known
	}
	if f.Base = entry.Base; f.Base == nil && !there && m.foreignBeside(f) {
		return "", nil
	}
	f.Accepted = there && entry.Accepted != "" && entry.Accepted == lock.Hash(yours) || !there && entry.Absent
	if f.Base == nil {
		m.fresh(&f)
	} else {
		m.again(&f)
	}
	m.update.Files = append(m.update.Files, f)
	return f.Moved, nil
}

// foreignBeside reports an ignore file that would act on a Dockerfile of somebody else's: it is not written unless it is asked
// for, since it could hide what that Dockerfile copies.
func (m merger) foreignBeside(f FileUpdate) bool {
	beside := path.Join(path.Dir(f.Path), "Dockerfile")
	if kindOf(f.Path) != ".dockerignore" || slices.Contains(m.req.Restore, f.Path) || m.replaces(beside) {
		return false
	}
	if (m.req.Conflict == ConflictTheirs || m.req.RestoreAll && !slices.Contains(m.req.Adopt, beside)) && m.req.Lock.File(beside) == nil {
		return false // that Dockerfile is overwritten, or nothing is written
	}
	text, there, err := change.Read(m.req.Repo, beside)
	return err == nil && there && !Ours(text)
}

// replaces reports whether a file on disk gives way to what is rendered, whatever it holds.
func (m merger) replaces(name string) bool {
	return m.req.Overwrite || slices.Contains(m.req.Replace, name)
}

// movedFrom gives the path at which a file stood before, "" for none: where a pack says so, or where the service's Dockerfile
// or ignore file was written to another directory, as it is when a second service comes.
func (m merger) movedFrom(name, service string) string {
	for _, move := range m.req.Moves {
		if move.To == name && m.req.Lock.File(move.From) != nil {
			return move.From
		}
	}
	if m.req.Lock.File(name) != nil {
		return ""
	}
	for _, old := range m.req.Lock.Files {
		if old.Service == service && kindOf(old.Path) == kindOf(name) && kindOf(name) != "" && !m.renders(old.Path) && m.mayMove(old) {
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
func (m merger) renders(name string) bool {
	return slices.ContainsFunc(m.update.Result.Files(), func(f render.File) bool { return f.Path == name })
}

// fresh decides for a file that the lock does not know.
func (m merger) fresh(f *FileUpdate) {
	f.Text = f.Theirs
	switch {
	case m.replaces(f.Path) && f.Yours != nil && !lock.Same(f.Yours, f.Theirs):
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
	case m.replaces(f.Path) && f.Yours != nil && !lock.Same(f.Yours, f.Theirs):
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
	case !m.mayDelete(f):
		f.Fate, f.Text = Dropped, f.Yours
		f.Notes = append(f.Notes, "it stays: only "+lock.Name+" says that msgen wrote it; delete it if you no longer need it")
	case lock.Same(f.Yours, f.Base) || m.req.Conflict == ConflictTheirs && ownName(path.Base(f.Path)):
		f.Fate = Deleted
	case m.req.Conflict == ConflictOurs || m.req.Conflict == ConflictTheirs: // of a pack's file the lock may say anything
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
func form(name string) change.Form {
	switch {
	case strings.HasSuffix(name, ".dockerignore"):
		return change.Patterns
	case isDockerfile(name):
		return change.Instructions
	}
	return change.Lines
}

// isDockerfile reports whether a file that msgen renders is one.
func isDockerfile(name string) bool {
	return path.Base(name) == "Dockerfile"
}
