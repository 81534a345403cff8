package plan

import "errors"

// Java is a Java service as templates/java sees it.
type Java struct {
	Common
}

func javaModel(Input, string) (any, error) { return nil, errors.New("no model for Java yet") }
