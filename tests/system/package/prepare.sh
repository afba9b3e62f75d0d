#!/usr/bin/env bash
# What the test of the packages needs beforehand, in BUILD/package-root; the only part of it that uses the network.
#   prepare.sh BUILD base     a minimal Debian of this release, as a tar: once
#   prepare.sh BUILD          also what the packages depend on, as .deb files: again when the dependencies change
# As root, or as anybody who may have a user namespace with many users in it (uidmap, /etc/subuid).
set -euo pipefail
build=$1 what=${2:-all}
here=$build/package-root
base=$here/base.tar
mkdir -p "$here"

# The mirror that this machine uses itself.
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    sed -n "s/^\(.*\) $codename main\$/\1/p" | head -n 1)
mirror=${mirror:-http://deb.debian.org/debian}
proxy=$(apt-config dump Acquire::http::Proxy --format '%v')
mode=unshare
[ "$(id -u)" != 0 ] || mode=root

exec 9>"$here/lock"
flock 9
if [ ! -f "$base" ]; then
    # Others' translations are never looked at, and what is thrown away if the power fails may be written at leisure.
    make=(mmdebstrap --quiet "--mode=$mode" --variant=minbase --format=tar --dpkgopt=force-unsafe-io
        '--dpkgopt=path-exclude=/usr/share/locale/*' '--dpkgopt=path-include=/usr/share/locale/*/traypulse.mo'
        '--aptopt=Acquire::Languages "none"' ${proxy:+"--aptopt=Acquire::http::Proxy \"$proxy\""} "$codename" "$base.new" "deb $mirror $codename main")
    if [ "$mode" = root ]; then
        # In memory it takes half the time.
        TMPDIR=$(mktemp -d) unshare --mount sh -euc 'mount -t tmpfs tmpfs "$TMPDIR"; "$@"' - "${make[@]}"
    else
        "${make[@]}"
    fi
    mv "$base.new" "$base"
fi
[ "$what" = all ] || exit 0

packages=("$here"/made/*.deb)
[ -f "${packages[0]}" ] || { echo "prepare.sh: there are no packages in $here/made" >&2; exit 1; }
wanted=$(for package in "${packages[@]}"; do dpkg-deb --field "$package" Depends; done | sort)
[ "$(cat "$here/wanted" 2>/dev/null || true)" != "$wanted" ] || exit 0
rm -rf "$here/archives" "$here/lists"
mkdir -p "$here/archives/partial" "$here/lists/partial"
# apt of the new system, with this machine's network, downloads into our folders.
inside() {
    mount -t tmpfs tmpfs "$1"
    tar -C "$1" --exclude='./dev/*' -xf "$here/base.tar"
    mkdir -p "$1/made"
    mount --bind "$here/made" "$1/made"
    mount --bind "$here/archives" "$1/var/cache/apt/archives"
    mount --bind "$here/lists" "$1/var/lib/apt/lists"
    mount --rbind /dev "$1/dev"
    cat /etc/resolv.conf >"$1/etc/resolv.conf"
    for word in "update" "install --download-only --no-install-recommends --yes /made/*.deb"; do
        chroot "$1" sh -c "apt-get -qq -o APT::Sandbox::User=root -o Acquire::GzipIndexes=true ${proxy:+-o Acquire::http::Proxy=$proxy} $word"
    done
}
export here proxy
export -f inside
space=(unshare --mount)
[ "$mode" = root ] || space+=(--user --map-root-user --map-auto)
"${space[@]}" bash -euc 'inside "$(mktemp -d)"'
echo "$wanted" >"$here/wanted"
