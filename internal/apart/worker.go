package apart

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
)

// Child is this very program in a process of its own, which has no environment, no files, little memory and little time: what
// somebody else wrote can do no harm there. One process does one piece of work after the other, until one fails or Close.
type Child struct {
	// Args are the name and the arguments under which the program calls Serve: "msgen", "__render".
	Args []string
	// Time is the limit of one piece of work; 0 stands for MaxTime.
	Time time.Duration

	lock   sync.Mutex
	worker *worker       // nil where none runs
	quick  time.Duration // 0 stands for maxQuick
}

// Ask hands over a request of one line and gives the reply. Nothing that the process says may be believed. Where whoever asked
// finds the reply wrong, Close ends the process, so that it is not asked again.
func (c *Child) Ask(request []byte) ([]byte, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.worker == nil {
		w, err := startWorker(c.Args)
		if err != nil {
			return nil, fmt.Errorf("starting another process: %w", err)
		}
		c.worker = w
	}
	data, err := c.worker.ask(request, cmp.Or(c.Time, MaxTime), cmp.Or(c.quick, maxQuick))
	if err != nil || c.worker.asked >= maxAsked {
		c.end()
	}
	return data, err
}

// Close ends the process, if one runs. Ask starts another one.
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

// worker is a process that works: it reads requests and writes replies, one in a line each.
type worker struct {
	*process.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  *head
	asked int // how often: beyond maxAsked another one takes over, because its limit of work is for one rendering
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
	w.out = bufio.NewReaderSize(out, MaxReply)
	keepFiles()
	return w, w.Start()
}

// ask tells the process a request and gives its reply. More time than quick makes it the last one.
func (w *worker) ask(req []byte, limit, quick time.Duration) ([]byte, error) {
	slow := time.AfterFunc(quick, func() {})
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
		if w.asked++; !slow.Stop() {
			w.asked = maxAsked
		}
		return data[:len(data)-1], nil
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("the reply is larger than %d MiB", MaxReply>>20)
	}
	w.in.Close()
	err = w.Wait() // not without end: the limit still holds
	if !late.Stop() {
		return nil, fmt.Errorf("it takes more than %v", limit)
	}
	said := w.said.String()
	first, _, _ := strings.Cut(said, "\n")
	for _, text := range []string{ErrMemory.Error(), "out of memory", "cannot allocate memory", "failed to allocate"} {
		if strings.Contains(said, text) {
			return nil, ErrMemory
		}
	}
	switch {
	case strings.Contains(said, "stack exceeds"):
		return nil, errors.New("the templates call each other without end")
	case err == nil:
		return nil, fmt.Errorf("the process ended without a reply: %s", Legible(first))
	}
	return nil, fmt.Errorf("the process ended early (%w): %s", err, Legible(first))
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
