"""Writes the matrices beside it and, with Python's statistics, the truth of the tests: python3 make.py"""
import json
import statistics


def mean(values):
    numbers = [v for v in values if v == v]
    return statistics.fmean(numbers) if numbers else None


base = {"upstream": [100], "downstream": [100], "body": [0], "bin size": [50], "ref point": ["TSS"], "verbose": False, "bin avg type": "mean",
        "missing data as zero": False, "min threshold": None, "max threshold": None, "scale": 1, "skip zeros": False, "nan after end": False,
        "proc number": 1, "sort regions": "keep", "sort using": "mean", "unscaled 5 prime": [0], "unscaled 3 prime": [0]}
matrices = {
    "two.mat": (["chip", "input"], [0, 4, 8], ["genes", "enhancers"], [0, 3, 4], [
        ("chr1", "1000", "2000", "ALFA1", "+", [1, 2.5, 3, 4, 5, float("nan"), 7, 8]),
        ("chr2", "100", "900", "BETA2", "-", [0.1, 0.2, 0.30000000000000004, 0, float("nan"), float("nan"), float("nan"), float("nan")]),
        ("chr1", "3000", "3500", "GAMA3", ".", [0, 0, 0, 0, -1, 1, 1e-300, 1e300]),
        ("chr1", "500", "600", "enh1", ".", [12, 13, 14, 15, 1, 1, 1, 2])]),
    "metagene.mat": (["chip"], [0, 2], ["genes"], [0, 2], [
        ("chr1", "1000,1500", "1200,2000", "ALFA1", "+", [1, 2]), ("chr1", "5000", "6000", "BETA2", "-", [3, 5])]),
}
truth = {}
for file, (samples, bins, groups, rows, lines) in matrices.items():
    header = dict(base, group_labels=groups, group_boundaries=rows, sample_labels=samples, sample_boundaries=bins)
    with open(file, "w") as f:
        f.write("@" + json.dumps(header, separators=(",", ":")) + "\n")
        for seq, start, end, name, strand, values in lines:
            f.write("\t".join([seq, start, end, name, ".", strand] + ["%r" % float(v) for v in values]) + "\n")
    truth[file] = []
    for i, (seq, start, end, name, strand, values) in enumerate(lines):
        means = [mean(values[a:b]) for a, b in zip(bins, bins[1:])]
        starts, ends = [int(x) for x in start.split(",")], [int(x) for x in end.split(",")]
        truth[file].append({"seq": seq, "start": min(starts), "end": max(ends), "strand": strand.replace(".", "*"), "name": name,
                            "group": [g for g, r in zip(groups, rows[1:]) if i < r][0], "means": means,
                            "exons": list(zip(starts, ends)) if file == "metagene.mat" else None})
json.dump(truth, open("truth.json", "w"), indent=1)
