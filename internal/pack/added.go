package pack

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// File is a plain file that a pack adds, as it is.
type File struct {
	// Path is where it goes: below docker/ it is relative to the build context of each service, else to the repository.
	Path string
	// Data is its content; By is the pack.
	Data []byte
	By   string
}

// InContext reports whether the file goes into the build context of each service.
func (f File) InContext() bool { return strings.HasPrefix(f.Path, "docker/") }

// settings are the files that a pack may add at the top of a repository: they configure tools that read Dockerfiles and
// images, and run nothing. Others would be run or obeyed by a shell, an editor, a package manager, a continuous build.
func settings() []string {
	return []string{".hadolint.yaml", ".hadolint.yml", ".trivyignore", ".trivyignore.yaml", "trivy.yaml", ".grype.yaml", ".syft.yaml", ".dockle.yaml",
		"container-structure-test.yaml"}
}

// CheckAdded checks a path that a pack may add: one of the settings of tools for images, or a file below docker/, where
// nothing looks for files but the Dockerfile.
func CheckAdded(path string) error {
	if err := CheckPath(path); err != nil {
		return err
	}
	rest, below := strings.CutPrefix(path, "docker/")
	hidden := strings.HasPrefix(rest, ".") || strings.Contains(rest, "/.")
	if below && !hidden || slices.Contains(settings(), path) {
		return nil
	}
	return fmt.Errorf("a pack cannot add %s; it can add files below docker/, and %s", path, strings.Join(settings(), ", "))
}

// Files gives the plain files that the pack adds, sorted by path.
func (p *Pack) Files() []File {
	var files []File
	for _, name := range namesIn(p.FS, "files") {
		if data, err := fs.ReadFile(p.FS, name); err == nil {
			files = append(files, File{strings.TrimPrefix(name, "files/"), data, p.Name})
		}
	}
	return files
}

// Names gives the paths of all files that the pack may write beside Dockerfiles and ignore files, as CheckAdded takes them:
// its plain files, and those that its templates become.
func (p *Pack) Names() []string {
	var names []string
	for _, f := range p.Files() {
		names = append(names, f.Path)
	}
	for _, name := range namesIn(p.FS, "templates") {
		if _, rest, below := strings.Cut(strings.TrimPrefix(name, "templates/"), "/"); below {
			names = append(names, strings.TrimSuffix(rest, ".tmpl"))
		}
	}
	return names
}
