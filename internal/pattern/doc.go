// Package pattern has regular expressions that cost nothing until they are needed.
package pattern
