-- A password that somebody else has set is good for one sign-in, at which it is changed.
ALTER TABLE accounts ADD COLUMN once BIGINT NOT NULL DEFAULT 0;
