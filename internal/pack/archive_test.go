package pack

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// archive packs headers and contents as they are given.
func archive(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range entries {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(w, zeros{}, h.Size); err != nil && h.Size > 0 {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// regular is a file of an archive.
func regular(name string, size int64) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: size}
}

// TestArchive packs to the same bytes whatever the times and modes, and unpacks the same files.
func TestArchive(t *testing.T) {
	a := fstest.MapFS{"pack.yaml": {Data: []byte("x\r\n"), Mode: 0o600}, "docs/a": {Data: []byte{0}, Mode: 0o755}, "docs/empty": {}}
	one, err := writeArchive(a)
	if err != nil {
		t.Fatal(err)
	}
	a["docs/a"].Mode = 0o644
	two, err := writeArchive(a)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("two archives of the same files differ: %v", err)
	}
	back, err := readArchive(one)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := TreeHash(a)
	if after, err := TreeHash(back); err != nil || before != after || len(contentsOf(t, back)) != 3 {
		t.Errorf("%s, %s, %v", before, after, err)
	}
}

// TestHostileArchive attacks with archives.
func TestHostileArchive(t *testing.T) {
	typed := func(typ byte, link string) []byte {
		return archive(t, tar.Header{Typeflag: typ, Name: "docs/a", Linkname: link, Mode: 0o644})
	}
	var many []tar.Header
	for i := range MaxFiles + 1 {
		many = append(many, regular(fmt.Sprintf("docs/%d", i), 0))
	}
	good := archive(t, regular("pack.yaml", 1))
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"link":               {typed(tar.TypeSymlink, "/etc/passwd"), "not a regular file"},
		"hard-link":          {typed(tar.TypeLink, "pack.yaml"), "not a regular file"},
		"device":             {typed(tar.TypeChar, ""), "not a regular file"},
		"block-device":       {typed(tar.TypeBlock, ""), "not a regular file"},
		"pipe":               {typed(tar.TypeFifo, ""), "not a regular file"},
		"folder":             {archive(t, tar.Header{Typeflag: tar.TypeDir, Name: "docs/", Mode: 0o755}), "not a regular file"},
		"climbs":             {archive(t, regular("../evil", 1)), "not a path inside the pack"},
		"climbs-within":      {archive(t, regular("docs/../../evil", 1)), "not a path inside the pack"},
		"absolute":           {archive(t, regular("/etc/passwd", 1)), "not a path inside the pack"},
		"dot":                {archive(t, regular("./pack.yaml", 1)), "not a path inside the pack"},
		"backslash":          {archive(t, regular(`..\evil`, 1)), "a name must not contain the character"},
		"drive":              {archive(t, regular("c:/evil", 1)), "a name must not contain the character"},
		"control-in-name":    {archive(t, regular("a\x1bb", 1)), "a name must not contain the character"},
		"empty-name":         {archive(t, regular("", 1)), "not a path inside the pack"},
		"duplicate":          {archive(t, regular("pack.yaml", 1), regular("pack.yaml", 1)), "have the same name when case is ignored"},
		"duplicate-by-case":  {archive(t, regular("docs/a", 1), regular("docs/A", 1)), "have the same name when case is ignored"},
		"folder-by-case":     {archive(t, regular("docs/a", 1), regular("Docs/b", 1)), "have the same name when case is ignored"},
		"file-then-folder":   {archive(t, regular("docs", 1), regular("docs/b", 1)), "have the same name when case is ignored"},
		"folder-then-file":   {archive(t, regular("docs/b", 1), regular("docs", 1)), "have the same name when case is ignored"},
		"many-files":         {archive(t, many...), "more than 256 files"},
		"huge-file":          {archive(t, regular("a", MaxBytes+1)), "larger than 2048 KiB"},
		"huge-together":      {archive(t, regular("a", MaxBytes/2+1), regular("b", MaxBytes/2)), "larger than 2048 KiB"},
		"gzip-bomb":          {bomb(t, 1<<30), "broken"},
		"gzip-bomb-after":    {bombAfter(t), "larger than"},
		"gzip-bomb-in-names": {archive(t, tar.Header{Typeflag: tar.TypeReg, Name: strings.Repeat("a", 4<<20), Format: tar.FormatGNU}), "broken"},
		"sparse":             {sparse(t), "is a sparse file"},
		"two-streams":        {append(bytes.Clone(good), good...), "data after its end"},
		"behind":             {append(bytes.Clone(good), "x"...), "data after its end"},
		"cut":                {good[:len(good)-9], "broken"},
		"cut-in-half":        {good[:len(good)/2], "broken"},
		"changed-sum":        {append(bytes.Clone(good[:len(good)-5]), 'x', 0, 8, 0, 0), "broken"},
		"no-gzip":            {[]byte("PK\x03\x04"), "not a gzip file"},
		"nothing":            {nil, "not a gzip file"},
		"huge-packed":        {bytes.Repeat([]byte{0x1f, 0x8b}, maxArchive), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readArchive(c.data)
			refused(t, err, c.says)
		})
	}
}

// bomb is a gzip of many zeros that are no tar... but its end, over and over.
func bomb(t *testing.T, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.CopyN(z, ones{}, min(size, 64<<20))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ones never ends and is no tar.
type ones struct{}

func (ones) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 1
	}
	return len(p), nil
}

// bombAfter is a good archive with many zeros behind the end of its tar.
func bombAfter(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	h := regular("pack.yaml", 0)
	err := errors.Join(w.WriteHeader(&h), w.Close())
	_, copied := io.CopyN(z, zeros{}, 64<<20)
	if err := errors.Join(err, copied, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sparse is an archive with a file of a terabyte that is one hole.
func sparse(t *testing.T) []byte {
	t.Helper()
	var raw bytes.Buffer
	block := func(name, typ, data string) {
		h := make([]byte, 512)
		copy(h, name)
		copy(h[100:], "0000644\x000000000\x000000000\x00"+fmt.Sprintf("%011o\x0000000000000\x00        ", len(data))+typ)
		copy(h[257:], "ustar\x0000")
		sum := 0
		for _, c := range h {
			sum += int(c)
		}
		copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
		raw.Write(h)
		raw.WriteString(data + strings.Repeat("\x00", (512-len(data)%512)%512))
	}
	record := func(kv string) string {
		n := len(kv) + 3
		for len(fmt.Sprint(n))+len(kv)+2 != n {
			n++
		}
		return fmt.Sprintf("%d %s\n", n, kv)
	}
	block("x", "x", record("GNU.sparse.major=1")+record("GNU.sparse.minor=0")+record("GNU.sparse.name=docs/a")+record("GNU.sparse.realsize=1099511627776"))
	block("docs/a", "0", "0\n"+strings.Repeat("\x00", 510))
	raw.Write(make([]byte, 1024))
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(raw.Bytes())
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzArchive: what is unpacked is within the limits, under checked names, and packs and unpacks to the same tree.
func FuzzArchive(f *testing.F) {
	good, err := writeArchive(fstest.MapFS{"pack.yaml": {Data: []byte("x")}, "docs/a": {Data: []byte("y")}})
	if err != nil {
		f.Fatal(err)
	}
	var raw bytes.Buffer
	z, err := gzip.NewReader(bytes.NewReader(good))
	if err != nil {
		f.Fatal(err)
	}
	if _, err := io.Copy(&raw, z); err != nil {
		f.Fatal(err)
	}
	f.Add(raw.Bytes())
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = readArchive(data)
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(data)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		files, err := readArchive(b.Bytes())
		if err != nil {
			return
		}
		size := 0
		for name, text := range contentsOf(t, files) {
			if err := CheckPath(name); err != nil {
				t.Fatal(err)
			}
			size += len(text)
		}
		if size > MaxBytes {
			t.Fatal(size)
		}
		again, err := writeArchive(files)
		if err != nil {
			t.Fatal(err)
		}
		back, err := readArchive(again)
		if err != nil {
			t.Fatal(err)
		}
		one, _ := TreeHash(files)
		if two, err := TreeHash(back); err != nil || one != two {
			t.Fatal(one, two, err)
		}
	})
}
