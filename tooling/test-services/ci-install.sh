#!/bin/sh
# Gives a fresh Debian or Ubuntu machine what the test servers are made of: redis-server, and a Go that
# builds the MongoDB-wire server. Run as root, or by a user who may sudo. Safe to run again.
#
# Debian 12 has Go 1.19, which is too old, but it can fetch a newer one: toolchains are modules of the
# Go module proxy, checked against Go's checksum database like any other.
set -eu

needed_minor=24
toolchain=1.24.3 # the one that FerretDB v1.24.2 names

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

fail() {
  echo "ci-install: $*" >&2
  exit 1
}

apt_install() {
  command -v apt-get >/dev/null || fail "this machine has no apt-get: install $* by hand"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# The minor version of the go command, in this folder; 0 where there is none that works.
go_minor() {
  version=$(go version 2>/dev/null) || version=
  minor=$(printf '%s' "$version" | sed -nE 's/.*go version go1\.([0-9]+).*/\1/p')
  echo "${minor:-0}"
}

# Go from 1.21 on fetches the toolchain that a go.mod asks for by itself, where GOTOOLCHAIN lets it.
is_enough() { (cd "$(dirname "$0")/mongo-wire" && [ "$(go_minor)" -ge "$needed_minor" ]); }

install_redis() {
  command -v redis-server >/dev/null && return
  # The suites start their own servers; the service of the package would only take the port.
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy" && ours=yes; }
  apt_install redis-server
  [ "${ours:-}" != yes ] || as_root rm "$policy"
}

install_go() {
  is_enough && return
  [ "$(go_minor)" -gt 0 ] || apt_install golang-go ca-certificates
  is_enough && return
  platform=$(go env GOOS)-$(go env GOARCH)
  module=golang.org/toolchain@v0.0.1-go$toolchain.$platform
  workshop=$(mktemp -d)
  (cd "$workshop" && go mod init toolchain >/dev/null 2>&1 && go mod download "$module") ||
    fail "go $(go env GOVERSION) cannot fetch $module; install Go 1.$needed_minor or newer by hand"
  rm -r "$workshop"
  root=$(go env GOMODCACHE)/$module
  # A module carries no modes: the programs in it must be made executable.
  chmod -R u+w "$root"
  chmod +x "$root"/bin/* "$root"/pkg/tool/*/*
  as_root ln -sf "$root/bin/go" /usr/local/bin/go
  hash -r
  is_enough || fail "Go $toolchain is at /usr/local/bin/go, but the PATH finds $(command -v go) first"
}

install_redis
install_go
redis-server --version
(cd "$(dirname "$0")/mongo-wire" && go version)
