#!/usr/bin/env bash
# A database beside the peers' on the server of DATABASE_URL: migrated, seeded with the same data, and our answers checked
# once. Run by reset.sql before the first load, because the peers' script waits only some seconds for a server to start.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
psql -qX "$PEERS_URL" -c "CREATE DATABASE jobmate_bench"
"$JOBMATE_PROGRAM" migrate >&2
psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL" -f "$here/seed.sql" >&2
psql -qX "$DATABASE_URL" -c "VACUUM (ANALYZE)" >&2

coproc SERVER { PORT=0 exec "$JOBMATE_PROGRAM" serve --roles="$ROLES"; }
pid=$SERVER_PID
trap 'kill "$pid" 2>/dev/null || true' EXIT
while read -r line <&"${SERVER[0]}"; do
  case $line in "JobMate is ready: "*) url=${line#JobMate is ready: }; break ;; esac
done
[ -n "${url:-}" ] || { echo "The server did not start." >&2; exit 1; }
node "$here/check.mjs" "$url/graphql" "$BENCH_TOKENS" "$BENCH_CURSORS" >&2
kill "$pid"; wait "$pid" || true
psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL" -c "CALL bench_reset()" >&2
