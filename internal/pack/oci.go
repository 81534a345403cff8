package pack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
	"oras.land/oras-go/v2/registry/remote/retry"

	"github.com/msgen/msgen/internal/hint"
)

// What a pack is called in a registry.
const (
	// ArtifactType is the type of a pack, and signatureType that of a signature which refers to one.
	ArtifactType  = "application/vnd.msgen.pack.v1"
	signatureType = "application/vnd.msgen.pack.signature.v1"
	configType    = "application/vnd.msgen.pack.config.v1+json"
	layerType     = "application/vnd.msgen.pack.layer.v1.tar+gzip"
	manifestType  = "application/vnd.oci.image.manifest.v1+json"
	emptyType     = "application/vnd.oci.empty.v1+json"
)

// maxManifest is how large a manifest may be, in bytes.
const maxManifest = 64 << 10

// blob is a descriptor: what a content is, and how large.
type blob struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	Size      int64  `json:"size"`
}

// ociManifest is the manifest of a pack or of its signature. Its fields stand in the order in which they are written.
type ociManifest struct {
	SchemaVersion int               `json:"schemaVersion"`
	MediaType     string            `json:"mediaType"`
	ArtifactType  string            `json:"artifactType"`
	Config        blob              `json:"config"`
	Layers        []blob            `json:"layers"`
	Subject       *blob             `json:"subject,omitempty"`
	Annotations   map[string]string `json:"annotations,omitempty"`
}

// describe gives the descriptor of a content.
func describe(mediaType string, data []byte) blob {
	return blob{mediaType, digestOf(data), int64(len(data))}
}

// openRepository opens the repository of a reference, with the credentials that docker has.
func (f Fetcher) openRepository(ref Ref) (*remote.Repository, error) {
	if err := f.outside(dockerFiles()); err != nil {
		return nil, err
	}
	repo, err := remote.NewRepository(ref.Host + "/" + ref.Path)
	if err != nil {
		return nil, err
	}
	store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("reading the credentials of Docker: %w", err)
	}
	repo.Client = &auth.Client{Client: retry.NewClient(), Cache: auth.NewCache(), Credential: credentials.Credential(store)}
	repo.PlainHTTP = ref.plain()
	repo.MaxMetadataBytes, repo.ReferrerListMaxPages, repo.SkipReferrersGC = 1<<20, 4, true
	return repo, nil
}

// oci reads an artifact: from the cache where its digest is known and kept, else from the registry.
func (f Fetcher) oci(ctx context.Context, want wanted) (fetched, error) {
	var kept error
	if want.Digest != "" && (f.Offline || !f.Remote) {
		files, err := artifact(ctx, want.Digest, f.keptBlob)
		if err == nil {
			return fetched{files: f.signed(want.Digest, files), ref: want.Ref}, nil
		}
		kept = err
	}
	if f.Offline {
		if errors.Is(kept, errDamaged) {
			return fetched{}, kept
		}
		return fetched{}, missing()
	}
	repo, err := f.openRepository(want.Ref)
	if err != nil {
		return fetched{}, err
	}
	got, err := f.pull(ctx, ociRepo{repo}, want)
	if err != nil {
		return fetched{}, readable(err, want.Ref)
	}
	return got, nil
}

// ErrAbsent says that a registry does not have what a reference names.
var ErrAbsent = errors.New("the registry does not have it")

// readable says what a registry's error means.
func readable(err error, ref Ref) error {
	login := "docker login " + ref.Host
	switch {
	case errors.Is(err, errdef.ErrNotFound):
		return hint.With(ErrAbsent, "if it is private: "+login)
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrTrailingData):
		return fmt.Errorf("the content does not match its digest: %w", err)
	case strings.Contains(err.Error(), "401") || strings.Contains(err.Error(), "403"):
		return hint.With(err, login)
	}
	return err
}

// pull resolves the name, holds it against the pin, and reads the artifact.
func (f Fetcher) pull(ctx context.Context, reg ociRepo, want wanted) (fetched, error) {
	got := fetched{ref: want.Ref}
	if !want.fixed {
		now, err := reg.resolve(ctx, want.tag())
		if err != nil && (want.Digest == "" || !errors.Is(err, errdef.ErrNotFound)) {
			return fetched{}, err
		}
		if got.newer, err = want.moved(now, want.Floating()); err != nil {
			return fetched{}, err
		}
		if want.Digest == "" {
			got.ref = want.Pin(now)
		}
	}
	files, err := artifact(ctx, got.ref.Digest, func(ctx context.Context, b blob, limit int64) ([]byte, error) {
		if data, err := f.keptBlob(ctx, b, limit); err == nil {
			return data, nil
		}
		data, err := reg.fetch(ctx, b, limit)
		if err != nil {
			return nil, err
		}
		return data, cache{f.Cache}.keep(data)
	})
	if err != nil {
		return fetched{}, err
	}
	got.files, err = f.keepSignature(ctx, reg, got.ref.Digest, files)
	return got, err
}

// tag is the name in a registry; without one it is latest.
func (r Ref) tag() string {
	if r.Name == "" {
		return "latest"
	}
	return r.Name
}

// keptBlob reads a content from the cache.
func (f Fetcher) keptBlob(_ context.Context, b blob, _ int64) ([]byte, error) {
	return cache{f.Cache}.content(b.Digest)
}

// reader gives the content of a descriptor, of at most limit bytes, and checks it against its digest.
type reader func(ctx context.Context, b blob, limit int64) ([]byte, error)

// artifact reads manifest and layer of a pack and unpacks them. The config is for those who list packs, and is not read.
func artifact(ctx context.Context, digest string, read reader) (fs.FS, error) {
	data, err := read(ctx, blob{manifestType, digest, -1}, maxManifest)
	if err != nil {
		return nil, err
	}
	m, err := readOCIManifest(data, ArtifactType)
	if err != nil {
		return nil, err
	}
	layer := m.Layers[0]
	if layer.MediaType != layerType {
		return nil, fmt.Errorf("the layer has the type %q, but the layer of a pack has %s", shorten(layer.MediaType), layerType)
	}
	if layer.Size > maxArchive {
		return nil, fmt.Errorf("the layer is larger than %d KiB", maxArchive>>10)
	}
	data, err = read(ctx, layer, maxArchive)
	if err != nil {
		return nil, err
	}
	return readArchive(data)
}

// readOCIManifest reads a manifest and checks that it is of the type that is asked for.
func readOCIManifest(data []byte, artifactType string) (ociManifest, error) {
	var m ociManifest
	if len(data) > maxManifest {
		return m, fmt.Errorf("the manifest is larger than %d KiB", maxManifest>>10)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("the manifest is not valid JSON: %w", err)
	}
	if m.ArtifactType != artifactType {
		what := m.ArtifactType
		if what == "" {
			what = m.Config.MediaType
		}
		return m, hint.With(fmt.Errorf("it is not a pack: its type is %q, but must be %s", shorten(what), artifactType), "publish a pack with msgen pack push")
	}
	if len(m.Layers) != 1 || m.Layers[0].Size < 0 || !isDigest(m.Layers[0].Digest) {
		return m, fmt.Errorf("the manifest has %d layers, but a pack has exactly one, with a sha256 digest", len(m.Layers))
	}
	return m, nil
}

// isDigest reports whether a text is a digest, "sha256:" and 64 digits.
func isDigest(s string) bool {
	hex, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(hex) == 64 && isCommit(hex)
}

// ociRepo is a repository of a registry whose every answer has a limit.
type ociRepo struct{ repo *remote.Repository }

// resolve gives the digest that a tag means now.
func (r ociRepo) resolve(ctx context.Context, tag string) (string, error) {
	d, err := r.repo.Resolve(ctx, tag)
	if err != nil {
		return "", err
	}
	if !isDigest(d.Digest.String()) {
		return "", fmt.Errorf("the registry returned the digest %q, which is not a sha256 digest", shorten(d.Digest.String()))
	}
	return d.Digest.String(), nil
}

// fetch reads a manifest (its size is unknown) or a blob. What is larger than the limit is not read.
func (r ociRepo) fetch(ctx context.Context, b blob, limit int64) ([]byte, error) {
	d := content.NewDescriptorFromBytes(b.MediaType, nil)
	if b.MediaType == manifestType {
		resolved, err := r.repo.Resolve(ctx, b.Digest)
		if err != nil {
			return nil, err
		}
		if resolved.MediaType != manifestType {
			return nil, fmt.Errorf("it is not a pack but %q", shorten(resolved.MediaType))
		}
		d = resolved
	} else if err := json.Unmarshal(jsonOf(b), &d); err != nil {
		return nil, err
	}
	if d.Size > limit {
		return nil, fmt.Errorf("%s is larger than %d KiB", b.Digest, limit>>10)
	}
	data, err := content.FetchAll(ctx, r.repo, d)
	if err == nil && digestOf(data) != b.Digest {
		err = content.ErrMismatchedDigest
	}
	return data, err
}

// jsonOf is the JSON of what cannot fail to have one.
func jsonOf(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
