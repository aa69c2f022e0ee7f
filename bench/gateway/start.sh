#!/usr/bin/env bash
# What the peers' script starts as ours, with PORT, DATABASE_URL and JWT_SECRET: the gateway and its services in one process.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/env.sh"
exec "$JOBMATE_PROGRAM" serve --roles="$ROLES"
