package verify

func stageRules() []Rule    { return nil }
func cacheRules() []Rule    { return nil }
func copyRules() []Rule     { return nil }
func baseRules() []Rule     { return nil }
func secretRules() []Rule   { return nil }
func userRules() []Rule     { return nil }
func binaryRules() []Rule   { return nil }
func startRules() []Rule    { return nil }
func platformRules() []Rule { return nil }
func languageRules() []Rule { return nil }
