package e2e

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/story"
)

// Trial is one image, tried from the first build to the rebuild after an edit.
type Trial struct {
	// Name is the case, for the tag and the table.
	Name string
	// Repo is the directory that holds the repository: the edit is made there.
	Repo string
	Source
	// Run is what must come of it.
	Run story.Run
	// Fresh makes the first build carry out every step with empty cache mounts, whatever this machine has built before.
	Fresh bool
	// Aside marks an image that is not shipped (test, dev, debug): its files and its way to stop are not judged.
	Aside bool
	// Keeps are things that the image must hold, as a Dockerfile names them: see Image.Holds.
	Keeps []string
	// Patience is how long the container may take to answer; 0 stands for a minute.
	Patience time.Duration

	tag     string
	row     Row
	volumes []string // of the image
}

// Try carries the trial out. The row holds all that was measured, the breaches among it; an error is a fault of the machine, not of the image.
func (t *Trial) Try(ctx context.Context) (Row, error) {
	t.tag = fmt.Sprintf("%s-%d", tagOf(t.Name, t.Target), os.Getpid()) // another run on this machine has its own
	t.row = Row{Case: t.Name, Target: t.Target}
	t.Patience = cmp.Or(t.Patience, time.Minute)
	dockerfile, err := os.ReadFile(filepath.Join(t.Context, t.Dockerfile))
	if err != nil {
		return t.row, err
	}
	t.row.Base = BaseOf(string(dockerfile), t.Target)
	if err := t.Check(ctx); err != nil {
		t.breach("%v", err)
	}
	defer t.clean()
	built := t.build(ctx, t.Fresh)
	if built == nil {
		return t.row, nil
	}
	t.row.Cold, t.row.Ran = built.Seconds, fmt.Sprintf("%d/%d", len(built.Reran()), len(built.Steps))
	if t.Aside && len(t.Run.Asks)+len(t.Run.Says) == 0 {
		t.row.Answer = "built"
		return t.row, nil
	}
	if err := t.image(ctx); err != nil {
		return t.row, err
	}
	if t.Run.Edit == "" || t.row.Answer == "no" {
		return t.row, nil
	}
	return t.row, t.rebuild(ctx)
}

// tagOf makes a tag of a case's name and a target.
func tagOf(name, target string) string {
	return "msgen-e2e:" + strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.-", c) {
			return c
		}
		return '-'
	}, strings.ToLower(name+"-"+target)), "-.")
}

func (t *Trial) breach(format string, args ...any) {
	t.row.Breaches = append(t.row.Breaches, fmt.Sprintf(format, args...))
}

// build builds; nil, and a breach, when that fails.
func (t *Trial) build(ctx context.Context, fresh bool) *Build {
	b, err := t.Build(ctx, t.tag, fresh)
	if err != nil {
		t.breach("build failed: %v", err)
		return nil
	}
	return b
}

// clean removes the image; the build cache stays.
func (t *Trial) clean() {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	_, _ = docker(ctx, "image", "rm", "-f", t.tag)
}

// image looks at the image that was built: runs it, asks it, stops it, reads its files.
func (t *Trial) image(ctx context.Context) error {
	img, err := inspect[Image](ctx, "image", "inspect", t.tag)
	if err != nil {
		return err
	}
	t.row.Size = float64(img.Size) / 1e6
	t.row.UID, t.volumes = img.Config.User, slices.Collect(maps.Keys(img.Config.Volumes))
	t.user(img.Config.User)
	for _, thing := range t.Keeps {
		if !img.Holds(thing) {
			t.breach("the image does not hold %s", thing)
		}
	}
	c, err := start(ctx, t.tag, img.Port(), t.Run, t.Patience)
	if err != nil {
		t.breach("%v", err)
		return nil
	}
	defer c.remove()
	u := t.live(ctx, c, img.Probed())
	t.stop(ctx, c)
	if t.Aside {
		return nil
	}
	return t.files(ctx, c, u)
}

// user judges USER: a number, so that Kubernetes can see that it is not root.
func (t *Trial) user(user string) {
	uid, _, _ := strings.Cut(user, ":")
	switch n, err := strconv.Atoi(uid); {
	case uid == "" || uid == "root" || (err == nil && n == 0):
		t.breach("the image runs as root (USER %q)", user)
	case err != nil:
		t.breach("USER %q is a name, not a number", user)
	}
}

// live asks the running container and gives who its program runs as.
func (t *Trial) live(ctx context.Context, c *running, probed bool) User {
	t.row.Answer = "no"
	if err := c.answers(ctx, t.Run); err != nil {
		t.breach("%v", err)
	} else {
		t.row.Answer = "yes"
	}
	t.row.Health = "none"
	if probed {
		t.row.Health = c.health(ctx)
		if t.row.Health != "healthy" {
			t.breach("HEALTHCHECK says %s", t.row.Health)
		}
	}
	s, _ := c.inspect(ctx)
	u, ok := processUser(s.State.Pid)
	if !ok || !s.State.Running { // it ended by itself, or runs on another machine
		uid, gid, _ := strings.Cut(t.row.UID, ":")
		u.UID, _ = strconv.Atoi(uid)
		u.GID, _ = strconv.Atoi(gid)
	} else if u.UID == 0 {
		t.breach("the program runs as uid 0")
	}
	return u
}

// stop sends SIGTERM and judges how the container ends.
func (t *Trial) stop(ctx context.Context, c *running) {
	before, err := c.inspect(ctx)
	if err == nil && !before.State.Running {
		t.row.Stop = fmt.Sprintf("ended, %d", before.State.ExitCode)
		if len(t.Run.Asks) > 0 || before.State.ExitCode != 0 {
			t.breach("it ended by itself with exit code %d: %s", before.State.ExitCode, c.logs(ctx))
		}
		return
	}
	took, code, err := c.stop(ctx)
	t.row.Stop = fmt.Sprintf("%d ms, %d", took.Milliseconds(), code)
	switch {
	case err != nil:
		t.breach("stopping: %v", err)
	case t.Aside:
	case code == 137:
		t.breach("SIGTERM did not end it: killed after %.1f s (exit 137)", took.Seconds())
	case !contains(t.Run.Exits, code):
		t.breach("exit code %d after SIGTERM, want one of %v", code, t.Run.Exits)
	}
}

func contains(codes []int, code int) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

// files reads the container's file system and the image's layers.
func (t *Trial) files(ctx context.Context, c *running, u User) error {
	err := stream(ctx, func(r io.Reader) error {
		b, err := Files(r, u, t.row.Base, t.volumes...)
		t.some(b)
		return err
	}, "export", c.id)
	if err != nil {
		return err
	}
	return stream(ctx, func(r io.Reader) error {
		b, err := Layers(r)
		t.some(b)
		return err
	}, "save", t.tag)
}

// some adds breaches of one kind, and only counts those beyond the first few.
func (t *Trial) some(breaches []string) {
	const few = 8
	for i, b := range breaches {
		if i == few {
			t.breach("… and %d more like this", len(breaches)-few)
			return
		}
		t.breach("%s", b)
	}
}

// rebuild edits a source and builds again: the promised stages must come from the cache, and it must still answer.
func (t *Trial) rebuild(ctx context.Context) error {
	b, err := t.edited(ctx)
	if b != nil && len(b.Uncached(t.Run.Cached)) > 0 {
		// BuildKit may have found a later step in its cache while the layers below it were already removed from there.
		// The first rebuild then restores them, and the second one tells what the Dockerfile keeps.
		b, err = t.edited(ctx)
	}
	if b == nil || err != nil {
		return err
	}
	t.row.Rebuild, t.row.Steps, t.row.Reran = b.Seconds, len(b.Steps), b.Reran()
	t.some(b.Uncached(t.Run.Cached))
	if len(t.row.Reran) == 0 {
		t.breach("the edit of %s changed nothing: is it in the image at all?", t.Run.Edit)
	}
	img, err := inspect[Image](ctx, "image", "inspect", t.tag)
	if err != nil {
		return err
	}
	c, err := start(ctx, t.tag, img.Port(), t.Run, t.Patience)
	if err != nil {
		t.breach("after the edit: %v", err)
		return nil
	}
	defer c.remove()
	if err := c.answers(ctx, t.Run); err != nil {
		t.breach("after the edit: %v", err)
	}
	return nil
}

// edited makes an edit and builds; nil when that fails.
func (t *Trial) edited(ctx context.Context) (*Build, error) {
	// The time makes the edit a new one for a cache that has seen this case before.
	if err := edit(filepath.Join(t.Repo, t.Run.Edit), time.Now().Format(time.RFC3339Nano)); err != nil {
		return nil, err
	}
	return t.build(ctx, false), nil
}

// edit appends a comment to a source, in its own language.
func edit(file, comment string) error {
	form, ok := comments()[path.Ext(file)]
	if !ok {
		return fmt.Errorf("edit %s: no comment is known for %q files", file, path.Ext(file))
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(f, "\n"+form+"\n", comment); err != nil {
		return err
	}
	return f.Close()
}

// comments gives the form of a comment by file extension.
func comments() map[string]string {
	out := map[string]string{".css": "/* %s */", ".sql": "-- %s", ".jinja": "{# %s #}", ".txt": "%s"}
	for form, exts := range map[string]string{
		"// %s":       ".go .rs .js .mjs .cjs .ts .mts .cts .jsx .tsx .java .kt .groovy .scss",
		"# %s":        ".py .yaml .yml .toml .properties .sh .rb",
		"<!-- %s -->": ".html .vue .svelte .md .xml .mdx .njk .astro",
	} {
		for _, e := range strings.Fields(exts) {
			out[e] = form
		}
	}
	return out
}
