package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/msgen/msgen/internal/hint"
)

// runGit runs the user's git in a bare repository of msgen's own, without a shell. It is the one place that starts git, and
// git never runs in a repository of the user's: the settings of one can make git run programs.
func runGit(ctx context.Context, dir string, input []byte, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, append(gitEnv(os.Environ()), "GIT_DIR="+dir), bytes.NewReader(input)
	cmd.WaitDelay = 2 * time.Second
	out, said := &capped{max: maxListing}, &capped{max: 8 << 10}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, hint.With(errors.New("git is not installed, and the pack is in a Git repository"), "install git, or use a pack in a folder or registry")
	case out.full:
		return nil, fmt.Errorf("the output of git is larger than %d MiB", maxListing>>20)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("git: %s (%w)", plainLines(said.text.String()), err)
	}
	return out.text.Bytes(), nil
}

// gitEnv is the environment of git: of the user's, only what leads to their credentials, proxies and certificates. What a
// surrounding git (a hook, an alias) says of its own repository is not among it. Git never asks and speaks no other protocol.
func gitEnv(env []string) []string {
	keep := []string{"PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "SSH_AGENT_PID",
		"HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
		"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_PROXY_SSL_CAINFO",
		"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH",
		"SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES"}
	var kept []string
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if name = strings.ToUpper(name); slices.Contains(keep, name) || strings.HasPrefix(name, "GIT_CONFIG_KEY_") || strings.HasPrefix(name, "GIT_CONFIG_VALUE_") || name == "GIT_CONFIG_COUNT" {
			kept = append(kept, e)
		}
	}
	return append(kept, "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=https:ssh:file", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LFS_SKIP_SMUDGE=1",
		"GIT_ATTR_NOSYSTEM=1", "GIT_LITERAL_PATHSPECS=1", "GIT_OPTIONAL_LOCKS=0", "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C")
}

// hardened are the settings that every call has: no hooks, no file system monitor, no helper protocols, no submodules, no
// background work, and no bundle or pack from another address than the one that was asked.
func hardened() []string {
	var args []string
	for _, setting := range []string{
		"core.hooksPath=/dev/null", "core.fsmonitor=false", "core.attributesFile=/dev/null", "safe.bareRepository=explicit", "core.symlinks=false", "core.protectNTFS=true", "core.protectHFS=true",
		"protocol.ext.allow=never", "protocol.fd.allow=never", "protocol.git.allow=never", "protocol.http.allow=never",
		"submodule.recurse=false", "fetch.recurseSubmodules=false", "fetch.uriProtocols=", "transfer.bundleURI=false",
		"transfer.credentialsInUrl=die", "gc.auto=0", "maintenance.auto=false", "fetch.writeCommitGraph=false", "advice.detachedHead=false",
	} {
		args = append(args, "-c", setting)
	}
	return args
}
