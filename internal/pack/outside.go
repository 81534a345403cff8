package pack

import (
	"os"
	"path/filepath"
)

// outside refuses files that lie in the repository, where a home directory does: credentials are the person's, and settings of
// docker and git name programs that are run.
func (f Fetcher) outside(files []string) error {
	for _, name := range files {
		if _, err := os.Lstat(name); f.Outside == nil || err != nil {
			continue
		}
		if err := f.Outside(name); err != nil {
			return err
		}
	}
	return nil
}

// dockerFiles are the files from which credentials for registries come.
func dockerFiles() []string {
	if dir := os.Getenv("DOCKER_CONFIG"); dir != "" {
		return []string{filepath.Join(dir, "config.json")}
	}
	return below(os.UserHomeDir, ".docker/config.json")
}

// gitFiles are the files that git obeys, and those from which its credentials come.
func gitFiles() []string {
	files := append(below(os.UserHomeDir, ".gitconfig", ".git-credentials", ".netrc", ".config/git/config", ".config/git/credentials"),
		below(os.UserConfigDir, "git/config", "git/credentials")...)
	for _, name := range []string{"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"} {
		if file := os.Getenv(name); file != "" {
			files = append(files, file)
		}
	}
	return files
}

// below gives files below a directory of the user's; none where there is no such directory.
func below(dir func() (string, error), names ...string) []string {
	at, err := dir()
	if err != nil {
		return nil
	}
	var files []string
	for _, name := range names {
		files = append(files, filepath.Join(at, filepath.FromSlash(name)))
	}
	return files
}
