#!/usr/bin/env bash
# A newcomer's path in a clean Debian: the package is installed, used from phantom to accepted labels, and removed.
#
#   Tests/Package/chroot.sh [PACKAGE.deb [SUITE]]      without a name the newest of .build/package; SUITE: bookworm
#
# Needs root and mmdebstrap. The packages come from where this machine's own apt takes them. Each step is printed with
# its seconds; the first that fails ends the script. The labels made on the way stay in .build/package.
set -eu
cd "$(dirname "$0")/../.."

# Mounts are made in a space of names of its own: they are gone with this script, whatever ends it.
if [ -z "${INKLING_OWN_MOUNTS:-}" ]; then
  [ "$(id -u)" -eq 0 ] || { echo "This needs root, for chroot and mounts: sudo $0 $*" >&2; exit 2; }
  for tool in mmdebstrap unshare chroot; do
    command -v "$tool" > /dev/null || { echo "$tool is missing: apt-get install mmdebstrap util-linux" >&2; exit 2; }
  done
  unshare --mount true 2> /dev/null || {
    echo "The kernel allows no mount namespaces here: nothing was tested." >&2
    exit 2
  }
  INKLING_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "$@"
fi

package="${1:-$(ls -t .build/package/inkling_*.deb 2> /dev/null | head -n 1)}"
suite="${2:-bookworm}"
[ -f "$package" ] || { echo "There is no package ${package:-in .build/package}: build one with make deb" >&2; exit 2; }
mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Label: Debian' "Codename: $suite" | sort -u | head -n 1)"
[ -n "$mirror" ] || {
  echo "apt of this machine knows no Debian $suite: run apt-get update, or name another suite." >&2
  exit 2
}
work="$(mktemp -d)"
root="$work/root"
trap 'within "tmux -L test kill-server" 2> /dev/null || true
  umount -l "$root/dev/pts" "$root/proc" 2> /dev/null || true; rm -rf --one-file-system "$work"' EXIT
began=$(date +%s.%N)

within() {
  chroot "$root" env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 TERM=xterm-256color \
    DEBIAN_FRONTEND=noninteractive /bin/bash -euc "cd /root; $1"
}

seconds() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN { printf "%6.1f s", to - from }'; }

# step NAME COMMAND...: one line when it is done; what it printed when it failed.
step() {
  local name="$1" from status
  shift
  from=$(date +%s.%N)
  # Not `"$@" || ...`: then nothing in it would end at its first failure.
  set +e
  (set -e; "$@") > "$work/said" 2>&1 < /dev/null
  status=$?
  set -e
  if [ "$status" -ne 0 ]; then
    cat "$work/said"
    echo "FAILED $(seconds "$from")  $name (exit status $status)"
    exit 1
  fi
  echo "ok     $(seconds "$from")  $name"
}

debian() {
  local proxy=""
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  mmdebstrap --mode=root --variant=apt ${proxy:+--aptopt="Acquire::http::Proxy \"$proxy\";"} \
    "$suite" "$root" "$mirror"
  mount -t proc proc "$root/proc"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
  cp /etc/resolv.conf "$root/etc/resolv.conf"
}

# The viewer in a terminal: a stroke with the third label, an accepted slice, and out.
viewer() {
  within 'tmux -L test new-session -d -x 120 -y 40 "inkling heart.inkling; echo ended with \$? > ended"'
  awaited "tmux -L test capture-pane -p | grep -q axial"
  before=$(drawn)
  within 'tmux -L test send-keys 3 Space l l l Space'
  awaited "test \$(cat heart.inkling/scribbles/*.journal | wc -c) -gt $before"
  # On a slice with strokes and no prediction A asks for a second one.
  for key in A A; do within "tmux -L test send-keys $key; sleep 0.5"; done
  within 'tmux -L test capture-pane -p'
  within 'tmux -L test send-keys q'
  awaited "test -s ended"
  within 'grep "ended with 0" ended && ls heart.inkling/labels && test -n "$(ls heart.inkling/labels)"'
}

drawn() { cat "$root"/root/heart.inkling/scribbles/*.journal | wc -c; }

awaited() {
  local end=$((SECONDS + 10))
  while [ "$SECONDS" -lt "$end" ]; do
    within "$1" > /dev/null 2>&1 && return
    sleep 0.1
  done
  echo "waited ten seconds in vain for: $1"
  return 1
}

installed() { find "$root/usr" "$root/etc" -name '*inkling*' ; }

gone() {
  within 'apt-get purge -y -q inkling && ! command -v inkling'
  [ -z "$(installed)" ] || { echo "These are left:"; installed; return 1; }
}

echo "Debian $suite, $(basename "$package"), $(nproc) processors"
step "a clean Debian (mmdebstrap)" debian
cp "$package" "$root/root/inkling.deb"
step "what a person has: man and tmux" within 'apt-get update -q
  apt-get install -y -q --no-install-recommends man-db tmux'
step "apt install ./inkling.deb" within 'apt-get install -y -q --no-install-recommends ./inkling.deb'
step "inkling --version" within "test \"\$(inkling --version)\" = $(dpkg-deb -f "$package" Version | sed 's/-.*//')"
step "no library is missing" within 'if ldd /usr/bin/inkling | grep "not found"; then false; fi'
step "man inkling, man inkling train" within 'man inkling | grep -q export
  man inkling train | grep -q -e --minutes'
step "completions" within 'test -s /usr/share/bash-completion/completions/inkling &&
  . /usr/share/bash-completion/completions/inkling && complete -p inkling'
step "inkling doctor" within 'inkling doctor'
step "inkling phantom" within 'inkling phantom --output first --seed 3'
step "inkling init" within 'inkling init heart.inkling --volume first/image.nii.gz --scribbles first/scribble.nii.gz \
  --classes RV,Myo,LV'
step "the viewer: a stroke, an accepted slice" viewer
step "inkling train, 60 steps" within 'inkling train heart.inkling --preset interactive --steps 60'
step "inkling predict" within 'inkling predict heart.inkling first/image.nii.gz --output predicted.nii.gz'
step "inkling export labels" within 'inkling export labels heart.inkling --output labels.nii.gz'
step "inkling evaluate" within 'inkling evaluate labels.nii.gz first/label.nii.gz'
sed 's/^/         /' "$work/said"
cp "$root/root/labels.nii.gz" .build/package/chroot-labels.nii.gz
cp "$root/root/first/image.nii.gz" .build/package/chroot-image.nii.gz
step "apt purge leaves nothing" gone
echo "All in $(seconds "$began"). The labels: .build/package/chroot-labels.nii.gz"
