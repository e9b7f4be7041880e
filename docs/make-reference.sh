#!/usr/bin/env bash
# Writes the reference pages that the program itself knows: commands, training options, keys. `make reference` calls it.
set -eu
cd "$(dirname "$0")/.."
inkling=.build/release/inkling
export COLUMNS=100

{
  echo "# Commands"
  echo
  echo "What \`inkling COMMAND --help\` prints. What it tells scripts when it ends: [exit statuses](exit-statuses.md)."
  for command in open replay init add train predict evaluate status stop pause resume info check simulate phantom \
    "export scribbles" "export labels" "export png" "export nnunet" import doctor "bench step" "bench predict" "bench kernels" "bench input" "bench interactive" "bench viewer"; do
    printf '\n## inkling %s\n\n```\n' "$command"
    # shellcheck disable=SC2086
    $inkling $command --help
    echo '```'
  done
} | sed 's/[[:space:]]*$//' > docs/reference/commands.md

{
  echo "# Training options"
  echo
  echo "Options of \`inkling train PROJECT --set KEY=VALUE\` with their defaults in the two presets, as \`--list-options\` prints"
  echo "them. A project may name its own in project.json (\`settings\`, where \`--set\` is not written to); a checkpoint carries those it was made with."
  for preset in interactive cohort; do
    printf '\n## Preset %s\n\n```\n' "$preset"
    $inkling train Samples/heart.inkling --preset "$preset" --list-options
    echo '```'
  done
} > docs/reference/training-options.md

$inkling keys > docs/reference/keys.md
