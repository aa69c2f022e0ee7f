-- What a write pays for without a gain. PostgreSQL parses a table's CHECK expressions again in every statement that writes to it, but
-- keeps those of a domain: the closed sets of words become domains. A row whose parent belongs to the same user goes with its parent,
-- so it needs no second foreign key to the user; and one index serves both ways from an offer to its items.

CREATE DOMAIN job_status AS text CHECK (VALUE IN ('PENDING','APPROVED','REJECTED'));
CREATE DOMAIN remote_policy AS text CHECK (VALUE IN ('REMOTE','HYBRID','ON_SITE'));
CREATE DOMAIN application_status AS text CHECK (VALUE IN ('TO_APPLY','APPLIED','INTERVIEW','OFFER','REJECTED','HIRED'));
CREATE DOMAIN rating AS smallint CHECK (VALUE BETWEEN 1 AND 5);
CREATE DOMAIN command_state AS text CHECK (VALUE IN ('QUEUED','RUNNING','DONE','DEAD'));

ALTER TABLE job_feed DROP CONSTRAINT job_feed_status_check, DROP CONSTRAINT job_feed_remote_check,
  ALTER status TYPE job_status, ALTER remote TYPE remote_policy,
  DROP CONSTRAINT job_feed_user_id_offer_id_key, ADD UNIQUE (offer_id, user_id);
DROP INDEX job_feed_offer;
ALTER TABLE applications DROP CONSTRAINT applications_current_status_check, DROP CONSTRAINT applications_user_rating_check,
  ALTER current_status TYPE application_status, ALTER user_rating TYPE rating;
ALTER TABLE commands DROP CONSTRAINT commands_state_check, ALTER state TYPE command_state;

-- Both go with job_feed and applications, whose rows go with the user.
ALTER TABLE triage_decisions DROP CONSTRAINT triage_decisions_user_id_fkey;
ALTER TABLE application_events DROP CONSTRAINT application_events_user_id_fkey;
