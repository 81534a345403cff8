module github.com/msgen/msgen

go 1.26.3
