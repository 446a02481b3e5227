#!/usr/bin/env bash
# Makes a Debian package of a binary that is built already; needs dpkg-deb and gzip, and no network.
#   packaging/debian/build.sh target/x86_64-unknown-linux-musl/release/bb-pocket amd64 out/
# It installs binary, unit, man pages, completions and documents. It starts nothing that is not configured: the service is
# started by whoever follows docs/operating.md, and restarted by an upgrade where it runs.
set -euo pipefail

[ $# -eq 3 ] || { echo "usage: $0 BINARY ARCHITECTURE FOLDER" >&2; exit 2; }
binary=$(realpath "$1") architecture=$2 out=$(realpath "$3")
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 0755 "$root"

install -D -m 0755 "$binary" "$root/usr/bin/bb-pocket"
install -D -m 0644 packaging/bb-pocket.service "$root/usr/lib/systemd/system/bb-pocket.service"
# A folder for the secrets that root alone may read. The unit's user exists only while it runs: there is none to be made.
install -D -m 0644 packaging/debian/tmpfiles.conf "$root/usr/lib/tmpfiles.d/bb-pocket.conf"
docs="$root/usr/share/doc/bb-pocket"
for file in README.md CHANGELOG.md SECURITY.md .env.example docs/operating.md; do
  install -D -m 0644 "$file" "$docs/$(basename "$file")"
done
mv "$docs/.env.example" "$docs/settings.example"
install -D -m 0644 LICENSE "$docs/copyright"
install -D -m 0644 packaging/prometheus/alerts.yml "$docs/prometheus/alerts.yml"
install -D -m 0644 packaging/prometheus/dashboard.json "$docs/prometheus/dashboard.json"
gzip -9n "$docs/CHANGELOG.md"

# Made by a binary of this machine where the one that is packaged is for another.
maker=${BB_POCKET_MAKER:-$binary}
mkdir -p "$root/usr/share/man/man1" "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" \
  "$root/usr/share/fish/vendor_completions.d"
"$maker" man "$root/usr/share/man/man1"
gzip -9n "$root"/usr/share/man/man1/*.1
"$maker" completions bash > "$root/usr/share/bash-completion/completions/bb-pocket"
"$maker" completions zsh > "$root/usr/share/zsh/vendor-completions/_bb-pocket"
"$maker" completions fish > "$root/usr/share/fish/vendor_completions.d/bb-pocket.fish"

# A static binary needs nothing. One of this machine needs its C library, of the newest version that is named in it.
glibc=$(grep -aoE 'GLIBC_[0-9]+\.[0-9]+' "$binary" | sort -uV | tail -1 || true)
depends=${glibc:+Depends: libc6 (>= ${glibc#GLIBC_})}

mkdir "$root/DEBIAN"
for script in postinst prerm postrm; do install -m 0755 "packaging/debian/$script" "$root/DEBIAN/$script"; done
cat > "$root/DEBIAN/control" <<CONTROL
Package: bb-pocket
Version: $version
Architecture: $architecture
Maintainer: bb-pocket maintainers <maintainers@users.noreply.r-seed-07384c28.example>
Section: net
Priority: optional
${depends:+$depends
}Recommends: systemd (>= 250)
Suggests: openssl
Installed-Size: $(du -sk "$root" | cut -f1)
Description: Telegram bot that puts your Bots.Business bots in your pocket
 Owners of bots hosted at Bots.Business see which ones run, start and stop them,
 read their errors and import sheets, from a chat. This package runs a copy of
 the bot as a hardened service; it starts once a token and a key ring are there.
CONTROL
# SOURCE_DATE_EPOCH, where it is set, becomes the time of all files: the same sources give the same package.
dpkg-deb --root-owner-group --build "$root" "$out/bb-pocket_${version}_${architecture}.deb"
