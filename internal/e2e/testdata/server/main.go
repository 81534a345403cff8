// Command server is the program of the images that the harness itself is tried on. It behaves, or misbehaves, as its
// environment says.
package main

import (
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) > 1 { // the probe
		r, err := http.Get("http://127.0.0.1:8080/")
		if err != nil || r.StatusCode != 200 || os.Getenv("SICK") != "" {
			os.Exit(1)
		}
		return
	}
	fmt.Println("started")
	if os.Getenv("END") != "" {
		os.Exit(3)
	}
	if os.Getenv("DEAF") != "" {
		signal.Ignore(syscall.SIGTERM)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })
	fmt.Println(http.ListenAndServe(":8080", nil))
}
