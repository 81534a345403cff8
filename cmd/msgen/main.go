// Command msgen writes the Dockerfile that an expert would have written.
package main

import (
	"os"

	"github.com/msgen/msgen/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], cmd.Process())) }
