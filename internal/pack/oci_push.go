package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"strings"

	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"

	"github.com/msgen/msgen/internal/hint"
)

// Push puts a pack into a registry under the reference's tag and gives its digest. The same files give the same digest. A
// version in full that is there with other content is an error; latest, 2 and 2.3 are moved. A signature beside the pack
// (SignatureName) goes with it.
func (f Fetcher) Push(ctx context.Context, fsys fs.FS, ref Ref) (string, error) {
	ctx, stop := f.Patience.Begin(ctx)
	defer stop()
	digest, err := f.push(ctx, fsys, ref)
	if err != nil {
		return "", explain(ref, f.Patience.late(ctx, err))
	}
	return digest, nil
}

func (f Fetcher) push(ctx context.Context, fsys fs.FS, ref Ref) (string, error) {
	p, err := Read(fsys)
	if err != nil {
		return "", err
	}
	if err := pushable(ref, p.Version); err != nil {
		return "", err
	}
	if f.Offline {
		return "", errors.New("a registry cannot be reached with --offline")
	}
	manifest, blobs, err := artifactOf(p)
	if err != nil {
		return "", err
	}
	repo, err := f.openRepository(ref)
	if err != nil {
		return "", err
	}
	reg := ociRepo{repo}
	if err := reg.free(ctx, ref, digestOf(manifest)); err != nil {
		return "", err
	}
	if err := reg.upload(ctx, manifest, blobs, ref.Name); err != nil {
		return "", readable(err, ref)
	}
	return digestOf(manifest), nil
}

// pushable checks that a pack of a version may have the reference's name.
func pushable(ref Ref, version string) error {
	if ref.Kind != OCI || ref.Name == "" || ref.Digest != "" {
		return errors.New("a pack is pushed to oci://registry/repo:tag")
	}
	number := strings.TrimPrefix(ref.Name, "v")
	if regexp.MustCompile(`^[0-9]+(\.[0-9]+)*([-.+].*)?$`).MatchString(number) && number != version && !strings.HasPrefix(version, number+".") {
		return hint.With(fmt.Errorf("the version in pack.yaml is %s, but the tag is %s", version, ref.Name), "push it as "+Ref{Kind: OCI, Host: ref.Host, Path: ref.Path, Name: version}.String())
	}
	return nil
}

// artifactOf gives the manifest of a pack and the contents that it names, by their types.
func artifactOf(p *Pack) (manifest []byte, blobs map[string][]byte, err error) {
	layer, err := writeArchive(p.FS)
	if err != nil {
		return nil, nil, err
	}
	tree, err := TreeHash(p.FS)
	if err != nil {
		return nil, nil, err
	}
	about := map[string]string{}
	for _, name := range []string{"pack.yaml", schemaName, "README.md"} {
		if data, err := fs.ReadFile(p.FS, name); err == nil {
			about[name] = string(data)
		}
	}
	blobs = map[string][]byte{configType: jsonOf(about), layerType: layer}
	return jsonOf(ociManifest{SchemaVersion: 2, MediaType: manifestType, ArtifactType: ArtifactType, Config: describe(configType, blobs[configType]),
		Layers:      []blob{describe(layerType, layer)},
		Annotations: map[string]string{"org.opencontainers.image.title": p.Name, "org.opencontainers.image.version": p.Version, "io.github.msgen.pack.tree": tree},
	}), blobs, nil
}

// free checks that a version is not there with other content.
func (r ociRepo) free(ctx context.Context, ref Ref, digest string) error {
	now, err := r.resolve(ctx, ref.Name)
	if errors.Is(err, errdef.ErrNotFound) {
		return nil
	}
	if err != nil {
		return readable(err, ref)
	}
	if now != digest && !ref.Floating() {
		return hint.With(fmt.Errorf("the version is already published with different content, %s; a version cannot be replaced", now), "increase the version in pack.yaml")
	}
	return nil
}

// upload puts contents, then the manifest that names them, under a tag or, without one, under its digest.
func (r ociRepo) upload(ctx context.Context, manifest []byte, blobs map[string][]byte, tag string) error {
	for _, mediaType := range sortedKeys(maps.Clone(blobs)) {
		d := content.NewDescriptorFromBytes(mediaType, blobs[mediaType])
		there, err := r.repo.Blobs().Exists(ctx, d)
		if err != nil {
			return err
		}
		if !there {
			if err := r.repo.Blobs().Push(ctx, d, bytes.NewReader(blobs[mediaType])); err != nil {
				return err
			}
		}
	}
	d := content.NewDescriptorFromBytes(manifestType, manifest)
	if tag == "" {
		return r.repo.Manifests().Push(ctx, d, bytes.NewReader(manifest))
	}
	return r.repo.PushReference(ctx, d, bytes.NewReader(manifest), tag)
}

// maxReferrers is how many artifacts that refer to a pack are looked at.
const maxReferrers = 8

// attached gives the signature that refers to a pack; nil where there is none.
func (r ociRepo) attached(ctx context.Context, digest string) ([]byte, error) {
	of, err := r.repo.Resolve(ctx, digest)
	if err != nil {
		return nil, err
	}
	all, err := r.repo.Predecessors(ctx, of)
	if errors.Is(err, errdef.ErrNotFound) || errors.Is(err, errdef.ErrUnsupported) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i, d := range all {
		// Some registries give the type of the config as that of the artifact.
		if i >= maxReferrers || d.MediaType != manifestType || d.ArtifactType != "" && d.ArtifactType != signatureType && d.ArtifactType != emptyType {
			continue
		}
		data, err := r.fetch(ctx, blob{manifestType, d.Digest.String(), -1}, maxManifest)
		if err != nil {
			return nil, err
		}
		m, err := readOCIManifest(data, signatureType)
		if err != nil || m.Subject == nil || m.Subject.Digest != digest || m.Layers[0].Size > maxSignature {
			continue
		}
		return r.fetch(ctx, m.Layers[0], maxSignature)
	}
	return nil, nil
}

// keepSignature looks for an attached signature where the pack carries none, and keeps it beside the pack.
func (f Fetcher) keepSignature(ctx context.Context, reg ociRepo, digest string, files fs.FS) (fs.FS, error) {
	if _, err := fs.Stat(files, SignatureName); err == nil {
		return files, nil
	}
	signature, err := reg.attached(ctx, digest)
	if err != nil || signature == nil {
		return files, err
	}
	return with(files, signature), cache{f.Cache}.keepPinned(signatureKey(digest), signature)
}

// signed adds the signature that the cache has for a pack, where it carries none.
func (f Fetcher) signed(digest string, files fs.FS) fs.FS {
	if _, err := fs.Stat(files, SignatureName); err == nil {
		return files
	}
	of, err := cache{f.Cache}.pinned(signatureKey(digest))
	if err != nil {
		return files
	}
	signature, err := cache{f.Cache}.content(of)
	if err != nil {
		return files
	}
	return with(files, signature)
}

// signatureKey is the name of an attached signature in the cache.
func signatureKey(digest string) string { return "signature of " + digest }

// with is a tree with a signature.
func with(files fs.FS, signature []byte) fs.FS {
	all := map[string][]byte{SignatureName: signature}
	for _, name := range namesIn(files, ".") {
		if data, err := fs.ReadFile(files, name); err == nil {
			all[name] = data
		}
	}
	return Memory(all)
}
