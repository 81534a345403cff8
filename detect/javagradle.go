package detect

func readGradle(t *tree, mavens []Stack) ([]Stack, error) { return nil, nil }
