#include "storage/sqlite/schema.h"

#include <fmt/format.h>

#include <array>

namespace trent::storage::sqlite {
namespace {

// A migration that was in a release is never changed; a change is a new row.
constexpr std::array kMigrations{
    Migration{1, R"sql(
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('last_change', 0), ('probe', 0);

CREATE TABLE sealed_slots (
  slot  INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE free_slots (
  capacity INTEGER NOT NULL,
  slot     INTEGER NOT NULL REFERENCES sealed_slots (slot),
  PRIMARY KEY (capacity, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
  key_row          INTEGER PRIMARY KEY,
  account          TEXT NOT NULL,
  region           TEXT NOT NULL,
  id               TEXT NOT NULL,
  revision         INTEGER NOT NULL,
  spec             TEXT NOT NULL,
  usage            TEXT NOT NULL,
  origin           TEXT NOT NULL,
  created_ms       INTEGER NOT NULL,
  description      TEXT NOT NULL,
  enabled          INTEGER NOT NULL,
  deletion_date_ms INTEGER,
  policy           TEXT NOT NULL,
  next_due_ms      INTEGER,
  UNIQUE (account, region, id)
) STRICT;
CREATE INDEX keys_by_next_due ON keys (next_due_ms, account, region, id)
  WHERE next_due_ms IS NOT NULL;

CREATE TABLE key_materials (
  key_row     INTEGER NOT NULL REFERENCES keys (key_row) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  id          TEXT NOT NULL,
  state       TEXT NOT NULL,
  created_ms  INTEGER NOT NULL,
  description TEXT NOT NULL,
  valid_to_ms INTEGER,
  domain_key  INTEGER NOT NULL,
  slot        INTEGER REFERENCES sealed_slots (slot),
  size_bytes  INTEGER NOT NULL,
  PRIMARY KEY (key_row, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_tags (
  key_row INTEGER NOT NULL REFERENCES keys (key_row) ON DELETE CASCADE,
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (key_row, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE aliases (
  account    TEXT NOT NULL,
  region     TEXT NOT NULL,
  name       TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  target_row INTEGER NOT NULL REFERENCES keys (key_row) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_target ON aliases (target_row, name);

CREATE TABLE accounts (
  id         TEXT PRIMARY KEY,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_keys (
  id         TEXT PRIMARY KEY,
  account    TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  domain_key INTEGER NOT NULL,
  slot       INTEGER REFERENCES sealed_slots (slot),
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deployment_secrets (
  name       TEXT PRIMARY KEY,
  slot       INTEGER REFERENCES sealed_slots (slot),
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"},
    // Public keys of asymmetric keys are no secret, and must be readable without unwrapping one.
    Migration{2, R"sql(
ALTER TABLE key_materials ADD COLUMN public_key BLOB NOT NULL DEFAULT x'';
)sql"},
    // Rotation. The columns of a pair are null together.
    Migration{3, R"sql(
ALTER TABLE keys ADD COLUMN rotation_period_days INTEGER;
ALTER TABLE keys ADD COLUMN next_rotation_ms INTEGER
  CHECK ((next_rotation_ms IS NULL) = (rotation_period_days IS NULL));
ALTER TABLE key_materials ADD COLUMN rotation_type TEXT;
ALTER TABLE key_materials ADD COLUMN rotation_date_ms INTEGER
  CHECK ((rotation_date_ms IS NULL) = (rotation_type IS NULL));
)sql"},
    // Uses come every few seconds: apart from `keys`, whose rows are read and replaced whole.
    Migration{4, R"sql(
CREATE TABLE key_last_usages (
  key_row    INTEGER PRIMARY KEY REFERENCES keys (key_row) ON DELETE CASCADE,
  operation  TEXT NOT NULL,
  used_ms    INTEGER NOT NULL,
  request_id TEXT NOT NULL
) STRICT;
)sql"},
    // Multi-Region keys. The columns of the pair are null together.
    Migration{5, R"sql(
ALTER TABLE keys ADD COLUMN primary_region TEXT;
ALTER TABLE keys ADD COLUMN replica_regions TEXT
  CHECK ((replica_regions IS NULL) = (primary_region IS NULL));
ALTER TABLE keys ADD COLUMN window_after_replicas_days INTEGER;
)sql"},
    // Until now customers managed all keys. The counts follow the table by themselves, whoever
    // writes to it.
    Migration{6, R"sql(
ALTER TABLE keys ADD COLUMN manager TEXT NOT NULL DEFAULT 'CUSTOMER';

CREATE TABLE key_counts (
  account TEXT NOT NULL,
  region  TEXT NOT NULL,
  manager TEXT NOT NULL,
  keys    INTEGER NOT NULL CHECK (keys >= 0),
  PRIMARY KEY (account, region, manager)
) STRICT, WITHOUT ROWID;
INSERT INTO key_counts SELECT account, region, manager, count(*) FROM keys GROUP BY account, region, manager;

CREATE TRIGGER key_counts_insert AFTER INSERT ON keys BEGIN
  INSERT INTO key_counts VALUES (NEW.account, NEW.region, NEW.manager, 1)
    ON CONFLICT (account, region, manager) DO UPDATE SET keys = keys + 1;
END;
CREATE TRIGGER key_counts_delete AFTER DELETE ON keys BEGIN
  UPDATE key_counts SET keys = keys - 1
    WHERE account = OLD.account AND region = OLD.region AND manager = OLD.manager;
END;
CREATE TRIGGER key_counts_update AFTER UPDATE OF account, region, manager ON keys
  WHEN OLD.account <> NEW.account OR OLD.region <> NEW.region OR OLD.manager <> NEW.manager
BEGIN
  UPDATE key_counts SET keys = keys - 1
    WHERE account = OLD.account AND region = OLD.region AND manager = OLD.manager;
  INSERT INTO key_counts VALUES (NEW.account, NEW.region, NEW.manager, 1)
    ON CONFLICT (account, region, manager) DO UPDATE SET keys = keys + 1;
END;
)sql"},
    // Users, groups, roles, managed policies, OIDC providers; whose an access key is. The access
    // keys of before are those of roots. The columns of a use are null together.
    Migration{7, R"sql(
CREATE TABLE iam_entities (
  account     TEXT NOT NULL,
  kind        TEXT NOT NULL,
  folded_name TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  id          TEXT NOT NULL,
  name        TEXT NOT NULL,
  path        TEXT NOT NULL,
  created_ms  INTEGER NOT NULL,
  details     TEXT NOT NULL,
  PRIMARY KEY (account, kind, folded_name)
) STRICT, WITHOUT ROWID;
ALTER TABLE access_keys ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE access_keys ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE access_keys ADD COLUMN status TEXT NOT NULL DEFAULT 'Active';
ALTER TABLE access_keys ADD COLUMN used_ms INTEGER;
ALTER TABLE access_keys ADD COLUMN used_service TEXT
  CHECK ((used_service IS NULL) = (used_ms IS NULL));
ALTER TABLE access_keys ADD COLUMN used_region TEXT
  CHECK ((used_region IS NULL) = (used_ms IS NULL));
CREATE INDEX access_keys_by_owner ON access_keys (account, owner, id);
)sql"},
    // Grants. A row's number is never used again, so that a page of a list stays where it is. The
    // columns of a pair are null together. Counted, because a key may have 50,000 and no more.
    Migration{8, R"sql(
CREATE TABLE grants (
  grant_row       INTEGER PRIMARY KEY AUTOINCREMENT,
  key_row         INTEGER NOT NULL REFERENCES keys (key_row) ON DELETE CASCADE,
  id              TEXT NOT NULL,
  name            TEXT NOT NULL,
  grantee         TEXT NOT NULL,
  grantee_id      TEXT NOT NULL,
  retiring        TEXT,
  retiring_id     TEXT CHECK ((retiring_id IS NULL) = (retiring IS NULL)),
  operations      TEXT NOT NULL,
  context_match   TEXT,
  context_pairs   BLOB CHECK ((context_pairs IS NULL) = (context_match IS NULL)),
  source_arn      TEXT,
  issuing_account TEXT NOT NULL,
  created_ms      INTEGER NOT NULL,
  UNIQUE (key_row, id)
) STRICT;
CREATE INDEX grants_by_key ON grants (key_row);
CREATE INDEX grants_by_name ON grants (key_row, name, grantee) WHERE name != '';
CREATE INDEX grants_by_retiring ON grants (retiring) WHERE retiring IS NOT NULL;
ALTER TABLE keys ADD COLUMN grant_count INTEGER NOT NULL DEFAULT 0;
)sql"},
    Migration{9, R"sql(
ALTER TABLE keys ADD COLUMN policy_principals TEXT NOT NULL DEFAULT '';
)sql"},
    // Counted as keys are. Account and kind of a row never change.
    Migration{10, R"sql(
CREATE TABLE iam_entity_counts (
  account  TEXT NOT NULL,
  kind     TEXT NOT NULL,
  entities INTEGER NOT NULL CHECK (entities >= 0),
  PRIMARY KEY (account, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO iam_entity_counts SELECT account, kind, count(*) FROM iam_entities GROUP BY account, kind;

CREATE TRIGGER iam_entity_counts_insert AFTER INSERT ON iam_entities BEGIN
  INSERT INTO iam_entity_counts VALUES (NEW.account, NEW.kind, 1)
    ON CONFLICT (account, kind) DO UPDATE SET entities = entities + 1;
END;
CREATE TRIGGER iam_entity_counts_delete AFTER DELETE ON iam_entities BEGIN
  UPDATE iam_entity_counts SET entities = entities - 1
    WHERE account = OLD.account AND kind = OLD.kind;
END;
)sql"},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < kMigrations.size(); ++i)
        if (kMigrations[i].version != static_cast<int>(i) + 1) return false;
      return true;
    }(),
    "migrations are numbered 1, 2, 3, ...");

Result<void> run_migration(Connection& connection, const Migration& migration) {
  Transaction transaction(connection, "BEGIN IMMEDIATE");
  TRY(transaction.begun());
  TRY(connection.run_script(migration.sql));
  TRY(connection.run_script(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                        kApplicationId, migration.version)));
  return transaction.commit();
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

Result<void> check_identity(Connection& connection, std::span<const Migration> known) {
  TRY_ASSIGN(const std::int64_t application_id, connection.number("PRAGMA application_id"));
  TRY_ASSIGN(const std::int64_t objects, connection.number("SELECT count(*) FROM sqlite_schema"));
  if (application_id == 0 && objects == 0) return {};  // new, or a crash came before version 1
  if (application_id != kApplicationId)
    return fail_internally("the file is a database, but not one of Trent");
  TRY_ASSIGN(const std::int64_t version, connection.number("PRAGMA user_version"));
  const std::int64_t newest = known.back().version;
  if (version >= 1 && version <= newest) return {};
  return fail_internally(
      fmt::format("the database has schema version {}; this version of Trent knows 1 to {}. Use "
                  "the version that "
                  "wrote it, or a newer one",
                  version, newest));
}

Result<void> migrate(Connection& connection, std::span<const Migration> known) {
  TRY_ASSIGN(const std::int64_t version, connection.number("PRAGMA user_version"));
  for (const Migration& migration : known)
    if (migration.version > version) TRY(run_migration(connection, migration));
  return {};
}

}  // namespace trent::storage::sqlite
