package pack

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-containerregistry/pkg/registry"
)

// server is a registry in this process, whose answers a test may change.
type server struct {
	*httptest.Server
	host   string
	change func(w http.ResponseWriter, r *http.Request) bool // true where it answered
	calls  int
}

func newServer(t *testing.T) *server {
	t.Helper()
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	s := &server{}
	real := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls++
		if s.change == nil || !s.change(w, r) {
			real.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	s.host = strings.TrimPrefix(s.URL, "http://")
	return s
}

func (s *server) ref(t *testing.T, rest string) Ref {
	t.Helper()
	return mustRef(t, "oci://"+s.host+"/platform/web"+rest)
}

// push pushes a pack of the version with one more file.
func (s *server) push(t *testing.T, tag, version, readme string) (string, error) {
	t.Helper()
	return Fetcher{}.Push(context.Background(), versioned(version, "README.md", readme), s.ref(t, ":"+tag))
}

// versioned is a pack of a version.
func versioned(version string, pairs ...string) fstest.MapFS {
	m := packed(pairs...)
	lines := strings.Split(manifest, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "version:") {
			lines[i] = "version: " + version
		}
	}
	m["pack.yaml"] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
	return m
}

// TestOCI pushes twice to the same digest, pulls by tag and digest, and finds the same tree as in the folder.
func TestOCI(t *testing.T) {
	s := newServer(t)
	first, err := s.push(t, "1.0.0", "1.0.0", "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range []string{"1.0.0", "1.0", "1", "latest", "v1.0.0"} {
		if again, err := s.push(t, tag, "1.0.0", "x"); err != nil || again != first {
			t.Errorf("%s: %s, %v; first %s", tag, again, err, first)
		}
	}
	want, err := TreeHash(versioned("1.0.0", "README.md", "x"))
	if err != nil {
		t.Fatal(err)
	}
	f := Fetcher{Cache: t.TempDir()}
	for _, rest := range []string{":1.0.0", "", ":1", "@" + first, ":9.9.9@" + first} {
		files, got, err := f.Fetch(context.Background(), s.ref(t, rest), "")
		if err != nil || got.Tree != want || got.Resolved != s.ref(t, rest).Pin(first).String() || contentsOf(t, files)["README.md"] != "x" {
			t.Errorf("%q: %+v, %v", rest, got, err)
		}
	}
	before := s.calls
	if _, _, err := f.Fetch(context.Background(), s.ref(t, ":1.0.0"), s.ref(t, ":1.0.0").Pin(first).String()); err != nil || s.calls != before {
		t.Errorf("a kept pack asks the server %d times, %v", s.calls-before, err)
	}
	s.Close()
	for name, f := range map[string]Fetcher{"gone server": f, "offline": {Cache: f.Cache, Offline: true}} {
		if _, got, err := f.Fetch(context.Background(), s.ref(t, "@"+first), ""); err != nil || got.Tree != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, c := range map[string]struct {
		f    Fetcher
		rest string
		says string
	}{
		"offline by tag":   {Fetcher{Cache: f.Cache, Offline: true}, ":1.0.0", "not in the cache"},
		"offline and cold": {Fetcher{Cache: t.TempDir(), Offline: true}, "@" + first, "not in the cache"},
	} {
		_, _, err := c.f.Fetch(context.Background(), s.ref(t, c.rest), "")
		refused(t, err, c.says)
		_ = name
	}
}

// TestPushRefuses refuses what would publish a version twice, or under another's name.
func TestPushRefuses(t *testing.T) {
	s := newServer(t)
	if _, err := s.push(t, "1.0.0", "1.0.0", "x"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ tag, version, readme, says string }{
		{"1.0.0", "1.0.0", "other", "cannot be replaced"},
		{"2.0.0", "1.0.0", "x", "the version in pack.yaml is 1.0.0"},
		{"2", "1.0.0", "x", "the version in pack.yaml is 1.0.0"},
		{"1.1", "1.10.0", "x", "the version in pack.yaml is 1.10.0"},
	} {
		_, err := s.push(t, c.tag, c.version, c.readme)
		refused(t, err, c.says)
	}
	if _, err := s.push(t, "1", "1.0.0", "x"); err != nil {
		t.Error(err)
	}
	if _, err := s.push(t, "1", "1.0.1", "y"); err != nil {
		t.Errorf("a tag that moves: %v", err)
	}
	for _, ref := range []string{"./web", "oci://" + s.host + "/a", "oci://" + s.host + "/a@" + someDigest} {
		_, err := Fetcher{}.Push(context.Background(), versioned("1.0.0"), mustRef(t, ref))
		refused(t, err, "a pack is pushed to")
	}
	if _, err := (Fetcher{}).Push(context.Background(), fstest.MapFS{}, s.ref(t, ":1.0.0")); err == nil {
		t.Error("a folder that is no pack is pushed")
	}
}

// TestHostileMovedVersion refuses a version whose tag was moved, and lets a floating one be newer.
func TestHostileMovedVersion(t *testing.T) {
	s := newServer(t)
	pins := map[string]string{}
	for _, tag := range []string{"1.0.0", "1"} {
		first, err := s.push(t, tag, "1.0.0", "x")
		if err != nil {
			t.Fatal(err)
		}
		pins[tag] = s.ref(t, ":"+tag).Pin(first).String()
	}
	second, err := s.push(t, "1", "1.0.1", "y")
	if err != nil {
		t.Fatal(err)
	}
	s.retag(t, second, "1.0.0")
	_, _, err = Fetcher{}.Fetch(context.Background(), s.ref(t, ":1.0.0"), pins["1.0.0"])
	var moved *MovedError
	if !errors.As(err, &moved) || moved.Now != second {
		t.Errorf("a version that was moved: %v", err)
	}
	files, got, err := Fetcher{}.Fetch(context.Background(), s.ref(t, ":1"), pins["1"])
	if err != nil || got.Newer != second || contentsOf(t, files)["README.md"] != "x" {
		t.Errorf("a tag that moves: %+v, %v", got, err)
	}
}

// retag lets a tag mean another digest, as its owner could.
func (s *server) retag(t *testing.T, digest, tag string) {
	t.Helper()
	url := s.URL + "/v2/platform/web/manifests/"
	resp, err := http.Get(url + digest)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	req, err := http.NewRequest(http.MethodPut, url+tag, resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", manifestType)
	if put, err := http.DefaultClient.Do(req); err != nil || put.StatusCode != http.StatusCreated {
		t.Fatal(put, err)
	}
}

// TestHostileRegistry attacks with the answers of a registry.
func TestHostileRegistry(t *testing.T) {
	s := newServer(t)
	digest, err := s.push(t, "1.0.0", "1.0.0", "x")
	if err != nil {
		t.Fatal(err)
	}
	answer := func(part, method, body string, head map[string]string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, part) || method != "" && r.Method != method {
				return false
			}
			for k, v := range head {
				w.Header().Set(k, v)
			}
			if r.Method != http.MethodHead {
				_, _ = w.Write([]byte(body))
			}
			return true
		}
	}
	image := string(jsonOf(ociManifest{SchemaVersion: 2, MediaType: manifestType, Config: blob{"application/vnd.oci.image.config.v1+json", someDigest, 2}, Layers: []blob{{layerType, someDigest, 1}}}))
	layers := func(l ...blob) string {
		return string(jsonOf(ociManifest{SchemaVersion: 2, MediaType: manifestType, ArtifactType: ArtifactType, Config: blob{configType, someDigest, 2}, Layers: l}))
	}
	manifestHead := func(body, size string) map[string]string {
		return map[string]string{"Content-Type": manifestType, "Docker-Content-Digest": digestOf([]byte(body)), "Content-Length": size}
	}
	serve := func(body string) func(http.ResponseWriter, *http.Request) bool {
		return answer("/manifests/", "", body, map[string]string{"Content-Type": manifestType, "Docker-Content-Digest": digestOf([]byte(body))})
	}
	for name, c := range map[string]struct {
		change func(http.ResponseWriter, *http.Request) bool
		says   string
	}{
		"corrupted-blob":      {answer("/blobs/", http.MethodGet, "evil", nil), "mismatch"},
		"corrupted-manifest":  {answer("/manifests/", http.MethodGet, "{}", map[string]string{"Content-Type": manifestType, "Docker-Content-Digest": digest}), "mismatch"},
		"endless-blob":        {answer("/blobs/", http.MethodGet, strings.Repeat("x", 8<<20), nil), "does not match its digest"},
		"huge-manifest":       {answer("/manifests/", http.MethodHead, "", manifestHead("x", "99999999")), "larger than"},
		"image-not-pack":      {serveSized(serve, image), "it is not a pack: its type is \"application/vnd.oci.image.config.v1+json\""},
		"index-not-pack":      {answer("/manifests/", "", "{}", map[string]string{"Content-Type": "application/vnd.oci.image.index.v1+json", "Docker-Content-Digest": digestOf([]byte("{}")), "Content-Length": "2"}), "it is not a pack"},
		"no-layer":            {serveSized(serve, layers()), "has 0 layers"},
		"two-layers":          {serveSized(serve, layers(blob{layerType, someDigest, 1}, blob{layerType, someDigest, 1})), "has 2 layers"},
		"huge-layer":          {serveSized(serve, layers(blob{layerType, someDigest, 1 << 40})), "larger than"},
		"negative-layer":      {serveSized(serve, layers(blob{layerType, someDigest, -5})), "has 1 layers"},
		"layer-type":          {serveSized(serve, layers(blob{"text/plain", someDigest, 1})), "the layer has the type"},
		"layer-digest-climbs": {serveSized(serve, layers(blob{layerType, "sha256:../../../etc/passwd", 1})), "has 1 layers"},
		"other-digest-type":   {answer("/manifests/", http.MethodHead, "", map[string]string{"Content-Type": manifestType, "Docker-Content-Digest": "sha512:" + strings.Repeat("a", 128), "Content-Length": "2"}), "not a sha256 digest"},
		"not-json":            {serveSized(serve, "{"), "not valid JSON"},
		"gone":                {func(w http.ResponseWriter, _ *http.Request) bool { http.NotFound(w, nil); return true }, "does not have it"},
		"login":               {func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusForbidden); return true }, "403"},
	} {
		t.Run(name, func(t *testing.T) {
			s.change = c.change
			defer func() { s.change = nil }()
			dir := t.TempDir()
			_, _, err := Fetcher{Cache: dir}.Fetch(context.Background(), s.ref(t, ":1.0.0"), "")
			refused(t, err, c.says)
			if _, _, err := (Fetcher{Cache: dir, Offline: true}).Fetch(context.Background(), s.ref(t, "@"+digest), ""); err == nil {
				t.Error("what was refused is in the cache as a pack")
			}
		})
	}
}

// serveSized sends the length too, as every registry does.
func serveSized(serve func(string) func(http.ResponseWriter, *http.Request) bool, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodHead && strings.Contains(r.URL.Path, "/manifests/") {
			w.Header().Set("Content-Length", itoa(len(body)))
		}
		return serve(body)(w, r)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// TestHostileCache changes files of the cache: they are fetched anew, and offline refused by name.
func TestHostileCache(t *testing.T) {
	s := newServer(t)
	digest, err := s.push(t, "1.0.0", "1.0.0", "x")
	if err != nil {
		t.Fatal(err)
	}
	f := Fetcher{Cache: t.TempDir()}
	ref := s.ref(t, "@"+digest)
	if _, _, err := f.Fetch(context.Background(), ref, ""); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(f.Cache, "sha256", "*"))
	if err != nil || len(kept) != 2 {
		t.Fatal(kept, err)
	}
	for _, file := range kept {
		writeFile(t, file, "evil")
		_, _, err := Fetcher{Cache: f.Cache, Offline: true}.Fetch(context.Background(), ref, "")
		refused(t, err, "damaged")
		if _, _, err := f.Fetch(context.Background(), ref, ""); err != nil {
			t.Error(err)
		}
		if data, err := os.ReadFile(file); err != nil || string(data) == "evil" {
			t.Errorf("%s is not mended: %v", file, err)
		}
	}
}

// TestCredentials takes those that docker has.
func TestCredentials(t *testing.T) {
	s := newServer(t)
	s.change = func(w http.ResponseWriter, r *http.Request) bool {
		if user, password, ok := r.BasicAuth(); ok && user == "me" && password == "pass" {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	if _, err := s.push(t, "1.0.0", "1.0.0", "x"); err == nil {
		t.Error("pushed without credentials")
	}
	writeFile(t, filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), `{"auths": {"`+s.host+`": {"auth": "`+base64.StdEncoding.EncodeToString([]byte("me:pass"))+`"}}}`)
	if _, err := s.push(t, "1.0.0", "1.0.0", "x"); err != nil {
		t.Error(err)
	}
}
