package plan

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// goProbeSource is a program that asks another one over the loopback, with package syscall alone: 1.2 MB; with net it would
// be 2.0 MB, with net/http 5.8 MB. %s: what it does, the port, the lines that read the variable, the conversation.
const goProbeSource = `package main

import "syscall"

// %s
func main() {
	port, given := 0, %s
%s	for _, digit := range given {
%s		port = port*10 + int(digit-'0')
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		syscall.Exit(1)
	}
	limit := syscall.Timeval{Sec: 2}
	syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &limit)
	syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_SNDTIMEO, &limit)
	if syscall.Connect(fd, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}) != nil {
		syscall.Exit(1)
	}
%s}
`

// goProbeHTTP is the conversation: the path, and when the answer is bad.
const goProbeHTTP = `	syscall.Write(fd, []byte("GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n"))
	status := make([]byte, len("HTTP/1.1 200"))
	if n, _ := syscall.Read(fd, status); n < len(status) || %s {
		syscall.Exit(1)
	}
`

// goProbePath is what a path may hold to be written into a program.
var goProbePath = regexp.MustCompile(`^/[A-Za-z0-9._/-]*$`)

// probeText writes the prober. A path that is known to answer must answer 200; of "/" nobody knows, so any answer but a
// server error counts; a program that does not speak HTTP must accept a connection.
func (s *goService) probeText() string {
	p := s.program
	where, bad, answers := "/", `status[9] > '4'`, "answers without a server error"
	if h := p.Health.Value; goProbePath.MatchString(h) {
		where, bad, answers = h, `string(status[9:]) != "200"`, "answers 200"
	}
	talk := fmt.Sprintf(goProbeHTTP, where, bad)
	port := strconv.Itoa(s.port())
	at, read, address := port, "", ""
	if env := p.PortEnv.Value; env != "" {
		at = "$" + env
		read = fmt.Sprintf("\tif env, ok := syscall.Getenv(%q); ok && env != \"\" {\n\t\tgiven = env\n\t}\n", env)
		if p.PortAddress {
			address = "\t\tif digit < '0' || digit > '9' {\n\t\t\tport = 0 // the host in front of the port\n\t\t\tcontinue\n\t\t}\n"
		}
	}
	what := fmt.Sprintf("Exits 0 when GET %s on 127.0.0.1:%s %s within two seconds.", where, at, answers)
	if p.TCP {
		talk, what = "", fmt.Sprintf("Exits 0 when 127.0.0.1:%s accepts a connection within two seconds.", at)
	}
	return fmt.Sprintf(goProbeSource, what, strconv.Quote(port), read, address, talk)
}

// probe compiles the prober; it has no input, and is always cached.
func (s *goService) probe() *Stage {
	if !s.listens() {
		return nil
	}
	env := []Var{{Name: "CGO_ENABLED", Value: "0"}}
	var args []Arg
	if s.crosses() {
		args = []Arg{{Name: "TARGETOS"}, {Name: "TARGETARCH"}}
		env = append(env, Var{Name: "GOOS", Value: "$TARGETOS", Expand: true}, Var{Name: "GOARCH", Value: "$TARGETARCH", Expand: true})
	}
	return &Stage{Name: "probe", From: "toolchain", Workdir: "/probe", About: "A health check for an image without a shell, 1.2 MB; nothing but the port and the path changes it",
		Steps: []Step{
			{Slot: "copy", Copy: &Copy{Content: strings.TrimSuffix(s.probeText(), "\n"), Dest: "main.go"}},
			{Slot: "build", Args: args, Run: &Run{Mounts: []Mount{goBuildCache()},
				Commands: []Command{{Env: env, Args: []string{"go", "build", "-trimpath", "-ldflags", "-s -w", "-o", "/out/probe", "main.go"}}}}},
		}}
}
