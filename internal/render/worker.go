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
	cmd        *process.Cmd
	in         io.WriteCloser
	out        *bufio.Reader
	complained *limited
	asked      int  // how often
	tired      bool // another one should take over: its limit of work is for one rendering, not for many slow ones
}

// startWorker starts this very program under a name and with arguments, with nothing in its hands but three streams.
func startWorker(args []string) (*worker, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &worker{cmd: process.Command(program), complained: &limited{limit: 64 << 10}}
	w.cmd.Args, w.cmd.Env, w.cmd.Dir, w.cmd.WaitDelay, w.cmd.Stderr = args, []string{}, nowhere(), time.Second, w.complained
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReaderSize(out, 64<<10)
	keepFiles()
	return w, w.cmd.Start()
}

// ask tells the process a request and gives its reply. After an error the process has ended; after more time than quick it
// is tired.
func (w *worker) ask(req []byte, limit, quick time.Duration) ([]byte, error) {
	slow := time.AfterFunc(quick, func() {})
	late := time.AfterFunc(limit, func() { _ = w.cmd.Process.Kill() })
	defer late.Stop()
	_, err := w.in.Write(append(req, '\n'))
	var data []byte
	if err == nil {
		data, err = message(w.out, maxReply)
	}
	switch {
	case err == nil && w.out.Buffered() > 0:
		w.end()
		return nil, errors.New("the process says more than it was asked")
	case err == nil && late.Stop():
		w.asked++
		w.tired = !slow.Stop() || w.asked >= maxAsked
		return data, nil
	case errors.Is(err, errOver):
		w.end()
		return nil, fmt.Errorf("the reply is larger than %d MiB", maxReply>>20)
	}
	w.in.Close()
	err = w.cmd.Wait() // not without end: the limit still holds
	if !late.Stop() {
		return nil, fmt.Errorf("it takes more than %v", limit)
	}
	return nil, w.died(err)
}

// end ends the process and leaves nothing of it.
func (w *worker) end() {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
}

// died says why a process ended that was not told to.
func (w *worker) died(err error) error {
	said := w.complained.kept.String()
	first, _, _ := strings.Cut(said, "\n")
	switch {
	case err == nil:
		return fmt.Errorf("the process ended without a reply: %s", legible(first))
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate memory"), strings.Contains(said, "failed to allocate"):
		return errMemory
	case strings.Contains(said, "stack exceeds"):
		return errors.New("the templates call each other without end")
	}
	return fmt.Errorf("the process ended early (%w): %s", err, legible(first))
}

// errOver is the error of a text beyond its limit.
var errOver = errors.New("it prints too much")

// message reads one line, without its end, of at most limit bytes. It is io.EOF where there is none.
func message(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > limit+1 {
			return nil, errOver
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, io.ErrUnexpectedEOF
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// limited keeps what is written, up to a limit in bytes. It is no bytes.Buffer, which would take more by its other methods.
type limited struct {
	kept  bytes.Buffer
	limit int
}

// Write keeps the bytes, or none where they are too many.
func (l *limited) Write(p []byte) (int, error) {
	if l.kept.Len()+len(p) > l.limit {
		return 0, errOver
	}
	return l.kept.Write(p)
}
