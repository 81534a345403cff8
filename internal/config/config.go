// Package config is .msgen.yaml, the user's own file: the answers that are wished for, only what differs from what msgen
// finds by itself. msgen writes it once; later it changes the bytes of one value and leaves all others as they are.
package config

// Name is the file's name, in the root of the repository.
const Name = ".msgen.yaml"
