package cmd_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/rogpeppe/go-internal/testscript"
)

// registryServer starts a registry whose address is $REGISTRY: registry start. It is gone after: registry stop. After
// registry corrupt, every blob that it sends is another than its digest says.
func registryServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: registry start|stop|corrupt")
	}
	switch args[0] {
	case "start":
		startRegistry(ts)
	case "stop", "corrupt":
		resp, err := http.Post("http://"+ts.Getenv("REGISTRY")+"/script/"+args[0], "", nil)
		ts.Check(err)
		ts.Check(resp.Body.Close())
	}
}

func startRegistry(ts *testscript.TestScript) {
	real := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true))
	var mode atomic.Value
	mode.Store("")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if said, ok := strings.CutPrefix(r.URL.Path, "/script/"); ok {
			mode.Store(said)
			return
		}
		switch blob := strings.Contains(r.URL.Path, "/blobs/sha256:"); {
		case mode.Load() == "stop":
			panic(http.ErrAbortHandler) // the connection breaks off, as from a server that is gone
		case mode.Load() == "corrupt" && blob && r.Method == http.MethodGet:
			recorded := httptest.NewRecorder()
			real.ServeHTTP(recorded, r)
			data := recorded.Body.Bytes()
			data[len(data)/2] ^= 1
			for key, values := range recorded.Header() {
				w.Header()[key] = values
			}
			w.WriteHeader(recorded.Code)
			_, _ = w.Write(data)
			return
		}
		real.ServeHTTP(w, r)
	}))
	ts.Defer(s.Close)
	ts.Setenv("REGISTRY", strings.TrimPrefix(s.URL, "http://"))
	for name, dir := range map[string]string{"DOCKER_CONFIG": "docker", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"} {
		full := filepath.Join(ts.Getenv("WORK"), ".home", dir)
		ts.Check(os.MkdirAll(full, 0o755))
		ts.Setenv(name, full)
	}
}
