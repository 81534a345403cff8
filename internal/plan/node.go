package plan

import "errors"

func nodeOptions(in Input) ([]Option, error) { return nil, errors.New("node is not planned yet") }

func nodePlan(in Input, base string) (*Plan, error) {
	return nil, errors.New("node is not planned yet")
}
