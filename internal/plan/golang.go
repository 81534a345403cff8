package plan

import "errors"

func goOptions(in Input) ([]Option, error) { return nil, errors.New("go is not planned yet") }

func goPlan(in Input, base string) (*Plan, error) { return nil, errors.New("go is not planned yet") }
