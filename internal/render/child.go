package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/msgen/msgen/internal/apart"
	"github.com/msgen/msgen/internal/plan"
)

// The limits of one rendering in a process of its own. A Dockerfile has some 10 KiB, and takes some milliseconds.
const (
	maxFileBytes  = 1 << 20 // of one rendered file
	maxTotalBytes = 4 << 20 // of all rendered files
	maxOutputs    = 256     // rendered files
	maxTemplate   = 2 << 20 // of one template
)

// Child renders in a process of its own: templates that msgen did not bring can do no harm there.
type Child struct{ apart.Child }

// Serve is the other end of a Child, in the process of its own; see apart.Serve.
func Serve(in io.Reader, out io.Writer) error {
	return apart.Serve(in, out, func(request []byte) ([]byte, bool) {
		r := handle(request)
		data, err := json.Marshal(r)
		return data, err != nil || r.Error != ""
	})
}

// Files is the function Files, done in a process of its own. What comes back is checked: nothing that the process says is
// believed.
func (c *Child) Files(p *plan.Plan, layers []Layer, options Options) ([]File, error) {
	j, err := newJob(p, layers, []Options{options})
	if err != nil {
		return nil, err
	}
	request, err := j.encode()
	if err != nil {
		return nil, err
	}
	var r reply
	var files []File
	data, err := c.Ask(request)
	if err == nil {
		if err = strict(data, &r); err != nil {
			err = fmt.Errorf("reading the reply: %s", apart.Legible(err.Error()))
		}
	}
	if err == nil && r.Error == "" {
		files, err = j.files(r)
	}
	switch {
	case err != nil:
		c.Close() // whatever went wrong there is not asked again
		return nil, fmt.Errorf("rendering %s: %w", j.above(), err)
	case r.Error != "":
		c.Close()
		return nil, r.failure()
	}
	return files, nil
}

// above names the layers above the built-in one, for messages.
func (j *job) above() string {
	if len(j.Layers) < 2 {
		return "the templates"
	}
	return "the templates of " + strings.Join(j.Layers[1:], ", ")
}
