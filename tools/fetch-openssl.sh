#!/usr/bin/env bash
# Puts a static OpenSSL >= 3.5 into DIR (include/, lib/) on a Debian that has only an older one.
#
#   tools/fetch-openssl.sh DIR                 Debian 13's libssl-dev, unpacked: seconds
#   tools/fetch-openssl.sh DIR --from-source   Debian 13's source, built lean: minutes
#
# The system stays as it is: apt works on a private state below DIR's parent, and verifies Debian's
# signatures as always. The mirrors are those of the machine's own apt sources. Does nothing when
# DIR is there already, or when the system's OpenSSL is new enough; DIR appears whole or not at all.
set -euo pipefail

readonly suite=trixie
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly tools="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly target="${1:?usage: fetch-openssl.sh DIR [--from-source]}"
readonly how="${2:-}"

[[ -e $target/lib/libcrypto.a ]] && exit 0
pkg-config --atleast-version=3.5 openssl 2>/dev/null && exit 0

mkdir -p "$(dirname "$target")"
work="$(mktemp -d "$(cd "$(dirname "$target")" && pwd)/.openssl.XXXXXX")"
readonly work
trap 'rm -rf "$work"' EXIT

# The URIs the machine takes RELEASE from, whichever form its apt sources have.
mirrors_of() {
  apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$1/InRelease' .*|\1|p" | sort -u
}

# Points the private apt at the given mirrors.
use_mirrors() {  # MAIN [SECURITY]
  mkdir -p "$work/apt/lists/partial"
  local kind=deb uri
  [[ $how == --from-source ]] && kind=deb-src
  {
    echo "$kind [signed-by=$keyring] $1 $suite main"
    for uri in "${@:2}"; do echo "$kind [signed-by=$keyring] $uri $suite-security main"; done
  } >"$work/apt/sources.list"
  # The sandbox user could not enter a private directory; hooks are meant for the system's apt.
  cat >"$work/apt/apt.conf" <<-CONF
	Dir::Etc::sourcelist "$work/apt/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::State::Lists "$work/apt/lists";
	Dir::State::status "/dev/null";
	Dir::Cache "$work/apt";
	Dir::Cache::pkgcache "";
	Dir::Cache::srcpkgcache "";
	APT::Sandbox::User "root";
	APT::Get::List-Cleanup "false";
	Acquire::Languages "none";
	Acquire::Retries "3";
	#clear APT::Update::Pre-Invoke;
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	CONF
}

apt() { "apt-$1" -c "$work/apt/apt.conf" -q "${@:2}"; }

# The index may be newer than what the mirror serves, so every listed version is tried, newest first.
each_version() {  # PACKAGE COMMAND
  local version
  for version in $(apt cache madison "$1" | awk '{ print $3 }' | sort -Vru); do
    "$2" "$version" && return
  done
  return 1
}

unpack_package() {
  rm -rf "$work"/{openssl,deb,*.deb}
  (cd "$work" && apt get download "libssl-dev=$1") || return
  dpkg-deb -x "$work"/libssl-dev_*.deb "$work/deb" || return
  # Flatten Debian's multi-architecture layout.
  mkdir -p "$work"/openssl/{include,lib} &&
    cp -r "$work/deb/usr/include/openssl" "$work/openssl/include/" &&
    cp "$work"/deb/usr/include/*/openssl/*.h "$work/openssl/include/openssl/" &&
    cp "$work"/deb/usr/lib/*/lib{ssl,crypto}.a "$work/openssl/lib/" &&
    gcc -std=c11 -O2 -fPIC -c "$tools/openssl_shim.c" -o "$work/shim.o" &&
    ar r "$work/openssl/lib/libcrypto.a" "$work/shim.o"
}

build_source() {
  rm -rf "$work"/{openssl,installed,source,*.dsc}
  (cd "$work" && apt get source --download-only "openssl=$1") || return
  dpkg-source -x "$work"/openssl_*.dsc "$work/source" || return
  # Without what a KMS never uses. enable-ec_nistp_64_gcc_128 makes P-384 four times as fast.
  local options=(
    no-shared no-module no-legacy no-engine no-tests no-docs no-apps
    no-quic no-dtls no-srp no-psk no-srtp no-comp no-cmp no-cms no-ts no-ct no-rfc3779 no-nextprotoneg
    no-ssl3 no-tls1 no-tls1_1 no-gost no-dsa no-ec2m no-slh-dsa
    no-bf no-cast no-idea no-seed no-rc2 no-rc4 no-md4 no-mdc2 no-rmd160 no-whirlpool no-camellia
    no-aria no-siphash no-blake2 no-ocb no-siv no-uplink no-ui-console
    enable-ec_nistp_64_gcc_128)
  (cd "$work/source" &&
    ./Configure --prefix=/usr --libdir=lib --openssldir=/usr/lib/ssl --release "${options[@]}" &&
    make -s -j"$(nproc)" build_libs && make -s install_dev DESTDIR="$work/installed") &&
    mv "$work/installed/usr" "$work/openssl"
}

# What counts: a program against it links and runs.
works() {
  echo '#include <openssl/ssl.h>
    int main(void) { return OpenSSL_version_num() >= 0x30500000L && SSL_CTX_new(TLS_method()) ? 0 : 1; }' |
    gcc -x c - -x none -I "$work/openssl/include" "$work/openssl/lib/libssl.a" \
      "$work/openssl/lib/libcrypto.a" -lz -lzstd -ldl -pthread -o "$work/check" && "$work/check"
}

. /etc/os-release
for mirror in $(mirrors_of "$VERSION_CODENAME"); do
  use_mirrors "$mirror" $(mirrors_of "$VERSION_CODENAME-security")
  apt get update || continue
  if [[ $how == --from-source ]]; then
    each_version openssl build_source || continue
  else
    each_version libssl-dev unpack_package || continue
  fi
  works || continue
  mv -T "$work/openssl" "$target"
  exit 0
done
echo "fetch-openssl.sh: no mirror of this machine gave a working OpenSSL >= 3.5" >&2
exit 1
