package golang

import (
	_ "embed"
	"sync"

	"github.com/msgen/msgen/detect"
	"github.com/msgen/msgen/internal/formats"
	"github.com/msgen/msgen/internal/pattern"
)

//go:embed golang.toml
var tablesText string

// tables are those of golang.toml, which says what each is.
var tables = formats.Tables[struct {
	Listeners                    []listener
	Frameworks                   []framework
	Cgo                          []detect.Cgo
	Openers, Writers             []access
	Generators                   []generator
	Serving, Health, Routes      []string
	Groups, Usual, Beside, Shown []string
	Library, Taken, Compiled     []string
	Systems, Machines, Certs     []string
	Built                        []string
	OtherManifests               []string
	ConfigEnds                   []string
	ConfigDirs                   []string
	LinkFiles                    []string
	PrivateFiles                 []string
	KnownPorts                   []int
	Marks                        []string
	Linked                       map[string][]string
	Licenses                     []struct{ Title, ID string }
}](tablesText)

// listener is one way to say "listen here".
type listener struct {
	Pkg, Name, Framework string
	Method, TCP          bool
	Arg, Fallback        int
}

// framework is a library that serves.
type framework struct {
	Pkg, Framework string
	Opens          []string
	Port           *pattern.Pattern
}

// access is a call that opens a file or directory, or writes to it.
type access struct {
	Pkg, Name string
	Arg       int
	Dir       bool
}

// generator is a tool that makes Go sources of others.
type generator struct {
	Tool, Pkg, Module, From, To, Marks, Sources string
	Inputs                                      []string
	Args                                        bool
}

// marks are words that a file with a fact holds.
var marks = sync.OnceValue(func() *pattern.Words { return pattern.NewWords(tables().Marks...) })
