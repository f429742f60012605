"""Writes codons.json: made-up transcripts on made-up bases with their proteins, for test/codons.test.js.

    python3 codons.py > codons.json

It knows nothing of the page: it joins the bases of the coding exons, turns them round for the reverse strand and
translates them three by three. The table of the standard code is written by amino acid, as textbooks have it.
"""

import json
import random

TABLE = {
    "F": "TTT TTC", "L": "TTA TTG CTT CTC CTA CTG", "I": "ATT ATC ATA", "M": "ATG", "V": "GTT GTC GTA GTG",
    "S": "TCT TCC TCA TCG AGT AGC", "P": "CCT CCC CCA CCG", "T": "ACT ACC ACA ACG", "A": "GCT GCC GCA GCG", "Y": "TAT TAC",
    "*": "TAA TAG TGA", "H": "CAT CAC", "Q": "CAA CAG", "N": "AAT AAC", "K": "AAA AAG", "D": "GAT GAC", "E": "GAA GAG",
    "C": "TGT TGC", "W": "TGG", "R": "CGT CGC CGA CGG AGA AGG", "G": "GGT GGC GGA GGG",
}
ACID = {codon: acid for acid, codons in TABLE.items() for codon in codons.split()}
OTHER = {"A": "T", "C": "G", "G": "C", "T": "A"}
LENGTH = 900


def transcript(rng, bases):
    cuts = sorted(rng.sample(range(1, LENGTH), 2 * rng.randint(1, 7)))
    exons = list(zip(cuts[::2], cuts[1::2]))
    coding = sorted(rng.sample(range(exons[0][0], exons[-1][1] + 1), 2))
    strand, phase = rng.choice("+-"), rng.randint(0, 2)
    read = [p for start, end in exons for p in range(start, end) if coding[0] <= p < coding[1]]
    if strand == "-":
        read.reverse()
    letters = [bases[p].upper() for p in read]
    if strand == "-":
        letters = [OTHER[b] for b in letters]
    whole = range(phase, len(read) - 2, 3)
    return {
        "exons": [p for exon in exons for p in exon], "coding": coding, "strand": strand, "phase": phase,
        "protein": "".join(ACID["".join(letters[k:k + 3])] for k in whole), "at": [read[k:k + 3] for k in whole],
    }


def main():
    rng = random.Random(20)
    bases = "".join(rng.choice("ACGTacgt") for _ in range(LENGTH))
    made = [transcript(rng, bases) for _ in range(40)]
    lines = ",\n".join(json.dumps(t, separators=(",", ":")) for t in made)
    print('{"bases": "%s",\n"transcripts": [\n%s\n]}' % (bases, lines))


main()
