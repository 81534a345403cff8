package render

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	process "os/exec"
	"strings"
	"time"
)

// worker is a process that renders: it reads requests and writes replies, one in a line each.
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
	w.out = bufio.NewReaderSize(out, maxReply)
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
