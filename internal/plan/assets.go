package plan

import (
	"cmp"
	"path"

	"github.com/msgen/msgen/internal/catalog"
)

// Assets is a front end that Node builds for a back end in another language; the block "assets" prints its stages.
type Assets struct {
	// Node is the front end's project. Of its stages only those that install and build are set.
	Node *Node
	// Made is the absolute path of the files in the stage "assets": "/app/web/dist".
	Made string
	// Into is where the back end looks for them, relative to the build context: "static/dist"; "" where it needs no copy.
	Into string
}

// newAssets decides on the front end inside a back end; nil where the back end has none.
func newAssets(in Input) (*Assets, error) {
	assets, context := in.Stack.Assets, in.Stack.Context
	if assets == nil {
		return nil, nil
	}
	front := *assets.Node
	front.Context, front.Dir = context, assets.Dir
	in.Stack, in.Choices.Version.Value, in.Choices.Start.Value = front, "", nil
	in.Choices.Targets.Value = []string{"prod"}
	s, err := newNodeService(in)
	if err != nil {
		return nil, err
	}
	s.n.Bundled, s.n.Static = true, nil // the back end takes the files, and ships none of the packages
	if s.tools, err = in.Catalog.Image(s.kind, catalog.Slim, s.line); err != nil {
		return nil, err
	}
	m := s.buildSide(common(in, "", s.title()))
	m.Secrets = s.secrets()
	m.share()
	out := s.inContext(assets.Output.Value)
	return &Assets{Node: m, Made: path.Join(nodeRoot, out), Into: s.inContext(cmp.Or(assets.Into.Value, assets.Output.Value))}, nil
}
