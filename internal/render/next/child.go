package next

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
	c.lock.Lock()
	defer c.lock.Unlock()
	data, err := c.run(req, j.above())
	if err != nil {
		return nil, err
	}
	files, err := j.files(data)
	if err != nil {
		c.end() // whatever went wrong there is not asked again
	}
	return files, err
}

// files gives the files of a reply.
func (j *job) files(data []byte) ([]File, error) {
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
	if err != nil {
		c.worker = nil
		return nil, fmt.Errorf("rendering %s: %w", who, err)
	}
	if c.worker.tired {
		c.end()
	}
	return data, nil
}

// Close ends the process, if one runs. Files starts another one.
func (c *Child) Close() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.end()
}

// end ends the process, if one runs.
func (c *Child) end() {
	if c.worker != nil {
		c.worker.end()
		c.worker = nil
	}
}
