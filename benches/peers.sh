#!/usr/bin/env bash
# kyso, pyHanko (one process) and pdf_signer over the same small files, in turn.
#
#     benches/peers.sh SHARED [WORK]
#
# SHARED is the folder that holds perf/make_corpus.py, perf/bench/drv_pyhanko.py and perf/rustpeers;
# WORK (default target/peers) takes the files. PYTHON names an interpreter with pyHanko (default
# python3). Prints CPU milliseconds a file, and how many times that of kyso in the same round.
#
# What each does: kyso and pyhanko-revo check integrity, changes after signing, chain and revocation;
# pyhanko-basic the same without revocation; pdf_signer integrity and chain. kyso is counted whole,
# with the start of the program; the others without.
set -euo pipefail
cd "$(dirname "$0")/.."
perf=$1/perf
work=${2:-target/peers}
python=${PYTHON:-python3}
rounds=${ROUNDS:-5}
files=200

mkdir -p "$work"
work=$(realpath "$work")
target=$(realpath "${CARGO_TARGET_DIR:-target}")
[[ -s $work/small/manifest.jsonl ]] \
  || "$python" "$perf/make_corpus.py" --profile small --count $files --out "$work/small" --pki "$work/pki"
ls "$work"/small/*.pdf >"$work/list"
if [[ ! -d $work/trust ]]; then
  mkdir -p "$work/trust/anchors/test" "$work/trust/intermediates" "$work/trust/revocation"
  cp "$work/pki/root.cert.pem" "$work/trust/anchors/test/"
  cp "$work/pki/inter.cert.pem" "$work/trust/intermediates/"
  cp "$work/pki/"*.crl "$work/trust/revocation/"
fi
cargo build --locked --release --quiet
if [[ ! -x $work/rustpeers ]]; then
  cp -r "$perf/rustpeers" "$work/source"
  cargo build --release --quiet --manifest-path "$work/source/Cargo.toml" --target-dir "$work/target"
  cp "$work/target/release/rustpeers" "$work/rustpeers"
fi

# Ten passes, so that the 10 ms that the system counts in do not matter.
kyso() {
  local passes=()
  for _ in {1..10}; do passes+=("$work/small"); done
  # Its exit status says that every file passed.
  { time -p "$target/release/kyso" verify "${passes[@]}" --trust "$work/trust" --jobs 1 --brief \
    >"$work/kyso.out"; } 2>&1 \
    | awk -v files=$((10 * files)) '/^(user|sys)/ { s += $2 } END { printf "%.4f\n", s * 1000 / files }'
}
pyhanko() {
  "$python" "$perf/bench/drv_pyhanko.py" "$1" "$work/pki" "$work/list" >"$work/pyhanko-$1.out"
  "$python" -c '
import json, sys
it = json.load(open(sys.argv[1]))
assert it["ok"] == it["files"], it
print("%.4f" % (it["inner_cpu"] * 1000 / it["files"]))' "$work/pyhanko-$1.out"
}
pdf_signer() {
  "$work/rustpeers" pdf_signer "$work/pki/root.cert.pem" 3 "$work/list" | tail -1 \
    | sed -n 's/.*"cpu_s_per_pass":\([0-9.]*\).*/\1/p' \
    | awk -v files=$files '{ printf "%.4f\n", $1 * 1000 / files }'
}

for ((round = 0; round < rounds; round++)); do
  echo "$(kyso) $(pdf_signer) $(pyhanko basic) $(pyhanko revo)"
done | tee "$work/rounds" | "$python" -c '
import statistics, sys
rounds = [[float(it) for it in line.split()] for line in sys.stdin]
print("| program | CPU ms a file | times kyso |\n| --- | ---: | ---: |")
for column, name in enumerate(["kyso", "pdf_signer", "pyhanko-basic", "pyhanko-revo"]):
    cpu = statistics.median(it[column] for it in rounds)
    times = statistics.median(it[column] / it[0] for it in rounds)
    print(f"| {name} | {cpu:.3f} | {times:.0f} |")'
