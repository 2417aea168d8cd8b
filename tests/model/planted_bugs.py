#!/usr/bin/env python3
"""Plants bugs in the server, one at a time, and says how soon the model test finds each.

    tests/model/planted_bugs.py [--build build/asan] [--operations 100000] [--only WORD]

It edits src/ in place and puts back what it changed, so it wants a tree whose src/ has no changes:
a worktree of its own is best. Not part of ./dev test: each bug costs a build. Ends with 1 when a
bug was not found.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What goes wrong, in which file, and the text that is replaced: it must be there exactly once.
BUGS = [
    (
        "expiry is ignored for material that is not current",
        "src/keys/key_state.cc",
        "return material.permanently_associated() && !material.present_at(now);",
        "return material.state == KeyMaterialState::CURRENT && !material.present_at(now);",
    ),
    (
        "a reimport does not enable a key that was disabled",
        "src/keys/imported_material.cc",
        "if (was_pending_import) key.enabled = true;",
        "(void)was_pending_import;",
    ),
    (
        "a rotation on demand moves the schedule",
        "src/keys/rotation.cc",
        "KeyRecord with_on_demand_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now) {\n",
        "KeyRecord with_on_demand_rotation(KeyRecord key, MaterialVersion fresh, Timestamp now) {\n"
        "  if (key.rotation_schedule) key.rotation_schedule->next = now + key.rotation_schedule->period;\n",
    ),
    (
        "an alias outlives its key's deletion date",
        "src/access/living_alias.cc",
        "if (key) return !keys::is_gone_at(**key, now);",
        "if (key) return now == now;",
    ),
    (
        "the record cache keeps a key that was disabled",
        "src/storage/record_cache.cc",
        "  for (const std::uint64_t hash : touched.hashes) bump(hash);",
        "  if (!disables) for (const std::uint64_t hash : touched.hashes) bump(hash);",
        "  auto result = store_.commit(std::move(batch));",
        "  const auto* put = std::get_if<PutKey>(&batch.front());\n"
        "  const bool disables = put && !put->key.enabled && put->key.revision != 0;\n"
        "  auto result = store_.commit(std::move(batch));",
    ),
    (
        "replicas do not get rotated material",
        "src/keys/multi_region.cc",
        "    if (key.is_replica()) share(primary, key);",
        "    if (key.is_replica() && key.materials.empty()) share(primary, key);",
    ),
    (
        "pending material is lost on the way to the disk",
        "src/storage/sqlite/batch_writer.cc",
        "    if (before && *before == material) return {};",
        "    if (before && *before == material) return {};\n"
        "    if (!before && !material.permanently_associated()) return {};",
    ),
    (
        "CancelKeyDeletion enables",
        "src/keys/deletion.cc",
        "key.enabled = false;",
        "key.enabled = true;",
    ),
    (
        "a key lives a millisecond beyond its deletion date",
        "src/keys/key_state.cc",
        "return key.deletion_date && *key.deletion_date <= now;",
        "return key.deletion_date && *key.deletion_date < now;",
    ),
    (
        "a marker skips an entry",
        "src/operations/paging.h",
        "  response.next_marker = marker_after(call, name_of_item(items.back()), filter);",
        "  response.next_marker = marker_after(call, name_of_item(items.back()), filter);\n"
        "  items.pop_back();",
    ),
    (
        "pending material deleted in a replica is forgotten there only",
        "src/keys/imported_material.cc",
        "  if (key.is_replica()) return;\n",
        "",
    ),
    (
        "the same rotation period starts the schedule anew",
        "src/keys/rotation.cc",
        "if (!key.rotation_schedule || key.rotation_schedule->period != period)",
        "if (!key.rotation_schedule || key.rotation_schedule->period >= period)",
    ),
    (
        "one rotation on demand too many",
        "src/keys/rotation.cc",
        "if (on_demand_rotations(key) >= kOnDemandRotationsMax)",
        "if (on_demand_rotations(key) > kOnDemandRotationsMax)",
    ),
    (
        "enabling a replica moves the rotation",
        "src/keys/rotation.cc",
        "if (key.rotation_schedule && !key.enabled && !key.is_replica())",
        "if (key.rotation_schedule && !key.enabled)",
    ),
    (
        "imported material lives a millisecond beyond its ValidTo",
        "src/keys/key_record.h",
        "return !wrapped.empty() && !(valid_to && *valid_to <= now);",
        "return !wrapped.empty() && !(valid_to && *valid_to < now);",
    ),
    (
        "the primary's waiting period begins when it was asked for",
        "src/keys/multi_region.cc",
        "primary.deletion_date = now + *primary.window_after_replicas;",
        "primary.deletion_date = now;",
    ),
]


def run(command, **options):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, **options)


def planted(path, replacements):
    text = path.read_text()
    for old, new in replacements:
        if text.count(old) != 1:
            sys.exit(f"{path}: {text.count(old)} times: {old!r}")
        text = text.replace(old, new)
    return text


def hunt(name, file, replacements, options):
    """How the hunt for one bug ended, as text, and whether the bug was found."""
    path = ROOT / file
    original = path.read_text()
    path.write_text(planted(path, replacements))
    try:
        built = run(["ninja", "-C", options.build, "model_run"])
        if built.returncode != 0:
            return "does not build:\n" + built.stdout[-2000:], False
        started = time.monotonic()
        found = run(
            [f"{options.build}/tests/model/model_run", "--seed", "1", "--operations", str(options.operations)]
        )
        seconds = time.monotonic() - started
    finally:
        path.write_text(original)
    after = re.search(r"after (\d+) operations", found.stdout)
    if not after:
        return f"NOT FOUND in {seconds:.0f} s (exit {found.returncode})", False
    script = re.search(r"--- the shortest script[^\n]*\n(.*?)--- at", found.stdout, re.S)
    steps = len(script.group(1).splitlines()) if script else 0
    return f"found after {after.group(1)} operations; shortest script {steps} steps", True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/asan")
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--only", default="", help="bugs whose name has this word")
    options = parser.parse_args()
    if run(["git", "status", "--porcelain", "src"]).stdout:
        sys.exit("src/ has changes: commit them first")
    missed = 0
    for name, file, *texts in BUGS:
        if options.only not in name:
            continue
        result, found = hunt(name, file, list(zip(texts[::2], texts[1::2])), options)
        missed += not found
        print(f"{name}: {result}", flush=True)
    run(["ninja", "-C", options.build, "model_run"])
    print(f"{missed} not found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
