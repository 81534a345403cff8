package plan

// hasCross reports whether a C compiler for the target is laid out in a stage of its own.
func (s *goService) hasCross() bool { return len(s.program.Cgo) > 0 && s.crosses() }

// goModulesOfDeps lends the modules to a stage that does not stand on deps.
func goModulesOfDeps() Mount {
	return Mount{Type: "bind", From: "deps", Source: "/go/pkg/mod", Target: "/go/pkg/mod"}
}

// goCrossScript picks Debian's cross gcc; the native compiler needs no package.
const goCrossScript = `set -eu;
case "$TARGETARCH" in
"$BUILDARCH") cc=gcc; packages= ;;
amd64) cc=x86_64-linux-gnu-gcc; packages="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;;
arm64) cc=aarch64-linux-gnu-gcc; packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;;
*) echo "no C compiler for $TARGETARCH is named here" >&2; exit 1 ;;
esac;
if [ -n "$packages" ]; then
apt-get update;
apt-get install -y --no-install-recommends $packages;
fi;
ln -s "$(command -v "$cc")" /usr/local/bin/target-cc`

// cross is a C compiler for the target platform. It waits for no module.
func (s *goService) cross() *Stage {
	if !s.hasCross() {
		return nil
	}
	os := s.tools.Codename()
	return &Stage{Name: "cross", From: "toolchain",
		About: "A C compiler for the target platform; it waits for no module, and stays when a manifest changes",
		Steps: []Step{{Slot: "build", Args: []Arg{{Name: "BUILDARCH"}, {Name: "TARGETARCH"}}, Because: s.program.Because,
			Why: "For amd64 and arm64, in both directions, with Debian's cross gcc; the native compiler needs no package.",
			Run: &Run{
				Mounts: []Mount{
					{Type: "cache", ID: "apt-cache-" + os, Target: "/var/cache/apt", Sharing: "locked"},
					{Type: "cache", ID: "apt-lists-" + os, Target: "/var/lib/apt/lists", Sharing: "locked"},
					{Type: "tmpfs", Target: "/etc/apt/apt.conf.d"},
				},
				Commands: []Command{{Script: goCrossScript}},
			}}}}
}
