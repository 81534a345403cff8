package lock

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// words are names and texts that YAML, git or a terminal could take for something else.
func words() []string {
	return []string{"a", "null", "~", "on", "No", "y", "TRUE", "1", "1e3", "0x1f", ".5", "-", "- a", "a: b", "a #b", "#", "a\nb", "\r\n", "\"", "'", `\`, `\n`,
		"é", "日本", "😀", "\U000e0001", "\u202e", "\u2028", "\ufeff", "\x1b[31m", "\x00", "\x7f", "{", "}", "[a, b]", "&a", "*a", "!t", "|", ">", "%", "@", "`", "? a", ":",
		"<<", "<<<<<<< HEAD", "=======", "---", "...", " a ", "\t", "", "lockVersion: 9", ".inf", ".git", "x.y/z-1_2", "=", "\ufffd"}
}

// hostile is a lock that holds each of them, as a name and as a text.
func hostile() *Lock {
	l := &Lock{Msgen: "null\n", Catalog: "lockVersion: 2"}
	for i, w := range words() {
		l.Packs = append(l.Packs, Pack{Ref: w, Resolved: w, Name: w, Version: w, Tree: w, Signer: w})
		s := Service{Name: w, Dir: ".", Context: "a", Stack: w, Answers: []Answer{{w, w, w, w}}, Facts: []Fact{{w, w, w, i, w}}, Images: []Image{{w, w}}}
		l.Services = append(l.Services, s)
		if isFile(w) {
			l.Files = append(l.Files, File{Path: w, Service: w, Base: []byte(w)})
		}
	}
	return l
}

// random makes a lock in any order.
func random(r *rand.Rand) *Lock {
	word := func() string { return words()[r.IntN(len(words()))] + words()[r.IntN(len(words()))] }
	l := &Lock{Msgen: word(), Catalog: word()}
	for i := range r.IntN(5) {
		s := Service{Name: word() + fmt.Sprint(i), Stack: word()}
		for j := range r.IntN(5) {
			key := word() + fmt.Sprint(j)
			s.Answers = append(s.Answers, Answer{key, word(), word(), word()})
			s.Facts = append(s.Facts, Fact{key, word(), word(), r.IntN(3), word()})
			s.Images = append(s.Images, Image{key, word()})
		}
		l.Services = append(l.Services, s)
		f := File{Path: "f" + fmt.Sprint(9-i), Service: s.Name, Absent: i%2 == 0}
		if r.IntN(3) > 0 {
			f.Base = []byte(strings.Repeat(word(), r.IntN(50)))
			f.Accepted = Hash(f.Base)
		}
		l.Files = append(l.Files, f)
	}
	return l
}

// Whatever a lock holds, it reads back as the same, written in one way only, and so does every other reader of YAML.
func TestEveryLockReadsBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	locks := []*Lock{{}, example(), hostile()}
	for range 300 {
		locks = append(locks, random(r))
	}
	for _, l := range locks {
		data := written(t, l, nil)
		got, err := Parse(data)
		if err != nil || !reflect.DeepEqual(got, l.sorted()) {
			t.Fatalf("%v\n%+v\n%s", err, got, data)
		}
		r.Shuffle(len(l.Services), func(i, j int) { l.Services[i], l.Services[j] = l.Services[j], l.Services[i] })
		r.Shuffle(len(l.Files), func(i, j int) { l.Files[i], l.Files[j] = l.Files[j], l.Files[i] })
		for _, s := range l.Services {
			r.Shuffle(len(s.Facts), func(i, j int) { s.Facts[i], s.Facts[j] = s.Facts[j], s.Facts[i] })
			r.Shuffle(len(s.Answers), func(i, j int) { s.Answers[i], s.Answers[j] = s.Answers[j], s.Answers[i] })
		}
		if !l.Equal(got) {
			t.Errorf("does not equal itself:\n%s", data)
		}
		if again := written(t, l, data); string(again) != string(data) {
			t.Fatalf("in another order:\n%s\n%s", data, again)
		}
		if bytes.ContainsAny(data, "\r\x1b\x00") || !bytes.HasSuffix(data, []byte("\n")) {
			t.Errorf("%q", data)
		}
	}
}

// Another reader of YAML sees the same names and texts.
func TestOtherReaders(t *testing.T) {
	var tree struct {
		Services map[string]struct{ Stack string }
	}
	l := hostile()
	if err := yaml.Unmarshal(written(t, l, nil), &tree); err != nil {
		t.Fatal(err)
	}
	for _, w := range words() {
		if got := tree.Services[w].Stack; got != w {
			t.Errorf("%q is read as %q", w, got)
		}
	}
}

// pack is base64 of gzip at a level, with a name in the header.
func pack(t testing.TB, text []byte, level int) string {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Name = "x"
	w.Write(text)
	w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// A base that did not change keeps its letters, whoever compressed it.
func TestOldEncodingStays(t *testing.T) {
	l := example()
	data := string(written(t, l, nil))
	ours, err := (&encoder{}).encode(l.Files[1].Base)
	if err != nil {
		t.Fatal(err)
	}
	other := pack(t, l.Files[1].Base, gzip.NoCompression)
	old := strings.Replace(data, ours, other, 1)
	if got := written(t, l, []byte(old)); string(got) != old {
		t.Errorf("written anew\n%s", got)
	}
	if got := written(t, l, []byte(strings.ReplaceAll(old, "\n", "\r\n"))); string(got) != old {
		t.Errorf("written anew for CRLF\n%s", got)
	}
	for _, junk := range []string{"", "\x00", strings.Replace(old, other, "H4sI", 1), strings.Replace(old, other[20:30], "A", 1)} {
		if got := written(t, l, []byte(junk)); string(got) != data {
			t.Errorf("the old lock %.20q is in\n%s", junk, got)
		}
	}
	l.Files[1].Base = []byte("FROM x\n")
	if got := written(t, l, []byte(old)); strings.Contains(string(got), other) {
		t.Error("the old base stays though the text is another")
	}
}

func TestBadBases(t *testing.T) {
	text := []byte("FROM scratch\n")
	fine, err := (&encoder{}).encode(text)
	if err != nil {
		t.Fatal(err)
	}
	two := base64.StdEncoding.EncodeToString(append(must(base64.StdEncoding.DecodeString(fine)), must(base64.StdEncoding.DecodeString(fine))...))
	for coded, want := range map[string]error{
		fine: nil, "": errGzip, "!": errBase64, "QQ==": errGzip, "QR==": errBase64, fine[:8] + "\n" + fine[8:]: errBase64, two: errGzip, fine[:len(fine)-8]: errGzip,
		strings.Repeat("A", maxEncoded+4):                             errEncodedSize,
		pack(t, make([]byte, maxBase+1), gzip.BestCompression):        errBaseSize,
		pack(t, make([]byte, 40<<20), gzip.BestCompression):           errBaseSize,
		base64.StdEncoding.EncodeToString([]byte("\x1f\x8b\x08\x00")): errGzip,
	} {
		if _, err := decode(coded); !errors.Is(err, want) {
			t.Errorf("%.30q: %v, want %v", coded, err, want)
		}
	}
	noise := make([]byte, 60<<10)
	for i := range noise {
		noise[i] = byte(rand.NewPCG(uint64(i), 1).Uint64())
	}
	for _, big := range [][]byte{make([]byte, maxBase+1), noise} {
		if _, err := (&Lock{Files: []File{{Path: "x", Base: big}}}).Marshal(nil); err == nil {
			t.Error("a base too large is written")
		}
	}
	// 70 bases of 1 MiB each are less than 100 KB of a lock.
	var bomb strings.Builder
	bomb.WriteString("lockVersion: 1\nmsgen: \"\"\ncatalog: \"\"\nfiles:\n")
	one := make([]byte, maxBase)
	coded, _ := (&encoder{}).encode(one)
	for i := range 70 {
		fmt.Fprintf(&bomb, "  f%d: {service: \"\", rendered: %q, base: %q}\n", i, Hash(one), coded)
	}
	if _, err := Parse([]byte(bomb.String())); err == nil || !strings.HasSuffix(err.Error(), errBasesSize.Error()) {
		t.Errorf("a bomb: %v", err)
	}
}

func must(data []byte, _ error) []byte { return data }

func TestUnwritable(t *testing.T) {
	for want, l := range map[string]*Lock{
		`the file "a" is listed twice`:                                   {Files: []File{{Path: "a"}, {Path: "a"}}},
		`"../a" is not the path of a file inside the repository`:         {Files: []File{{Path: "../a"}}},
		`".git/hooks/x" is not the path of a file inside the repository`: {Files: []File{{Path: ".git/hooks/x"}}},
		`"a\nb" is not the path of a file inside the repository`:         {Files: []File{{Path: "a\nb"}}},
		`"x" is not a hash`:                             {Files: []File{{Path: "a", Accepted: "x"}}},
		`the service "a" is listed twice`:               {Services: []Service{{Name: "a"}, {Name: "a"}}},
		`"/a" is not a path inside the repository`:      {Services: []Service{{Dir: "/a"}}},
		`"a/../.." is not a path inside the repository`: {Services: []Service{{Context: "a/../.."}}},
		`the answer "a" is listed twice`:                {Services: []Service{{Answers: []Answer{{Key: "a"}, {Key: "a"}}}}},
		`the fact "a" is listed twice`:                  {Services: []Service{{Facts: []Fact{{Key: "a"}, {Key: "a"}}}}},
		`the fact "a" has a negative line number`:       {Services: []Service{{Facts: []Fact{{Key: "a", Line: -1}}}}},
		`the stage "a" is listed twice`:                 {Services: []Service{{Images: []Image{{Stage: "a"}, {Stage: "a"}}}}},
		"the service \"\ufffd\" is listed twice":        {Services: []Service{{Name: "\xff"}, {Name: "\xfe"}}},
	} {
		data, err := l.Marshal(nil)
		if data != nil || err == nil || err.Error() != ".msgen.lock: "+want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, l := range []*Lock{{}, example(), hostile()} {
		f.Add(written(f, l, nil))
	}
	frozen, err := os.ReadFile("testdata/v1.lock")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(frozen)
	f.Add([]byte("<<<<<<< a\nlockVersion: 1\n=======\nlockVersion: 2\n>>>>>>> b\n"))
	f.Add([]byte("lockVersion: 1\nmsgen: a\ncatalog: 'b'\npacks:\n- ref: x\n  name: \"\\U0001F600\"\nservices: {a: {dir: ., \"context\":\"\", stack: s}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Parse(data)
		if err != nil {
			if l != nil || err.Error() == "" || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Fatalf("%q: %+v", err, l)
			}
			return
		}
		text, err := l.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text)
		if err != nil || !reflect.DeepEqual(l, again) {
			t.Fatalf("%v\n%+v\n%+v\n%s", err, l, again, text)
		}
		if twice := written(t, again, text); !bytes.Equal(text, twice) {
			t.Fatalf("%s\n%s", text, twice)
		}
	})
}

func FuzzSides(f *testing.F) {
	f.Add([]byte("a\n<<<<<<< x\nb\n||||||| z\n=======\nc\n>>>>>>> y\nd"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ours, theirs, conflicted := Sides(data)
		if (ours == nil) != (theirs == nil) || !conflicted && !bytes.Equal(ours, Normal(data)) {
			t.Fatalf("%q, %q", ours, theirs)
		}
		if !conflicted && !bytes.Equal(ours, theirs) {
			t.Fatalf("%q, %q", ours, theirs)
		}
	})
}

// BenchmarkParse reads and writes a lock of 300 services with two files each.
func BenchmarkParse(b *testing.B) {
	l := &Lock{}
	for i := range 300 {
		s := example().Services[0]
		s.Name = fmt.Sprintf("service%03d", i)
		l.Services = append(l.Services, s)
		for _, name := range []string{"/Dockerfile", "/.dockerignore"} {
			l.Files = append(l.Files, File{Path: s.Name + name, Service: s.Name, Base: []byte(strings.Repeat(s.Name+"\n", 250))})
		}
	}
	data := written(b, l, nil)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		got, err := Parse(data)
		if err != nil {
			b.Fatal(err)
		}
		written(b, got, data)
	}
}
