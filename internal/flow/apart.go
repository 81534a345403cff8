package flow

import (
	"io"

	"github.com/msgen/msgen/internal/apart"
	"github.com/msgen/msgen/internal/render"
)

// Apart gives a Renderer that renders in a process of its own: this program again, called by those arguments, its name
// first, which has to call ServeRender.
func Apart(args ...string) Renderer { return &render.Child{Child: apart.Child{Args: args}} }

// ServeRender is what that process does: it takes rights away from itself, reads requests and writes replies. The
// process must end after it.
func ServeRender(in io.Reader, out io.Writer) error { return render.Serve(in, out) }
