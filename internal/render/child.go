package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	process "os/exec"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/plan"
)

// Child renders in a process of its own, which has no environment, no files, little memory and little time: templates that
// msgen did not bring can do no harm there.
type Child struct {
	// Args are the name and the arguments under which this very program calls Serve: "msgen", "__render".
	Args []string
	// Time is the limit; 0 stands for five seconds.
	Time time.Duration
}

// Files is the function Files, done in a process of its own. What comes back is checked: nothing that the process says is
// believed.
func (c Child) Files(p *plan.Plan, layers []Layer, options Options) ([]File, error) {
	j, err := newJob(p, layers, []Options{options})
	if err != nil {
		return nil, err
	}
	req, err := j.encode()
	if err != nil {
		return nil, err
	}
	data, err := c.run(req, j.above())
	if err != nil {
		return nil, err
	}
	var r reply
	if err := strict(data, &r); err != nil {
		return nil, fmt.Errorf("rendering %s: the reply cannot be read: %s", j.above(), legible(err.Error()))
	}
	switch {
	case r.Error == errMemory.Error():
		return nil, j.tooMuch(r.Error)
	case r.Error != "":
		return nil, r.failure()
	}
	files, err := j.checked(r)
	if err != nil {
		return nil, fmt.Errorf("rendering %s: %w", j.above(), err)
	}
	return files, nil
}

// above names the layers above the built-in one, for messages.
func (j *job) above() string {
	if len(j.layers) < 2 {
		return "the templates"
	}
	return "the templates of " + strings.Join(j.layers[1:], ", ")
}

// tooMuch is the error of a rendering that was ended.
func (j *job) tooMuch(limit string) error { return fmt.Errorf("rendering %s: %s", j.above(), limit) }

// run starts the process, tells it the request and gives its reply.
func (c Child) run(req []byte, who string) ([]byte, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("starting the renderer: %w", err)
	}
	limit := c.Time
	if limit == 0 {
		limit = maxTime
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	said, complained := &limited{limit: maxReply}, &limited{limit: 64 << 10}
	cmd := process.CommandContext(ctx, program)
	cmd.Args, cmd.Env, cmd.Dir, cmd.WaitDelay = c.Args, []string{}, nowhere(), time.Second
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(req), said, complained
	keepFiles()
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("rendering %s: it takes more than %v", who, limit)
	case said.over:
		return nil, fmt.Errorf("rendering %s: the reply is larger than %d MiB", who, maxReply>>20)
	case err != nil && strings.Contains(complained.kept.String(), "out of memory"), err != nil && strings.Contains(complained.kept.String(), "cannot allocate memory"):
		return nil, fmt.Errorf("rendering %s: %w", who, errMemory)
	case err != nil && strings.Contains(complained.kept.String(), "stack exceeds"):
		return nil, fmt.Errorf("rendering %s: the templates call each other without end", who)
	case err != nil:
		first, _, _ := strings.Cut(complained.kept.String(), "\n")
		return nil, fmt.Errorf("rendering %s: the process ended early (%w): %s", who, err, legible(first))
	}
	return said.kept.Bytes(), nil
}

// limited keeps what is written, up to a limit in bytes; then it is over. It is no bytes.Buffer, which would take more by its
// other methods.
type limited struct {
	kept  bytes.Buffer
	limit int
	over  bool
}

// errOver is the error of a write beyond the limit.
var errOver = errors.New("it prints too much")

// Write keeps the bytes, or none where they are too many.
func (l *limited) Write(p []byte) (int, error) {
	if l.kept.Len()+len(p) > l.limit {
		l.over = true
		return 0, errOver
	}
	return l.kept.Write(p)
}
