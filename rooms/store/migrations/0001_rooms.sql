-- Times are whole milliseconds since 1970 in UTC. Truth is in records; meetings and members are projected from them
-- so that lists need not open a room, and ballots are the second lock on a vote.

CREATE TABLE meetings (
    id     TEXT PRIMARY KEY,
    epoch  BIGINT NOT NULL, -- rises with every taking; an append of another epoch changes nothing
    seq    BIGINT NOT NULL, -- of the last record
    title  TEXT NOT NULL,
    body   TEXT NOT NULL,
    place  TEXT NOT NULL,
    phase  TEXT NOT NULL,
    starts BIGINT,
    ends   BIGINT,
    code   TEXT UNIQUE -- six digits that open the door of this meeting to a PIN; made when first asked for
);

CREATE TABLE members (
    meeting TEXT NOT NULL REFERENCES meetings (id),
    person  TEXT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (meeting, person)
);
CREATE INDEX members_person ON members (person);

CREATE TABLE records (
    meeting TEXT NOT NULL REFERENCES meetings (id),
    seq     BIGINT NOT NULL,
    epoch   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    command TEXT NOT NULL,
    kind    TEXT NOT NULL,
    data    TEXT NOT NULL,
    PRIMARY KEY (meeting, seq)
);

CREATE TABLE snapshots (
    meeting TEXT PRIMARY KEY REFERENCES meetings (id),
    seq     BIGINT NOT NULL, -- of the last record that is in it
    data    TEXT NOT NULL
);

CREATE TABLE commands (
    meeting TEXT NOT NULL REFERENCES meetings (id),
    person  TEXT NOT NULL,
    command TEXT NOT NULL,
    digest  TEXT NOT NULL,
    answer  TEXT NOT NULL,
    PRIMARY KEY (meeting, person, command)
);

CREATE TABLE ballots (
    ballot  TEXT NOT NULL,
    voter   TEXT NOT NULL,
    meeting TEXT NOT NULL REFERENCES meetings (id),
    content TEXT NOT NULL, -- marks of a named ballot, the SHA-256 of a sealed one
    receipt TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (ballot, voter)
);
