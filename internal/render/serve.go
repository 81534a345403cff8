package render

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The limits of one rendering in a process of its own. A Dockerfile has some 10 KiB, and takes some milliseconds.
const (
	maxFileBytes  = 1 << 20   // of one rendered file
	maxTotalBytes = 4 << 20   // of all rendered files
	maxOutputs    = 256       // rendered files
	maxTemplate   = 2 << 20   // of one template
	maxRequest    = 16 << 20  // what the process is told
	maxReply      = 16 << 20  // what it may say
	maxMemory     = 384 << 20 // of the process
	maxTime       = 5 * time.Second
	maxQuick      = 150 * time.Millisecond // of a rendering after which the process may do another one
	maxAsked      = 32                     // renderings of one process
)

// errMemory is what a rendering ends with that wants too much memory.
var errMemory = errors.New("it takes more than 384 MiB of memory")

// Serve is the other end of a Child, in the process of its own: it takes rights and resources away from that process, then
// reads requests and writes replies, one in a line each, until there are no more. The process must end after it: a rendering
// that was given up may still run.
func Serve(in io.Reader, out io.Writer) error {
	if err := confine(); err != nil {
		return fmt.Errorf("setting limits: %w", err)
	}
	debug.SetMemoryLimit(maxMemory / 2)
	debug.SetMaxStack(64 << 20)
	lines, replies := bufio.NewScanner(in), json.NewEncoder(out)
	lines.Buffer(nil, maxRequest+2)
	for lines.Scan() {
		r := watched(lines.Bytes())
		if err := replies.Encode(r); err != nil || r.Error != "" {
			return err
		}
	}
	return lines.Err()
}

// watched does what a request asks, and gives it up where it wants too much memory.
func watched(req []byte) reply {
	done := make(chan reply, 1)
	go func() { done <- handle(req) }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case r := <-done:
			return r
		case <-tick.C:
			if memory() > maxMemory {
				return reply{Error: errMemory.Error()}
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
