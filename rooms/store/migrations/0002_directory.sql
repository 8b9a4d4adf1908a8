CREATE TABLE accounts (
    id        TEXT PRIMARY KEY,
    login     TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE, -- lower case: a tablet likes to begin a word with a capital
    name      TEXT NOT NULL,
    title     TEXT NOT NULL,
    unit      TEXT NOT NULL,
    folded    TEXT NOT NULL, -- name, login, title and unit without diacritics, for searching
    admin     BIGINT NOT NULL,
    organiser BIGINT NOT NULL,
    disabled  BIGINT NOT NULL,
    password  TEXT NOT NULL,
    created   BIGINT
);

CREATE TABLE sessions (
    token   TEXT PRIMARY KEY, -- its hash
    person  TEXT NOT NULL,
    meeting TEXT NOT NULL,
    created BIGINT,
    expires BIGINT
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE invites (
    secret   TEXT PRIMARY KEY, -- its hash
    kind     TEXT NOT NULL,
    meeting  TEXT NOT NULL REFERENCES meetings (id),
    person   TEXT NOT NULL,
    max_uses BIGINT NOT NULL,
    uses     BIGINT NOT NULL,
    created  BIGINT,
    expires  BIGINT
);
CREATE INDEX invites_meeting ON invites (meeting, person);

CREATE TABLE health (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
INSERT INTO health (id, at) VALUES (1, 0);
