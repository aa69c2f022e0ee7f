#!/usr/bin/env bash
# Event streams: memory of idle clients, and the time from a commit to the last of them. usage: bench/sse/run.sh [build dir]
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:-build/release}
ulimit -n 20000
for clients in 1000 10000; do "$build/bench/sse/sse_bench" "$clients"; done
