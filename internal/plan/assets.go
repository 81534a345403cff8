package plan

import (
	"path"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/catalog"
)

// assetSecrets are what the build of the front end inside a back end wants.
func assetSecrets(st detect.Stack) []Secret {
	if st.Assets == nil || st.Assets.Node == nil || st.Assets.Node.Node == nil {
		return nil
	}
	front := *st.Assets.Node
	front.Context = st.Context
	return (&nodeService{st: &front, n: front.Node}).secrets()
}

// assetStages gives the stages that build a front end inside a back end, "assets-deps" and "assets", and the absolute path
// of what they make in the last of them. They run on the build machine's platform, for files are the same on all.
func assetStages(in Input, assets *detect.Assets) ([]*Stage, string, error) {
	front := *assets.Node
	front.Context = in.Stack.Context
	front.Dir = assets.Dir
	in.Stack, in.Choices.Version.Value, in.Choices.Start.Value = front, "", nil
	in.Choices.Targets.Value = []string{"prod"}
	s, err := newNodeService(in)
	if err != nil {
		return nil, "", err
	}
	node := *s.n
	node.Bundled, node.Static = true, nil // the back end takes the files, and ships none of the packages
	s.n, s.st.Node = &node, &node
	if s.tools, err = in.Catalog.Image(s.kind, catalog.Slim, s.line); err != nil {
		return nil, "", err
	}
	stages := mergeBase(append(append([]*Stage{s.baseStage()}, s.depsStages()...), s.buildStages()...))
	names := map[string]string{"base": "assets-base", "deps": "assets-deps", "libraries": "assets-libraries", "build": "assets"}
	for _, st := range stages {
		st.Name = names[st.Name]
		if from, ok := names[st.From]; ok {
			st.From = from
		} else {
			st.Native = true
		}
	}
	last := stages[len(stages)-1]
	last.About = "The front end that the program serves; an edit of the back end leaves it cached"
	return stages, path.Join(nodeRoot, s.inContext(assets.Output.Value)), nil
}
