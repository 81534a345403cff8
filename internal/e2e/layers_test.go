package e2e

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
)

// Layers gives the files of all layers of an image, as `docker save` gives it, that look like secrets: what a later layer
// deletes is still there for everyone who pulls.
func Layers(saved io.Reader) (breaches []string, err error) {
	seen, layers := map[string]bool{}, 0
	r := tar.NewReader(saved)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the saved image: %w", err)
		}
		names, isLayer, err := layer(h, r)
		if err != nil {
			return nil, fmt.Errorf("reading layer %s: %w", h.Name, err)
		}
		if isLayer {
			layers++
		}
		for _, n := range names {
			if secretLike(n) && !isPublic(n) && !seen[n] {
				seen[n] = true
				breaches = append(breaches, "a secret-like file in a layer: "+n)
			}
		}
	}
	if layers == 0 {
		return nil, errors.New("the saved image has no layers that can be read")
	}
	return breaches, nil
}

// layer gives the names in an entry of a saved image, if it is a layer: a tar file, plain or gzipped.
func layer(h *tar.Header, r io.Reader) (names []string, isLayer bool, err error) {
	if h.Typeflag != tar.TypeReg || path.Ext(h.Name) == ".json" {
		return nil, false, nil
	}
	in := bufio.NewReader(r)
	if magic, _ := in.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, false, err
		}
		in = bufio.NewReader(z)
	}
	head, _ := in.Peek(512)
	if len(head) < 512 || (string(head[257:262]) != "ustar" && !allZero(head)) {
		return nil, false, nil
	}
	files := tar.NewReader(in)
	for {
		f, err := files.Next()
		if errors.Is(err, io.EOF) {
			return names, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		if f.Typeflag != tar.TypeDir && (f.Typeflag != tar.TypeReg || f.Size > 0) { // an empty file holds no secret
			names = append(names, path.Clean("/"+f.Name))
		}
	}
}

// allZero knows the empty layer: a tar file of nothing but its end.
func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
