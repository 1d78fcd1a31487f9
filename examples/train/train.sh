#!/usr/bin/env bash
# An own model from videos: train.sh VIDEOS PHOTOS RUN
#
# VIDEOS: ten or more clips from a camera that stands still. PHOTOS: a hundred or more photographs of what you edit.
# RUN: a folder for the pairs and the model. Stop it at any time; the same command goes on.
# STEPS, BATCH, WINDOW, SIZE and LIGHTNINGDRAG change the defaults of an evening on a laptop.
set -euo pipefail
[[ $# -eq 3 ]] || { echo "usage: train.sh VIDEOS PHOTOS RUN" >&2; exit 2; }
videos=$1 photos=$2 run=$3
lightningdrag=${LIGHTNINGDRAG:-$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../lightningdrag}

# Pairs of frames in which something moved and the rest stood still.
"$lightningdrag" pairs build "$videos" --output "$run/pairs" --size "${SIZE:-256}" \
  ${CAMERA_FILTER:+--camera-filter "$CAMERA_FILTER"}
"$lightningdrag" pairs report "$run/pairs" --output "$run/pairs.html"

# From the shipped weights: a quarter of each batch are these pairs, the rest is made from the photographs.
resume=()
[[ ! -d $run/model ]] || resume=(--resume)
"$lightningdrag" train --config compact --photos "$photos" --data "$run/pairs" --output "$run/model" \
  --steps "${STEPS:-4000}" --batch "${BATCH:-16}" --window "${WINDOW:-256}" "${resume[@]}"

echo "Done. Look at $run/pairs.html, and edit with: lightningdrag edit PHOTO --drag X,Y:X,Y --model $run/model"
