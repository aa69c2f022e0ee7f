#!/usr/bin/env bash
# Reading CVs beside pdftotext and pdfminer.six in one run: what is right per layout, milliseconds a page, and how often ours the peers take.
# Run from anywhere; the Release build of cv_bench must be there. pdfminer.six goes into build/peers, pdftotext is Debian's poppler-utils.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
if [ ! -x build/peers/bin/python ] || ! build/peers/bin/python -c 'import pdfminer' 2>/dev/null; then
  python3 -m venv build/peers && build/peers/bin/pip install --quiet --disable-pip-version-check pdfminer.six==20251107 || echo "pdfminer.six could not be installed: not measured" >&2
fi
CV_PEER_PYTHON=$PWD/build/peers/bin/python exec build/release/src/cv/cv_bench --benchmark_counters_tabular=true "$@"
