#!/bin/sh
# Pictures of the viewer for the documents, from real terminals in a screen that nobody sees (see `make terminals`).
#
#     docs/make-pictures.sh [INKLING]
set -eu
cd "$(dirname "$0")/.."
program=${1:-.build/release/inkling}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$program" phantom --output "$folder/heart" --seed 7
"$program" init "$folder/heart.inkling" --volume "$folder/heart/image.nii.gz" \
  --scribbles "$folder/heart/scribble.nii.gz" --label-table "$folder/heart/labels.txt"
"$program" train "$folder/heart.inkling" --preset interactive --steps 600 --seed 1
sleep 60  # "predicted 6 s ago" changes each second, and a screen is photographed when it is still

# picture NAME TERMINAL COLUMNSxROWS COLOURS KEYS [OPTION...]
picture() {
  name=$1 terminal=$2 size=$3 colours=$4 keys=$5
  shift 5
  # A volume opens where it was left: every picture begins afresh.
  rm -f "$folder/heart.inkling/run/views.json"
  python3 Tests/Terminals/show.py "$terminal" "$size" "$folder/$name.png" --keys "$keys" -- \
    "$program" open "$folder/heart.inkling" "$@"
  convert "$folder/$name.png" -resize '1000x>' -dither None -colors "$colours" -strip \
    -define png:compression-level=9 "PNG8:docs/pictures/$name.png"
}

picture kitty kitty 100x34 256 Escape
picture sixel xterm 100x34 256 Escape
picture sextants kitty 100x34 256 Escape --graphics sextants
picture quadrants foot 100x34 256 Escape --graphics quadrants
picture blocks xterm 100x34 256 Escape --graphics blocks
picture three-views kitty 160x48 128 V
picture mosaic kitty 160x48 128 'V V'
ls -l docs/pictures/*.png
