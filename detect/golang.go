package detect

// Go is what only a Go service has.
type Go struct{}

func readGo(t *tree) ([]Stack, error) { return nil, nil }
