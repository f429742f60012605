#!/bin/sh
# Measures the page beside igv.js on the same files, in a real Chromium: BenchmarkBeside (beside_test.go) and
# BenchmarkOpen (opening_test.go); and pictures without a page beside those of igv.js: BenchmarkSnapshots (snapshots_test.go).
#
#   session/ui/beside-igv.sh [BENCHMARK [BENCHTIME]]     such as: Beside 20x, Open 5x, or Snapshots 10x
#
# igv.js comes from npm, into a folder that is removed afterwards. IGV_VERSION is another version of it.
set -eu
cd "$(dirname "$0")"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
npm install --silent --no-audit --no-fund --prefix "$dir" "igv@${IGV_VERSION:-3.8.10}"
EPIVIZGO_IGV="$dir/node_modules/igv/dist/igv.min.js" go test . -run '^$' -bench "${1:-Beside}" -benchtime "${2:-20x}"
