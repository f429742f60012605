# Makes libbigwig.bw and libbigwig.json: /usr/bin/python3 libbigwig.py (pyBigWig 0.3.18, which
# has libBigWig 0.4.7). The numbers are pyBigWig's own: of stats(exact=True), and on
# the sequence with NaN, which stats counts as covered, of values().
import json
import math

import numpy
import pyBigWig

SPAN = 25
# Long enough for more data blocks than are read instead of a zoom level.
LENGTHS = [("plain", 2_200_000), ("signs", 30_000), ("nan", 2_200_000)]


def value(name, pos):
    v = round(8 * math.sin(pos / 80_000)) / 4
    if name == "signs":
        return v + 0.5 if pos // SPAN % 2 else -v - 0.5
    if name == "plain" and pos > 550_000:
        return -20 + v
    if name == "nan" and pos // SPAN % 900 == 450:
        return math.nan
    return 3 + v


def fill(bw, name, start, end):
    for at in range(start, end, 1000 * SPAN):
        values = [value(name, pos) for pos in range(at, min(end, at + 1000 * SPAN), SPAN)]
        if name == "signs":  # as deepTools: start, end, value
            starts = list(range(at, at + len(values) * SPAN, SPAN))
            bw.addEntries([name] * len(values), starts, ends=[s + SPAN for s in starts], values=values)
        else:
            bw.addEntries(name, at, values=values, span=SPAN, step=SPAN)


bw = pyBigWig.open("libbigwig.bw", "w")
bw.addHeader(LENGTHS, maxZooms=10)
for name, length in LENGTHS:
    fill(bw, name, 0, length // 4)
    fill(bw, name, length // 4 + (0 if name == "signs" else 40_000), length)
bw.close()

bw = pyBigWig.open("libbigwig.bw")
cases = []
for name, length in LENGTHS:
    for bins in (1, 10, 110):
        want = {}
        for stat in ("mean", "min", "max", "sum", "coverage"):
            if name != "nan":
                want[stat] = bw.stats(name, 0, length, type=stat, nBins=bins, exact=True)
                continue
            parts = numpy.array(bw.values(name, 0, length)).reshape(bins, -1)
            parts = [p[~numpy.isnan(p)] for p in parts]
            compute = {"mean": numpy.mean, "min": numpy.min, "max": numpy.max, "sum": numpy.sum}
            if stat == "coverage":
                want[stat] = [len(p) / (length / bins) for p in parts]
            else:
                want[stat] = [float(compute[stat](p)) if len(p) else None for p in parts]
        cases.append({"seq": name, "end": length, "bins": bins, "want": want})
with open("libbigwig.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
