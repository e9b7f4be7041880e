#!/usr/bin/env bash
# Installs the program, its manual pages, completions, documents and samples below DESTDIR and PREFIX, or removes them.
#
#   packaging/install.sh install PROGRAM      PROGRAM: the one built with the static standard library
#   packaging/install.sh uninstall
#
# What was put there is listed in PREFIX/share/inkling/installed; uninstall removes what that list names, nothing else.
set -eu
cd "$(dirname "$0")/.."
umask 022
prefix="${PREFIX:-/usr/local}"
case "$prefix" in /*) ;; *) echo "PREFIX has to be an absolute path, not $prefix." >&2; exit 64 ;; esac
root="${DESTDIR:-}${prefix%/}"
list="$root/share/inkling/installed"
completions_of_zsh="${ZSH_COMPLETIONS:-share/zsh/site-functions}"

# Folders that are not there yet are made and listed, each before what lies in it.
folder() {
  [ -d "$root/$1" ] && return
  case "$1" in */*) folder "${1%/*}" ;; *) mkdir -p "$root" ;; esac
  mkdir "$root/$1"
  echo "$1/" >> "$new"
}

# The list is there before the first file, so that an installation that fails half way can be removed.
begin_list() {
  new="$made/installed"
  folder share/inkling
  touch "$new"
  install -m 644 "$new" "$list"
  new="$list"
}

# put MODE SOURCE PLACE
put() {
  folder "${3%/*}"
  install -m "$1" "$2" "$root/$3"
  echo "$3" >> "$new"
}

remove() {
  [ -f "$list" ] || return 1
  local entries
  entries="$(tac "$list")"
  while IFS= read -r entry; do
    case "$entry" in
      */) rmdir --ignore-fail-on-non-empty "$root/$entry" 2>/dev/null || true ;;
      *) rm -f "$root/$entry" ;;
    esac
  done <<< "$entries"
}

make_completions() {
  for shell in bash zsh fish; do "$1" --generate-completion-script "$shell" > "$2/$shell"; done
  # Arguments without choices of their own are names of files for the most part. The generator offers nothing there.
  sed -i -e '1{/^#!/d}' -e 's/^complete -o filenames -F/complete -o bashdefault -o default -o filenames -F/' "$2/bash"
  sed -i "s/^\( *'.*:[a-z-]*:\)'\$/\1_files'/" "$2/zsh"
  sed -i -e "/^complete -c 'inkling' -f\$/d" -e "s/ -rfka ''\$/ -rF/" \
    -e "s/\(\"inkling\" -eq 1' \)-fa /\1-a /" "$2/fish"
}

# The program must find everything on any machine, and tell nothing of this one. $1: as built, $2: stripped
check_program() {
  if ldd "$1" | grep -E 'libswift|libFoundation|not found' >&2; then
    echo "$1 needs the libraries above, which are not everywhere. Build it with: make static" >&2
    exit 1
  fi
  if readelf -d "$2" | grep -E 'RPATH|RUNPATH' >&2 || grep -aqF "$PWD/" "$2"; then
    echo "$1 names folders of this machine. Build it with: make static" >&2
    exit 1
  fi
}

install_all() {
  local program="$1" page file
  made="$(mktemp -d)"
  trap 'rm -rf "$made"' EXIT
  strip -o "$made/inkling" "$program"
  check_program "$program" "$made/inkling"
  python3 packaging/manual.py "$made/inkling" "$made/manual"
  make_completions "$made/inkling" "$made"
  remove || true
  begin_list
  put 755 "$made/inkling" bin/inkling
  for page in "$made"/manual/*.1; do put 644 "$page" "share/man/man1/${page##*/}"; done
  put 644 "$made/bash" share/bash-completion/completions/inkling
  put 644 "$made/zsh" "$completions_of_zsh/_inkling"
  put 644 "$made/fish" share/fish/vendor_completions.d/inkling.fish
  for file in README.md CHANGELOG.md CONTRIBUTING.md LICENSE CITATION.cff; do
    put 644 "$file" "share/doc/inkling/$file"
  done
  # A name with a line break could not stand in the list; none of ours has one.
  while IFS= read -r file; do put 644 "$file" "share/doc/inkling/$file"; done \
    < <(find docs -type f ! -name '*.sh' ! -name '*.py' | sort)
  while IFS= read -r file; do put 644 "$file" "share/inkling/samples/${file#Samples/}"; done \
    < <(find Samples -type f ! -path '*/run/*' | sort)
  echo share/inkling/installed >> "$list"
  echo "Installed inkling $("$root/bin/inkling" --version) in $root: $(grep -cv '/$' "$list") files," \
    "the program $(du -m "$root/bin/inkling" | cut -f1) MB."
  echo "It uses these libraries of the system: $(ldd "$root/bin/inkling" | awk '$2 == "=>" { printf "%s ", $1 }')"
  case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) [ -n "${DESTDIR:-}" ] || echo "$prefix/bin is not on PATH yet: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
}

case "${1:-}" in
  install)
    [ -x "${2:-}" ] || { echo "There is no program at ${2:-(no path given)}. Build it with: make static" >&2; exit 1; }
    install_all "$2" ;;
  uninstall)
    if remove; then
      echo "Removed inkling from $root."
    else
      echo "Nothing was installed by this script in $root: there is no $list." >&2
      exit 1
    fi ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
