package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

// Image is what `docker image inspect` says, as far as it matters here.
type Image struct {
	ID     string `json:"Id"`
	Size   int64
	Config struct {
		User         string
		ExposedPorts map[string]struct{}
		Env          []string
		Labels       map[string]string
		Volumes      map[string]struct{}
		Healthcheck  *struct{ Test []string }
	}
}

// Port is the lowest TCP port that the image exposes, 0 for none.
func (i Image) Port() int {
	var ports []int
	for p := range i.Config.ExposedPorts {
		if n, err := strconv.Atoi(strings.TrimSuffix(p, "/tcp")); err == nil {
			ports = append(ports, n)
		}
	}
	if len(ports) == 0 {
		return 0
	}
	sort.Ints(ports)
	return ports[0]
}

// Probed reports whether the image has a health check.
func (i Image) Probed() bool {
	h := i.Config.Healthcheck
	return h != nil && len(h.Test) > 0 && h.Test[0] != "NONE"
}

// Holds reports whether the image holds a thing that a Dockerfile names so: ENV NAME=value, LABEL name=value, EXPOSE port
// or VOLUME path.
func (i Image) Holds(thing string) bool {
	word, rest, _ := strings.Cut(thing, " ")
	name, value, _ := strings.Cut(rest, "=")
	switch word {
	case "ENV":
		return slices.Contains(i.Config.Env, rest)
	case "LABEL":
		got, ok := i.Config.Labels[name]
		return ok && got == value
	case "EXPOSE":
		_, ok := i.Config.ExposedPorts[rest+"/tcp"]
		return ok
	case "VOLUME":
		_, ok := i.Config.Volumes[rest]
		return ok
	}
	return false
}

// Container is what `docker inspect` says of a container.
type Container struct {
	State struct {
		Running   bool
		Pid       int
		ExitCode  int
		OOMKilled bool
		Health    *struct {
			Status string
			Log    []struct{ Output string }
		}
	}
	NetworkSettings struct {
		Ports map[string][]struct{ HostPort string }
	}
}

// docker runs a docker command and gives what it printed.
func docker(ctx context.Context, args ...string) (string, error) {
	var out, errs bytes.Buffer
	c := exec.CommandContext(ctx, "docker", args...)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, tail(errs.String(), 12))
	}
	return strings.TrimSpace(out.String()), nil
}

// inspect fills a value from the JSON of an inspect command.
func inspect[T any](ctx context.Context, args ...string) (T, error) {
	var all []T
	var none T
	out, err := docker(ctx, args...)
	if err != nil {
		return none, err
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		return none, fmt.Errorf("docker %s: %w", strings.Join(args, " "), err)
	}
	if len(all) == 0 {
		return none, fmt.Errorf("docker %s: it says nothing", strings.Join(args, " "))
	}
	return all[0], nil
}

// stream runs a docker command and gives its output to a reader, all of it.
func stream(ctx context.Context, read func(io.Reader) error, args ...string) error {
	var errs bytes.Buffer
	c := exec.CommandContext(ctx, "docker", args...)
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	failed := read(out)
	if _, err := io.Copy(io.Discard, out); err != nil && failed == nil {
		failed = err
	}
	if err := c.Wait(); err != nil {
		return fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, tail(errs.String(), 5))
	}
	return failed
}

// Source is what an image is built from.
type Source struct {
	// Context is the directory that the build is given; Dockerfile is relative to it.
	Context, Dockerfile string
	// Target is the stage to build, "" for the last.
	Target string
}

// SourceOf finds the Dockerfile of a service in a generated repository: its context is the repository when the ignore
// file stands beside the Dockerfile under its name, else the service's own directory.
func SourceOf(repo, service string) (Source, error) {
	if _, err := os.Stat(filepath.Join(repo, service, "Dockerfile")); err != nil {
		return Source{}, fmt.Errorf("msgen wrote no Dockerfile in %s", service)
	}
	if _, err := os.Stat(filepath.Join(repo, service, "Dockerfile.dockerignore")); err == nil {
		return Source{Context: repo, Dockerfile: filepath.Join(service, "Dockerfile")}, nil
	}
	return Source{Context: filepath.Join(repo, service), Dockerfile: "Dockerfile"}, nil
}

func (s Source) args(more ...string) []string {
	args := append([]string{"buildx", "build"}, more...)
	if s.Target != "" {
		args = append(args, "--target", s.Target)
	}
	return append(args, "-f", filepath.Join(s.Context, s.Dockerfile), s.Context)
}

// Check judges the Dockerfile by BuildKit's own rules, the experimental ones too.
func (s Source) Check(ctx context.Context) error {
	said, err := docker(ctx, s.args("--check", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=experimental=all")...)
	if err != nil && said != "" {
		return fmt.Errorf("--check: %s", said)
	}
	return err
}

// Build builds and loads the image under a tag. fresh carries out every step, and with empty cache mounts.
func (s Source) Build(ctx context.Context, tag string, fresh bool) (*Build, error) {
	unlock, err := lock(os.Getenv("E2E_LOCK"))
	if err != nil {
		return nil, err
	}
	defer unlock()
	b, err := s.once(ctx, tag, fresh)
	// A step that two builds share is given up for both when one of them is interrupted: that says nothing of this one.
	if err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "context canceled") {
		return s.once(ctx, tag, fresh)
	}
	return b, err
}

func (s Source) once(ctx context.Context, tag string, fresh bool) (*Build, error) {
	more := []string{"--load", "--progress=rawjson", "-t", tag}
	if fresh {
		more = append(more, "--no-cache")
	}
	var record bytes.Buffer
	c := exec.CommandContext(ctx, "docker", s.args(more...)...)
	c.Stdout, c.Stderr = &record, &record
	failed := c.Run()
	b, err := ReadBuild(&record)
	switch {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return b, fmt.Errorf("the build took too long: %w", ctx.Err())
	case failed != nil && b.Failure != "":
		return b, errors.New(b.Failure)
	}
	return b, failed
}

// lock waits for a lock file that builds share, where several people build on one machine; "" is no lock.
func lock(file string) (unlock func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}

// processUser reads who a process of this machine runs as; ok is false where the container runs on another one.
func processUser(pid int) (u User, ok bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return User{}, false
	}
	for _, line := range strings.Split(string(data), "\n") {
		name, rest, _ := strings.Cut(line, ":")
		ids := numbers(rest)
		switch {
		case name == "Uid" && len(ids) > 1:
			u.UID, ok = ids[1], true
		case name == "Gid" && len(ids) > 1:
			u.GID = ids[1]
		case name == "Groups":
			u.Groups = ids
		}
	}
	return u, ok
}

func numbers(text string) []int {
	var out []int
	for _, w := range strings.Fields(text) {
		if n, err := strconv.Atoi(w); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// dockerErr is docker, for what the command prints on stderr.
func dockerErr(ctx context.Context, args ...string) (string, error) {
	var errs bytes.Buffer
	c := exec.CommandContext(ctx, "docker", args...)
	c.Stderr = &errs
	err := c.Run()
	return strings.TrimSpace(errs.String()), err
}
