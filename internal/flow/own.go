package flow

import (
	"path"
	"slices"

	"github.com/msgen/msgen/internal/change"
	"github.com/msgen/msgen/internal/lock"
	"github.com/msgen/msgen/internal/pack"
	"github.com/msgen/msgen/internal/render"
)

// ownName reports whether a name is that of a file that msgen writes by itself.
func ownName(name string) bool {
	return name == "Dockerfile" || name == ".dockerignore" || name == "Dockerfile.dockerignore"
}

// mayDelete reports whether a file shows by itself that msgen wrote it. The lock comes with the repository, so its word
// alone deletes nothing:
//   - a Dockerfile carries msgen's header;
//   - an ignore file has no header, and lies beside a Dockerfile of the same service that carries it;
//   - a file that a pack adds is named by a trusted pack: among its files, among its templates, or in a migration that moves
//     or drops it.
func (m merger) mayDelete(f *FileUpdate) bool {
	switch {
	case isDockerfile(f.Path):
		return Ours(f.Yours)
	case ownName(path.Base(f.Path)):
		beside := path.Join(path.Dir(f.Path), "Dockerfile")
		text, there, err := change.Read(m.req.Repo, beside)
		entry := m.req.Lock.File(beside)
		return err == nil && there && Ours(text) && entry != nil && entry.Service == f.Service
	}
	return m.named(f)
}

// mayMove reports whether a file of the lock may be moved, which takes it away where it is.
func (m merger) mayMove(old lock.File) bool {
	text, there, err := change.Read(m.req.Repo, old.Path)
	return err == nil && (!there || m.mayDelete(&FileUpdate{Path: old.Path, Service: old.Service, Yours: text}))
}

// named reports whether a pack that is in use, now and when the lock was written, names a file of a service.
func (m merger) named(f *FileUpdate) bool {
	if len(m.req.Lock.Packs) == 0 {
		return false
	}
	places := []string{"."}
	if p := m.update.service(f.Service).Plan; p != nil {
		places = append(places, p.Context, p.Dir)
	}
	var names []string
	for _, p := range m.update.Result.team.Packs {
		names = append(names, p.Names()...)
	}
	for _, move := range m.req.Moves {
		names = append(names, move.From)
	}
	return slices.ContainsFunc(names, func(name string) bool {
		return pack.CheckAdded(name) == nil && slices.ContainsFunc(places, func(dir string) bool { return path.Join(dir, name) == f.Path })
	})
}

// Ours reports whether a Dockerfile says that msgen wrote it.
func Ours(text []byte) bool {
	_, header := render.CutHeader(string(text))
	return header
}
