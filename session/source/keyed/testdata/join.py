"""Joins the tables beside it to genes.gtf, by the rules that README.md states, and prints the truth
of the tests: for each row with a place the file, the row's name, sequence, start and end (0-based half-open), strand
and the first number. It shares nothing with the program. Run: python3 join.py > truth.tsv"""
import csv
import re

names, bare, synonyms = {}, {}, {}
kinds = {"gene": ("gene_id", "gene_name"), "transcript": ("transcript_id", "transcript_name")}
for line in open("genes.gtf"):
    f = line.rstrip("\n").split("\t")
    if f[2] not in kinds:
        continue
    attrs = dict(re.findall(r'(\w+) "([^"]*)"', f[8]))
    place = (f[0], int(f[3]) - 1, int(f[4]), f[6])
    for key in kinds[f[2]]:
        name = attrs[key]
        names.setdefault((f[2], name), []).append(place)
        short = re.sub(r"^(ENS[GT]\d{11})\.\d+(_\d+)?(?=$|_PAR_Y$)", r"\1", name)
        if short != name:
            bare.setdefault((f[2], short), []).append(place)
    if "gene_synonym" in attrs and f[2] == "gene":
        synonyms.setdefault((f[2], attrs["gene_synonym"]), []).append(place)

def find(kind, name):
    short = re.sub(r"^(ENS[GT]\d{11})\.\d+(_\d+)?$", r"\1", name)
    for found in (names.get((kind, name)), bare.get((kind, short)), synonyms.get((kind, name))):
        if found:
            return found
    for part in name.split("|")[:-1]:
        if found := find(kind, part):
            return found
    return []

tables = [  # file, delimiter, lines before the rows, column of names, column of the first number, kind
    ("deseq2.csv", ",", 1, 0, 1, "gene"), ("edger.txt", " ", 1, 0, 1, "gene"), ("samples.gct", "\t", 3, 0, 2, "gene"),
    ("annotated.gct", "\t", 4, 1, 3, "gene"), ("abundance.tsv", "\t", 1, 0, 1, "transcript"), ("htseq.txt", "\t", 0, 0, 1, "gene"),
    ("ReadsPerGene.out.tab", "\t", 0, 0, 1, "gene"),
]
for file, delimiter, skip, name, value, kind in tables:
    for row in list(csv.reader(open(file), delimiter=delimiter))[skip:]:
        for seq, start, end, strand in find(kind, row[name]):
            number = row[value]
            print(file, row[name], seq, start, end, strand, number, sep="\t")
