//go:build !linux

package cmd

import (
	"errors"
	"os"
)

const onlyFolder = 0

// openFolder and openIn are for systems that have descriptors.
func openFolder(*os.Root, string) (*os.File, error) { return nil, errors.ErrUnsupported }

func openIn(*os.File, string, string, int) (*os.File, error) { return nil, errors.ErrUnsupported }
