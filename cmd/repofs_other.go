//go:build !unix

package cmd

import (
	"errors"
	"os"
)

// duplicate is for systems that have descriptors.
func duplicate(*os.File, string) (*os.File, error) { return nil, errors.ErrUnsupported }
