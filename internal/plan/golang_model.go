package plan

import "errors"

// Go is a Go program as templates/go sees it.
type Go struct {
	Common
}

func goModel(Input, string) (any, error) { return nil, errors.New("no model for Go yet") }
