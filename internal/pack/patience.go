package pack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// patience is how long servers have in one run of a command, all of them together.
const patience = time.Minute

// Patience is the time that servers may take in one run. Only the time in which one is asked counts: a person may think for
// as long as they like. The nil Patience gives each question a minute.
type Patience struct {
	lock        sync.Mutex
	whole, left time.Duration
}

// NewPatience gives a patience of so long; 0 is a minute.
func NewPatience(whole time.Duration) *Patience {
	if whole == 0 {
		whole = patience
	}
	return &Patience{whole: whole, left: whole}
}

// Begin gives the context for something that a server is asked, with what is left of the time. Stop ends the question, and
// what it took is gone.
func (p *Patience) Begin(ctx context.Context) (within context.Context, stop context.CancelFunc) {
	if p == nil {
		return context.WithTimeout(ctx, patience)
	}
	p.lock.Lock()
	before := p.left
	p.lock.Unlock()
	within, cancel := context.WithTimeout(ctx, before)
	end, _ := within.Deadline()
	var once sync.Once
	return within, func() {
		once.Do(func() {
			took := before - max(0, time.Until(end))
			p.lock.Lock()
			p.left = max(0, p.left-took)
			p.lock.Unlock()
		})
		cancel()
	}
}

// late says that the servers were too slow, where that is what an error comes from.
func (p *Patience) late(ctx context.Context, err error) error {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return err
	}
	whole := patience
	if p != nil {
		whole = p.whole
	}
	return hint.With(fmt.Errorf("the servers did not answer within %s", whole), "run it again, or check the network",
		"with msgen pack vendor, packs are in the repository and no server is needed")
}
