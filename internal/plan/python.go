package plan

import "errors"

func pythonOptions(in Input) ([]Option, error) { return nil, errors.New("python is not planned yet") }

func pythonPlan(in Input, base string) (*Plan, error) {
	return nil, errors.New("python is not planned yet")
}
