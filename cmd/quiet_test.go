package cmd_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// silentServer takes connections, counts them and closes them at once.
func silentServer(t *testing.T) (addr string, asked *atomic.Int32) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { l.Close() })
	asked = new(atomic.Int32)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			asked.Add(1)
			c.Close()
		}
	}()
	return l.Addr().String(), asked
}

// A look at the packs of a repository asks no server that only the repository names, and says so.
func TestNotAsked(t *testing.T) {
	addr, asked := silentServer(t)
	for _, ref := range []string{"oci://" + addr + "/x/y:1", "git+https://" + addr + "/x.git", "git+https://" + addr + "/x.git//web?ref=main"} {
		p := started(t, nodeFiles())
		p.write(".msgen.yaml", "apiVersion: msgen/v1\npacks: [\""+ref+"\"]\n")
		for _, c := range []struct {
			line string
			code int
		}{
			{"pack verify", 6}, {"pack verify --remote", 6}, {"pack verify --json", 6}, {"pack list --remote", 0}, {"pack list --remote --json", 0},
			{"update --check", 6}, {"update --check --remote", 6}, {"update", 6}, {"pack update --yes", 6}, {"pack vendor", 6}, {"status", 6},
		} {
			code, out, talk := p.run(strings.Fields(c.line)...)
			if code != c.code || asked.Load() > 0 {
				t.Fatalf("%s of %s: exit %d, asked %d times\n%s%s", c.line, ref, code, asked.Load(), out, talk)
			}
			if strings.HasPrefix(c.line, "pack verify") || strings.HasPrefix(c.line, "pack list") {
				if !strings.Contains(out, "not trusted, not asked: ") {
					t.Errorf("%s: %s%s", c.line, out, talk)
				}
			}
			if strings.HasSuffix(c.line, "--json") {
				p.obeys(strings.ReplaceAll(strings.TrimSuffix(strings.Replace(c.line, " --remote", "", 1), " --json"), " ", "-"), out)
			}
		}
	}
}

// What a pack was before comes from no server that the lock alone names.
func TestOldPackNotAsked(t *testing.T) {
	addr, asked := silentServer(t)
	p := started(t, nodeFiles())
	p.write("web/pack.yaml", "apiVersion: msgen/pack/v1\nname: web\nversion: 1.0.0\ndescription: x\n")
	p.write(".msgen.yaml", "apiVersion: msgen/v1\npacks: [\"./web\"]\n")
	if code, out, talk := p.run("update"); code != 0 {
		t.Fatalf("exit %d\n%s%s", code, out, talk)
	}
	text := p.read(".msgen.lock")
	for _, old := range []string{"oci://" + addr + "/x/y@sha256:" + strings.Repeat("a", 64), "git+https://" + addr + "/x.git?ref=main&commit=" + strings.Repeat("a", 40)} {
		p.write("web/README.md", old)
		p.write(".msgen.lock", strings.Replace(text, `resolved: "./web"`, `resolved: "`+old+`"`, 1))
		if p.read(".msgen.lock") == text {
			t.Fatalf("the lock has another form:\n%s", text)
		}
		code, out, talk := p.run("update")
		if asked.Load() > 0 || !strings.Contains(talk, "pack: web") {
			t.Errorf("%s: exit %d, asked %d times\n%s%s", old, code, asked.Load(), out, talk)
		}
	}
}

// With a home directory in the repository, its credentials and settings are refused, whoever named the pack.
func TestHomeInRepository(t *testing.T) {
	addr, asked := silentServer(t)
	p := started(t, nodeFiles())
	for _, c := range []struct{ file, ref string }{
		{".docker/config.json", "oci://" + addr + "/x/y:1"}, {".gitconfig", "git+https://" + addr + "/x.git"}, {".netrc", "git+https://" + addr + "/x.git"},
	} {
		t.Setenv("HOME", p.dir)
		t.Setenv("DOCKER_CONFIG", "")
		t.Setenv("XDG_CONFIG_HOME", "")
		p.write(c.file, "{}")
		for _, command := range []string{"pull", "show", "verify"} {
			line := []string{"pack", command, c.ref}
			if command == "pull" {
				line = append(line, "out")
			}
			code, out, talk := p.run(line...)
			if code != 6 || asked.Load() > 0 || !strings.Contains(talk, "is part of the repository, and nothing in a repository can grant trust") {
				t.Errorf("%s with %s: exit %d, asked %d times\n%s%s", command, c.file, code, asked.Load(), out, talk)
			}
		}
		if err := os.Remove(filepath.Join(p.dir, filepath.FromSlash(c.file))); err != nil {
			t.Fatal(err)
		}
	}
}
