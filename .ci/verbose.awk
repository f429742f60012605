# Reads what go test -v ./... writes and shows of each package what go test
# without -v would: its closing line, and all that a package that failed said.
# Behind them stands every test that was skipped, with its reason. The exit
# status is 1 when a test was skipped for want of a browser.

BEGIN { n = named = kept = 0; test = "" }

# The test whose turn it is; what it logs follows.
/^=== (RUN|CONT|NAME) / { test = $3; next }
/^=== / { next }

/^ *--- SKIP: / {
	skipped[n] = $3
	reasons[n++] = $3 in reason ? reason[$3] : "no reason given"
}
/^ *--- (PASS|SKIP): / { next }

# The closing line of a package.
/^(ok  |FAIL|\?   )\t/ || /^\t[^ ]+\t+coverage: / {
	if (/^FAIL/) for (i = 0; i < kept; i++) print lines[i]
	print
	split($0, columns, "\t")
	for (; named < n; named++) skipped[named] = columns[2] " " skipped[named]
	kept = 0
	test = ""
	split("", reason)
	next
}

# Outside of any test go itself speaks, of what does not compile.
test == "" { if ($0 != "PASS") print; next }

/^ +[^ ]+\.go:[0-9]+: / { reason[test] = $0; sub(/^ +[^ ]+: /, "", reason[test]) }
{ lines[kept++] = $0 }

END {
	for (i = 0; i < kept; i++) print lines[i]
	printf "%d skipped\n", n
	for (i = 0; i < n; i++) {
		print "  " skipped[i] ": " reasons[i]
		if (tolower(reasons[i]) ~ /chrom(e|ium)|browser/) want = 1
	}
	if (want) print "a test was skipped for want of a browser, which is here"
	exit want
}
