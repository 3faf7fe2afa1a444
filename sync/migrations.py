"""Every shape that the terminal's database has had, oldest first. A released step never changes."""

from sqlite_utils import Database as SqliteDatabase
from sqlite_utils.migrations import Migrations

migrations = Migrations("terminal")

_FIRST = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (epoch INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  receipt_no TEXT NOT NULL,
  envelope BLOB NOT NULL,
  sha256 TEXT NOT NULL,
  signature BLOB NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('pending', 'in_flight', 'stored', 'complete', 'quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_pass TEXT NOT NULL DEFAULT '',
  lease_until_ms INTEGER NOT NULL DEFAULT 0,
  code TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  complete_ms INTEGER NOT NULL DEFAULT 0,
  UNIQUE (epoch, seq)
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, attempts, seq);
CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  outbox_id TEXT NOT NULL REFERENCES outbox (id),
  role TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'stored', 'lost', 'purged')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_pass TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX blob_by_state ON blob (state, size);
CREATE INDEX blob_by_outbox ON blob (outbox_id);
CREATE TABLE cases (
  id TEXT PRIMARY KEY REFERENCES outbox (id),
  owner TEXT NOT NULL,
  receipt_no TEXT NOT NULL UNIQUE,
  official_no TEXT NOT NULL DEFAULT '',
  package TEXT NOT NULL,
  package_name TEXT NOT NULL,
  name_masked TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  due TEXT NOT NULL,
  materials_given INTEGER NOT NULL,
  materials_all INTEGER NOT NULL,
  size INTEGER NOT NULL,
  mandated INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_by_owner ON cases (owner, created_ms);
CREATE INDEX cases_by_time ON cases (created_ms);
CREATE TABLE case_history (
  number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (case_id, state, at)
) STRICT;
CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  package TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_number INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_by_owner ON draft (owner, updated_number);
CREATE TABLE draft_field (
  draft_id TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (draft_id, name)
) STRICT;
CREATE TABLE catalogue (
  sequence INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  taken_at TEXT NOT NULL
) STRICT;
"""


@migrations(name="0001_first_journey")
def first_journey(db: SqliteDatabase) -> None:
    """Outbox, blobs, cases, drafts, catalogue pointer, settings."""
    db.executescript(_FIRST)


_AGENTS = """
CREATE TABLE agent (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE agent_attempt (
  digest TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  wait_until_ms INTEGER NOT NULL
) STRICT;
"""


@migrations(name="0002_agents")
def agents(db: SqliteDatabase) -> None:
    """Accounts of the desk, and wrong passwords by keyed digest of the name that was typed."""
    db.executescript(_AGENTS)


_HAND = """
CREATE TABLE bundle (
  id TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  sha256 TEXT NOT NULL DEFAULT '',
  written INTEGER NOT NULL DEFAULT 0,
  receipt_us INTEGER NOT NULL DEFAULT 0,
  UNIQUE (epoch, counter)
) STRICT;
CREATE TABLE bundle_item (
  bundle_id TEXT NOT NULL REFERENCES bundle (id) ON DELETE CASCADE,
  outbox_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  PRIMARY KEY (bundle_id, outbox_id)
) STRICT;
CREATE INDEX bundle_item_by_outbox ON bundle_item (outbox_id);
CREATE TABLE carried (
  sha256 TEXT PRIMARY KEY,
  bundle_id TEXT NOT NULL,
  terminal TEXT NOT NULL,
  manifest BLOB NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
  code TEXT NOT NULL DEFAULT '',
  receipt BLOB,
  taken_ms INTEGER NOT NULL,
  last_pass TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX carried_by_state ON carried (state, taken_ms);
"""


@migrations(name="0007_hand")
def by_hand(db: SqliteDatabase) -> None:
    """What went to a stick, and what this terminal carries for others."""
    db.executescript(_HAND)


_FEED = """
CREATE TABLE case_note (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  lines TEXT NOT NULL,
  until TEXT NOT NULL,
  ref TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX case_note_by_case ON case_note (case_id, number);
CREATE TABLE revoked (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  since TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT;
"""


@migrations(name="0006_feed")
def feed(db: SqliteDatabase) -> None:
    """What the city told of a case, keyed by its content, and what it revoked."""
    db.executescript(_FEED)


_OUTBOX = """
ALTER TABLE outbox ADD COLUMN rev INTEGER NOT NULL DEFAULT 1;
ALTER TABLE outbox ADD COLUMN supersedes TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN loss TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_by_subject ON outbox (subject, rev);
CREATE INDEX outbox_by_heir ON outbox (superseded_by) WHERE superseded_by <> '';
CREATE INDEX outbox_by_loss ON outbox (loss) WHERE loss <> '';
CREATE TABLE draft_page (
  name TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
CREATE INDEX draft_page_by_draft ON draft_page (draft_id, number);
"""


@migrations(name="0003_outbox")
def outbox(db: SqliteDatabase) -> None:
    """Order within an application, mending, losses at the city, and the pages of drafts."""
    db.executescript(_OUTBOX)


_LINK = """
ALTER TABLE outbox ADD COLUMN together INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
"""


@migrations(name="0004_link")
def link(db: SqliteDatabase) -> None:
    """How many envelopes may still go together with one that failed, and how often it did alone."""
    db.executescript(_LINK)


_PROMISED = """
ALTER TABLE cases ADD COLUMN promised TEXT NOT NULL DEFAULT '';
"""


@migrations(name="0007_promised")
def promised(db: SqliteDatabase) -> None:
    """Codes of the materials that were promised with a case and are open, joined by blanks."""
    db.executescript(_PROMISED)
