#!/usr/bin/env bash
# JobMate's gateway beside Apollo, Yoga, Mercurius and a bare Beast + libpq floor, in one run, on their three operations.
#   ./run.sh                                     one round of all
#   TARGETS="beast-pg-rows mercurius" ROUNDS=3 DUR=10 PGSYNC=off ./run.sh
# The peers are not part of this repository: PEERS names their folder (default ../shared/bench/gateway-peers beside the clone).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PEERS=${PEERS:-$here/../../../shared/bench/gateway-peers}
[ -x "$PEERS/run.sh" ] || { echo "No peers at $PEERS; set PEERS to their folder." >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export JWT_SECRET=${JWT_SECRET:-bench-only-secret-0123456789abcdef}
export BENCH_TOKENS=$tmp/tokens BENCH_CURSORS=$tmp/cursors
export BENCH_PREPARE=$here/prepare.sh BENCH_FAILED=$tmp/failed
node "$here/tokens.mjs" > "$BENCH_TOKENS"
node "$here/cursors.mjs" > "$BENCH_CURSORS"
EXTRA_NAME=jobmate EXTRA_CMD="$here/start.sh" EXTRA_OPS="$here/ops.lua" EXTRA_SQL="$here/reset.sql" CHECK_EXTRA=0 "$PEERS/run.sh"
[ ! -e "$BENCH_FAILED" ] || { echo "Our database could not be prepared, or an answer was wrong (see above): the figures mean nothing." >&2; exit 1; }
