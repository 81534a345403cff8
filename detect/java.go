package detect

// Java is what only a Java service has.
type Java struct{}

func readJava(t *tree) ([]Stack, error) { return nil, nil }
