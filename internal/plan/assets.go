package plan

import (
	"errors"

	"github.com/msgen/msgen/detect"
)

// assetStages gives the stages that build a front end inside a back end, "assets-deps" and "assets", and the absolute path
// of what they make in the last of them. They run on the build machine's platform, for files are the same on all.
func assetStages(in Input, assets *detect.Assets) ([]*Stage, string, error) {
	return nil, "", errors.New("front ends are not planned yet")
}
