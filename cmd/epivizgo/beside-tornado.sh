#!/bin/sh
# Measures how many requests for 1000 rows, and for 1000 values, of the tutorial's data are answered in a second, beside a server
# on tornado that answers them as the tutorial's does: TestBesideTornado (tornado_linux_test.go).
#
#   cmd/epivizgo/beside-tornado.sh
#
# tornado is that of Python 3, or else comes from PyPI into a folder that is removed afterwards.
set -eu
cd "$(dirname "$0")"
if ! python3 -c 'import tornado' 2>/dev/null; then
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	if ! pip install --quiet --target "$dir" tornado; then
		echo "beside-tornado.sh: wanted tornado, which neither Python 3 has nor PyPI: install it (python3-tornado on Debian)" >&2
		exit 1
	fi
	PYTHONPATH=$dir${PYTHONPATH:+:$PYTHONPATH}
	export PYTHONPATH
fi
EPIVIZGO_TORNADO=python3 go test . -run '^TestBesideTornado$' -v -count=1
