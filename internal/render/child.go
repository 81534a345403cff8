package render

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	process "os/exec"
	"strings"
	"sync"
	"time"

	"github.com/msgen/msgen/internal/plan"
)

// Child renders in a process of its own, which has no environment, no files, little memory and little time: templates that
// msgen did not bring can do no harm there. One process does one rendering after the other, until one fails or Close.
type Child struct {
	// Args are the name and the arguments under which this very program calls Serve: "msgen", "__render".
	Args []string
	// Time is the limit of one rendering; 0 stands for five seconds.
	Time time.Duration

	lock   sync.Mutex
	worker *worker // nil where none runs
}

// worker is a process that renders: it reads requests and writes replies, one in a line each.
type worker struct {
	*process.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  *head
	spent time.Duration // how long it has worked: beyond maxSpent another one takes over, because its limit is for one rendering
}

// Files is the function Files, done in a process of its own. What comes back is checked: nothing that the process says is
// believed.
func (c *Child) Files(p *plan.Plan, layers []Layer, options Options) ([]File, error) {
	j, err := newJob(p, layers, []Options{options})
	if err != nil {
		return nil, err
	}
	req, err := j.encode()
	if err != nil {
		return nil, err
	}
	who := "the templates"
	if len(j.Layers) > 1 {
		who += " of " + strings.Join(j.Layers[1:], ", ")
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	data, err := c.run(req, who)
	if err != nil {
		return nil, err
	}
	var r reply
	var files []File
	if err = strict(data, &r); err != nil {
		err = fmt.Errorf("the reply cannot be read: %s", legible(err.Error()))
	} else if r.Error == errMemory.Error() {
		err = errMemory
	} else if r.Error == "" {
		files, err = j.files(r)
	}
	if err != nil || r.Error != "" {
		c.end() // whatever went wrong there is not asked again
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("rendering %s: %w", who, err)
	case r.Error != "":
		return nil, r.failure()
	}
	return files, nil
}

// run tells the process a request and gives its reply; it starts one where none runs.
func (c *Child) run(req []byte, who string) ([]byte, error) {
	if c.worker == nil {
		w, err := startWorker(c.Args)
		if err != nil {
			return nil, fmt.Errorf("starting the renderer: %w", err)
		}
		c.worker = w
	}
	data, err := c.worker.ask(req, cmp.Or(c.Time, maxTime))
	if err != nil || c.worker.spent > maxSpent {
		c.end()
	}
	if err != nil {
		return nil, fmt.Errorf("rendering %s: %w", who, err)
	}
	return data, nil
}

// Close ends the process, if one runs. Files starts another one.
func (c *Child) Close() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.end()
}

// end ends the process, if one runs, and leaves nothing of it.
func (c *Child) end() {
	if c.worker != nil {
		_ = c.worker.Process.Kill()
		_ = c.worker.Wait()
		c.worker = nil
	}
}

// startWorker starts this very program under a name and with arguments, with nothing in its hands but three streams.
func startWorker(args []string) (*worker, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &worker{Cmd: process.Command(program), said: &head{}}
	w.Args, w.Env, w.Dir, w.WaitDelay, w.Stderr = args, []string{}, nowhere(), time.Second, w.said
	if w.in, err = w.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReaderSize(out, maxReply)
	keepFiles()
	return w, w.Start()
}

// ask tells the process a request and gives its reply.
func (w *worker) ask(req []byte, limit time.Duration) ([]byte, error) {
	begin := time.Now()
	late := time.AfterFunc(limit, func() { _ = w.Process.Kill() })
	defer late.Stop()
	_, err := w.in.Write(append(req, '\n'))
	var data []byte
	if err == nil {
		data, err = w.out.ReadSlice('\n')
	}
	switch {
	case err == nil && w.out.Buffered() > 0:
		return nil, errors.New("the process says more than it was asked")
	case err == nil && late.Stop():
		w.spent += time.Since(begin)
		return data[:len(data)-1], nil
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("the reply is larger than %d MiB", maxReply>>20)
	}
	w.in.Close()
	err = w.Wait() // not without end: the limit still holds
	if !late.Stop() {
		return nil, fmt.Errorf("it takes more than %v", limit)
	}
	first, _, _ := strings.Cut(w.said.String(), "\n")
	for text, means := range map[string]error{"out of memory": errMemory, "cannot allocate memory": errMemory, "failed to allocate": errMemory,
		"stack exceeds": errors.New("the templates call each other without end")} {
		if strings.Contains(w.said.String(), text) {
			return nil, means
		}
	}
	if err == nil {
		return nil, fmt.Errorf("the process ended without a reply: %s", legible(first))
	}
	return nil, fmt.Errorf("the process ended early (%w): %s", err, legible(first))
}

// head keeps the first part of what is written. It does not embed the buffer, which would take more by its other methods.
type head struct{ kept bytes.Buffer }

// Write keeps the bytes, or none where they are too many.
func (h *head) Write(p []byte) (int, error) {
	if h.kept.Len()+len(p) > 64<<10 {
		return 0, io.ErrShortWrite
	}
	return h.kept.Write(p)
}

// String gives what was kept.
func (h *head) String() string { return h.kept.String() }
