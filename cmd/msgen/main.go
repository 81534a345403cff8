// Command msgen writes the Dockerfile that an expert would have written.
package main

import (
	"os"
	"runtime/debug"

	"github.com/msgen/msgen/cmd"
)

func main() {
	debug.SetGCPercent(400) // a run is over before collecting what it leaves behind pays
	os.Exit(cmd.Main(os.Args[1:], cmd.Process()))
}
