#!/bin/sh
# Recipe: an entrypoint script. It ends in exec, so that the program is PID 1 and gets SIGTERM.
set -eu
export STARTED_AT="$(date)"
exec "$@"
