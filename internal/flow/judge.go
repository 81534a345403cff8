package flow

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/msgen/msgen/internal/catalog"
	"github.com/msgen/msgen/internal/plan"
	"github.com/msgen/msgen/internal/render"
	"github.com/msgen/msgen/internal/verify"
)

// judge reads the rendered files back and gives what the rules find. A Dockerfile that BuildKit cannot parse is an error,
// and msgen's own fault.
func judge(p *plan.Plan, files []render.File, repo fs.FS, names []string, images *catalog.Catalog) ([]verify.Finding, error) {
	about := verify.Context{Files: within(names, p.Context), Own: true, DevAtRun: p.DevAtRun, Images: images, Today: images.Date,
		Read: func(name string) ([]byte, error) { return fs.ReadFile(repo, path.Join(p.Context, name)) }}
	var found []verify.Finding
	var dockerfiles []string
	for _, f := range files {
		if path.Base(f.Path) != "Dockerfile" {
			continue
		}
		dockerfiles = append(dockerfiles, f.Text)
		more, err := verify.Dockerfile(f.Path, f.Text, about)
		if err != nil {
			return nil, fmt.Errorf("msgen rendered a file that cannot be parsed, please report it: %w", err)
		}
		found = append(found, more...)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".dockerignore") {
			found = append(found, verify.Ignore(f.Path, f.Text, about, dockerfiles...)...)
		}
	}
	return found, nil
}

// within gives the files below a directory, relative to it.
func within(files []string, dir string) []string {
	if dir == "." {
		return files
	}
	var in []string
	for _, f := range files {
		if rest, ok := strings.CutPrefix(f, dir+"/"); ok {
			in = append(in, rest)
		}
	}
	return in
}
