#!/usr/bin/env bash
# How fast `pairs build` is beside FFmpeg's decoding alone, and how much memory it takes.
# usage: benchmarks/pairs-throughput.sh CLIP [options of pairs build…]
# Both read the same clip in the same run. Seconds by the clock say what a user waits; processor seconds are the fairer
# figure on a machine that others use, too.
set -euo pipefail
clip=${1:?usage: benchmarks/pairs-throughput.sh CLIP [options of pairs build…]}
shift
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
program=$root/src/LightningDrag.Cli/bin/Release/net10.0/LightningDrag.Cli.dll
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Seconds by the clock, seconds of the processor.
measure() {
  local TIMEFORMAT='%R %U %S'
  { time "$@" > "$work/output" 2> "$work/errors"; } 2>&1 | awk '{ print $1, $2 + $3 }'
}

# The highest resident memory of a process in MiB, read while it runs: VmHWM only ever rises.
watch_memory() {
  while sleep 0.2; do
    awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$1/status" 2> /dev/null || return 0
  done | tail -n 1
}

frames=$(ffprobe -v error -select_streams v:0 -count_packets -show_entries stream=nb_read_packets -of csv=p=0 "$clip" |
  tr -dc '0-9')
read -r decode_wall decode_cpu < <(measure ffmpeg -v error -i "$clip" -f null -)
read -r build_wall build_cpu < <(measure dotnet "$program" pairs build "$clip" --output "$work/timed" --jobs 1 "$@")

dotnet "$program" pairs build "$clip" --output "$work/watched" --jobs 1 "$@" > /dev/null 2>&1 &
memory=$(watch_memory $!)
wait

awk -v frames="$frames" -v memory="$memory" \
  -v dw="$decode_wall" -v dc="$decode_cpu" -v bw="$build_wall" -v bc="$build_cpu" 'BEGIN {
  printf "%-28s %10s %12s %14s\n", "", "seconds", "frames/s", "cpu seconds"
  printf "%-28s %10.2f %12.1f %14.2f\n", "ffmpeg -f null", dw, frames / dw, dc
  printf "%-28s %10.2f %12.1f %14.2f\n", "pairs build", bw, frames / bw, bc
  printf "throughput of pairs build: %.2f of decoding by the clock, %.2f by processor time", dw / bw, dc / bc
  printf " (%d frames)\n", frames
  printf "peak memory: %d MiB\n", memory
}'
