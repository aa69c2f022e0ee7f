"""The same set through datasketch: MinHash of 128 permutations over 3-word shingles, LSH at a Jaccard threshold."""
import gzip, json, re, sys, time, unicodedata

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    sys.exit(1)


def words(text):
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[a-z0-9+#]+", "".join(c for c in plain if not unicodedata.combining(c)))


def main(folder, part):
    lines = gzip.open(f"{folder}/{part}.offers.jsonl.gz", "rt", encoding="utf-8").read().split("\n")
    offers = [json.loads(line) for line in lines if line]
    read = lambda name: {tuple(sorted(l.split("\t")[:2])): l.split("\t")[2] for l in open(f"{folder}/{part}.{name}.tsv", encoding="utf-8").read().split("\n") if l}
    same, hard = read("pairs"), read("hardneg")
    town = {o["id"]: " ".join(words(o["city"])) for o in offers}
    for threshold in (0.3, 0.5):
        start = time.monotonic()
        lsh, found = MinHashLSH(threshold=threshold, num_perm=128), set()
        sketches = {}
        for o in offers:
            w = words(o["text"])
            m = MinHash(num_perm=128)
            m.update_batch([" ".join(w[i:i + 3]).encode() for i in range(len(w) - 2)])
            for other in lsh.query(m):
                if m.jaccard(sketches[other]) >= threshold:
                    found.add(tuple(sorted((other, o["id"]))))
            sketches[o["id"]] = m
            lsh.insert(o["id"], m)
        spent = time.monotonic() - start
        for name, kept in (("", found), (" + same town", {p for p in found if town[p[0]] == town[p[1]]})):
            right = len(kept & same.keys())
            p, r = right / max(1, len(kept)), right / len(same)
            kinds = {}
            for pair in kept:
                kind = same.get(pair) or hard.get(pair) or "other"
                kinds[kind] = kinds.get(kind, 0) + 1
            print(f"{'datasketch J>=' + str(threshold) + name:<28} P {p:.4f}  R {r:.4f}  F1 {2 * p * r / max(1e-9, p + r):.4f}  "
                  f"other town {sum(town[a] != town[b] for a, b in kept)}  {1e6 * spent / len(offers):.0f} us/ad\n    "
                  + " ".join(f"{k} {v}" for k, v in sorted(kinds.items())))


main(*sys.argv[1:3])
