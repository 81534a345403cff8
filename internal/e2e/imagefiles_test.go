package e2e

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// User is who the program of a container runs as.
type User struct {
	UID, GID int
	Groups   []int
}

// in reports whether the user is a member of a group.
func (u User) in(gid int) bool {
	for _, g := range append([]int{u.GID}, u.Groups...) {
		if g == gid {
			return true
		}
	}
	return false
}

// Files judges the file system of a container, as `docker export` gives it: what the user can write, and what tools are
// there. base is the image that the final stage stands on; volumes are directories that it says are for data.
func Files(export io.Reader, u User, base string, volumes ...string) (breaches []string, err error) {
	r := tar.NewReader(export)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return breaches, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the exported container: %w", err)
		}
		name := path.Clean("/" + h.Name)
		if how := writable(h, u); how != "" && !mayWrite(name, base) && !slices.Contains(volumes, name) {
			breaches = append(breaches, fmt.Sprintf("uid %d can write %s (%s)", u.UID, name, how))
		}
		if kind := tool(name, h); kind != "" && !brings(base, path.Base(name)) {
			breaches = append(breaches, fmt.Sprintf("a %s in the image: %s", kind, name))
		}
	}
}

// writable says how a user can write a file: as its owner, by its group, or as anyone; "" when it cannot.
func writable(h *tar.Header, u User) string {
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeDir:
	default:
		return "" // a link has its target's rights, a device is Docker's
	}
	switch {
	case h.Uid == u.UID:
		return "owner"
	case h.Mode&0o002 != 0:
		return "anyone"
	case h.Mode&0o020 != 0 && u.in(h.Gid):
		return "group"
	}
	return ""
}

// tool says what kind of tool a file is that no final image should hold; "" for everything else.
func tool(name string, h *tar.Header) string {
	dir := path.Base(path.Dir(name))
	if h.Typeflag == tar.TypeDir || (dir != "bin" && dir != "sbin" && dir != ".bin") {
		return ""
	}
	file := path.Base(name)
	for kind, names := range map[string]string{
		"compiler": " gcc cc g++ c++ clang cpp ld as make cmake ninja go gofmt javac jlink rustc cargo tsc ghc " +
			"node-gyp cython esbuild swc ",
		"package manager": " apt apt-get aptitude dpkg apk microdnf dnf yum npm npx yarn yarnpkg pnpm pnpx corepack bunx " +
			"pip pip3 uv uvx poetry pipenv pdm conda easy_install mvn gradle gem bundle composer ",
	} {
		if strings.Contains(names, " "+file+" ") || (kind == "package manager" && strings.HasPrefix(file, "pip3.")) ||
			(kind == "compiler" && isCompiler(file)) {
			return kind
		}
	}
	return ""
}

// isCompiler knows compilers by the names that distributions give them: x86_64-linux-gnu-gcc-14.
func isCompiler(file string) bool {
	stem := strings.TrimRight(file, "-.0123456789")
	for _, c := range []string{"-gcc", "-g++", "-cpp", "-ld", "-as"} {
		if strings.HasSuffix(stem, c) {
			return true
		}
	}
	return stem == "gcc" || stem == "g++" || stem == "clang" || stem == "cpp"
}
