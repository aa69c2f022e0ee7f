#!/usr/bin/env bash
# tools/web.sh          builds the web app (web/) into build/web, when it or the schema has changed since the last time
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

stamp=$({ find web schema/schema.graphql -type f -not -path 'web/node_modules/*' -not -path 'web/src/gen/*' -print0 | sort -z | xargs -0 sha256sum; node --version; } | sha256sum | cut -c1-64)
[ "$(cat build/web.stamp 2>/dev/null)" = "$stamp" ] && [ -f build/web/index.html ] && exit 0
[ web/node_modules/.package-lock.json -nt web/package-lock.json ] || (cd web && npm ci --no-audit --no-fund --loglevel=error) || { echo "npm could not fetch the web app's packages; the lines above say why." >&2; exit 1; }
mkdir -p build
log=$(mktemp)
if ! (cd web && npm run -s build) >"$log" 2>&1; then
  cat "$log" >&2
  rm -f "$log"
  echo "The web app does not build; the lines above say why." >&2
  exit 1
fi
grep '^Initial JavaScript' "$log" || true
rm -f "$log"
echo "$stamp" >build/web.stamp
