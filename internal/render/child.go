package render

import (
	"cmp"
	"fmt"
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
	worker *worker       // nil where none runs
	quick  time.Duration // 0 stands for maxQuick
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
	data, err := c.worker.ask(req, cmp.Or(c.Time, maxTime), cmp.Or(c.quick, maxQuick))
	if err != nil || c.worker.asked >= maxAsked {
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
