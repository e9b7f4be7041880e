#!/usr/bin/env bash
# Builds .build/package/inkling_VERSION-1_ARCHITECTURE.deb: packaging/deb.sh PROGRAM
#
# DEBFULLNAME and DEBEMAIL name the maintainer. SOURCE_DATE_EPOCH dates the package; without it, the last commit does.
set -eu
cd "$(dirname "$0")/.."
program="${1:?PROGRAM: the one built with make static}"
command -v dpkg-shlibdeps > /dev/null || { echo "dpkg-shlibdeps is missing: apt-get install dpkg-dev" >&2; exit 1; }
out="$PWD/.build/package"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
stage="$work/stage"
umask 022
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH
version="$("$program" --version)-1"
architecture="$(dpkg --print-architecture)"
maintainer="${DEBFULLNAME:-The Inkling authors} <${DEBEMAIL:-inkling@example.org}>"
share="$stage/usr/share"
documents="$share/doc/inkling"

stage_files() {
  DESTDIR="$stage" PREFIX=/usr ZSH_COMPLETIONS=share/zsh/vendor-completions packaging/install.sh install "$program" \
    > "$work/said"
  rm "$share/inkling/installed"
  # The licence is in the file of copyright, by reference to the one that Debian has.
  rm "$documents/LICENSE"
  gzip -9n "$share"/man/man1/*.1
  gzip -9n < "$documents/CHANGELOG.md" > "$documents/changelog.gz"
  rm "$documents/CHANGELOG.md"
}

changelog() {
  printf 'inkling (%s) unstable; urgency=medium\n\n  * Version %s; changelog.gz says what is new.\n\n -- %s  %s\n' \
    "$version" "${version%-1}" "$maintainer" "$(date -uRd "@$SOURCE_DATE_EPOCH")" |
    gzip -9n > "$documents/changelog.Debian.gz"
}

# The standard library of Swift is inside the program, so its licence belongs to the package.
copyright() {
  cat > "$documents/copyright" << 'END'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Inkling

Files: *
Copyright: 2026 the Inkling authors
License: Apache-2.0

Files: usr/bin/inkling
Copyright: 2026 the Inkling authors
           2014-2026 Apple Inc. and the Swift project authors
           1991-2026 Unicode, Inc.
License: Apache-2.0 and Apache-2.0-with-Swift-exception and Unicode-3.0
Comment: The program contains the standard library, Foundation and dispatch of Swift, with the Unicode data of ICU.

License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.

License: Apache-2.0-with-Swift-exception
 The Apache License 2.0, in /usr/share/common-licenses/Apache-2.0, with this exception:
 .
 As an exception, if you use this Software to compile your source code and portions of this Software are embedded into
 the binary product as a result, you may redistribute such product without providing attribution as would otherwise be
 required by Sections 4(a), 4(b) and 4(d) of the License.

License: Unicode-3.0
 Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any associated
 documentation (the "Data Files") or software and any associated documentation (the "Software") to deal in the Data
 Files or Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
 distribute, and/or sell copies of the Data Files or Software, and to permit persons to whom the Data Files or Software
 are furnished to do so, provided that either (a) this copyright and permission notice appear with all copies of the
 Data Files or Software, or (b) this copyright and permission notice appear in associated Documentation.
 .
 THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
 LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF THIRD PARTY
 RIGHTS.
 .
 IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL
 INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
 ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
 THE DATA FILES OR SOFTWARE.
 .
 Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise to
 promote the sale, use or other dealings in these Data Files or Software without prior written authorization of the
 copyright holder.
END
}

# Which libraries the program needs, and from which version on, dpkg-shlibdeps reads from it and from the packages here.
control() {
  local needs
  mkdir -p "$work/debian" "$stage/DEBIAN"
  printf 'Source: inkling\n\nPackage: inkling\nArchitecture: any\n' > "$work/debian/control"
  needs="$(cd "$work" && dpkg-shlibdeps -O -estage/usr/bin/inkling 2> "$work/shlibdeps" |
    sed -n 's/^shlibs:Depends=//p')"
  [ -n "$needs" ] || { cat "$work/shlibdeps" >&2; exit 1; }
  cat > "$stage/DEBIAN/control" << END
Package: inkling
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$stage" | cut -f1)
Depends: $needs
Recommends: dcm2niix
Section: science
Priority: optional
Description: segmentation of MRI from scribbles, in a terminal
 Draw a few scribbles on a few slices of an MRI volume in a terminal and train a
 network on them: a segmentation appears slice by slice while you go on drawing
 and reviewing. It works over plain SSH, on the processor alone.
 .
 The network is trained with ScribSD+. Images and label maps are NIfTI files.
 Commands for a shell do the same without the viewer: projects, training,
 prediction, evaluation and export.
END
  (cd "$stage" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) \
    > "$stage/DEBIAN/md5sums"
}

stage_files
changelog
copyright
control
mkdir -p "$out"
package="$out/inkling_${version}_$architecture.deb"
find "$stage" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" > /dev/null
sed -n 's/^Depends: /Depends: /p' "$stage/DEBIAN/control"
echo "Built $package: $(du -m "$package" | cut -f1) MB, $(du -sm --exclude=DEBIAN "$stage" | cut -f1) MB installed."
echo "Install it with: sudo apt install $package"
