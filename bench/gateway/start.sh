#!/usr/bin/env bash
# What the peers' script starts as ours: PORT, DATABASE_URL and JWT_SECRET come from it. A database beside theirs, migrated and
# seeded with the same data, then `jobmate serve` with every role in one process.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${JOBMATE_PROGRAM:-$here/../../build/release/src/app/jobmate}
admin=$DATABASE_URL
export DATABASE_URL="${DATABASE_URL%/*}/jobmate_bench"
if ! psql -qAtX "$DATABASE_URL" -c "SELECT 1" >/dev/null 2>&1; then
  psql -qX "$admin" -c "CREATE DATABASE jobmate_bench"
  "$program" migrate >&2
  psql -qX -v ON_ERROR_STOP=1 "$DATABASE_URL" -f "$here/seed.sql" >&2
  psql -qX "$DATABASE_URL" -c "VACUUM (ANALYZE)" >&2
fi
export JOBMATE_ENV=production LOG_LEVEL=warn COMMANDS_AT_ONCE=${COMMANDS_AT_ONCE:-1}
exec "$program" serve --roles="${ROLES:-gateway,profile,discovery,tracker}"
