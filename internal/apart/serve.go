// Package apart lets this program work on what somebody else wrote in a process of its own, without rights.
package apart

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"
	"unicode"
)

// The limits of one piece of work.
const (
	MaxRequest = 16 << 20  // what the process is told
	MaxReply   = 16 << 20  // what it may say
	MaxMemory  = 384 << 20 // of the process
	MaxTime    = 5 * time.Second
	maxQuick   = 150 * time.Millisecond // of work after which the process may do more
	maxAsked   = 32                     // requests to one process
)

// ErrMemory is what work ends with that wants too much memory.
var ErrMemory = errors.New("it takes more than 384 MiB of memory")

// Serve is the other end of a Child, in the process of its own: it takes rights and resources away from that process, then
// reads requests and writes replies, one in a line each, until there are no more or one is the last. The process must print
// the error and end after it: work that was given up may still run.
func Serve(in io.Reader, out io.Writer, work func(request []byte) (reply []byte, last bool)) error {
	if err := confine(); err != nil {
		return fmt.Errorf("setting limits: %w", err)
	}
	debug.SetMemoryLimit(MaxMemory / 2)
	debug.SetMaxStack(64 << 20)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, MaxRequest+2)
	for last := false; !last && lines.Scan(); {
		done := make(chan []byte, 1)
		go func() {
			var reply []byte
			reply, last = work(lines.Bytes())
			done <- append(reply, '\n')
		}()
		reply, err := watched(done)
		if err == nil {
			_, err = out.Write(reply)
		}
		if err != nil {
			return err
		}
	}
	return lines.Err()
}

// watched waits for a reply, and gives it up where it wants too much memory.
func watched(done <-chan []byte) ([]byte, error) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case reply := <-done:
			return reply, nil
		case <-tick.C:
			if memory() > MaxMemory {
				return nil, ErrMemory
			}
		}
	}
}

// memory gives how much memory the process has taken from the system, in bytes, without what it gave back.
func memory() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

// Legible takes out of a text what does not belong in a message, and cuts what is too long.
func Legible(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), 4096)], "")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text)
}
