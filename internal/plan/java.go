package plan

import "errors"

func javaOptions(in Input) ([]Option, error) { return nil, errors.New("java is not planned yet") }

func javaPlan(in Input, base string) (*Plan, error) {
	return nil, errors.New("java is not planned yet")
}
