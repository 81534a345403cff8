package plan

import "github.com/msgen/msgen/detect"

// assetSecrets are what the build of the front end inside a back end wants.
func assetSecrets(st detect.Stack) []Secret {
	if st.Assets == nil || st.Assets.Node == nil || st.Assets.Node.Node == nil {
		return nil
	}
	front := *st.Assets.Node
	front.Context = st.Context
	return (&nodeService{st: &front, n: front.Node}).secrets()
}
