package detect

// Python is what only a Python service has.
type Python struct{}

func readPython(t *tree) ([]Stack, error) { return nil, nil }
