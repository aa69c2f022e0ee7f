# Sourced by ./run and ./test: installs the Debian 12 packages that are missing and says which and why.
# install_missing <why> <package>...   Root or sudo; asks nothing.
install_missing() {
  local why=$1 missing=() p
  shift
  for p in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing for $why: ${missing[*]}"
  local sudo=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Installing packages needs root or sudo. Run once as root: apt-get install ${missing[*]}" >&2; return 1; }
    sudo=(sudo)
  fi
  # Debian would make and start a system-wide PostgreSQL cluster; JobMate manages its own.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${sudo[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${sudo[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  local log
  log=$(mktemp)
  if ! { "${sudo[@]}" apt-get -qq update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
         apt-get -qq install -y --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"; } >"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "apt-get could not install the packages above; the lines before this one say why." >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Any Node.js with npm will do; Debian's where there is none.
install_node() { command -v node >/dev/null && command -v npm >/dev/null || install_missing "$1" nodejs npm; }

packages() { grep -vE '^\s*(#|$)' "$1"; }
