-- An offer typed in is made once, however often the same wish arrives.
ALTER TABLE job_feed ADD COLUMN creation_id text;
CREATE UNIQUE INDEX job_feed_creation ON job_feed (user_id, creation_id) WHERE creation_id IS NOT NULL;
