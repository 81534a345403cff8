package flow

import (
	"path"
	"strings"

	"github.com/msgen/msgen/internal/change"
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
//   - a file that a pack adds has a name that packs may give, at the top or below docker/ in the build context that the
//     service has now, and trusted packs are in use, now and when the lock was written.
func (m merger) mayDelete(f *FileUpdate) bool {
	switch {
	case isDockerfile(f.Path):
		return ours(f.Yours)
	case ownName(path.Base(f.Path)):
		beside := path.Join(path.Dir(f.Path), "Dockerfile")
		text, there, err := change.Read(m.req.Repo, beside)
		entry := m.req.Lock.File(beside)
		return err == nil && there && ours(text) && entry != nil && entry.Service == f.Service
	case len(m.update.Result.team.Packs) == 0 || len(m.req.Lock.Packs) == 0:
		return false
	}
	if p := m.update.service(f.Service).Plan; p != nil {
		rest, within := strings.CutPrefix(path.Join("/", f.Path), path.Join("/", p.Context, "docker")+"/")
		if within && pack.CheckAdded("docker/"+rest) == nil {
			return true
		}
	}
	return !strings.Contains(f.Path, "/") && pack.CheckAdded(f.Path) == nil
}

// ours reports whether a Dockerfile says that msgen wrote it.
func ours(text []byte) bool {
	_, header := render.CutHeader(string(text))
	return header
}
