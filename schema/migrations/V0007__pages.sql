-- Offers that users add by their address: what was read from the page is the user's own, and editable.
ALTER TABLE job_feed
  ADD COLUMN page_key        text,               -- canonical address of the page: the same page is the same item
  ADD COLUMN page_led_to     text,               -- canonical address after redirects, when it is another
  ADD COLUMN page_ref        text,               -- the page's bytes in the object store
  ADD COLUMN found_by        text,               -- JOB_POSTING, BOARD_API, PAGE
  ADD COLUMN details         json COMPRESSION lz4,   -- as offers.details
  ADD COLUMN remote          text CHECK (remote IN ('REMOTE','HYBRID','ON_SITE'));
CREATE UNIQUE INDEX job_feed_page ON job_feed (user_id, page_key) WHERE page_key IS NOT NULL;
CREATE INDEX job_feed_page_led_to ON job_feed (user_id, page_led_to) WHERE page_led_to IS NOT NULL;

-- The egress ledger: every request that went out because of a user, or was refused before it could.
CREATE TABLE outbound_calls (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  purpose  text NOT NULL,                        -- "add job"
  host     text NOT NULL,
  address  text,                                 -- connected to; null: to none
  status   smallint,                             -- HTTP; null: no answer
  error    text,                                 -- why there was none
  bytes    bigint NOT NULL DEFAULT 0,            -- decoded
  took_ms  bigint NOT NULL DEFAULT 0,
  at       timestamptz NOT NULL
);
CREATE INDEX outbound_calls_user ON outbound_calls (user_id, at DESC);
CALL tenant_table('outbound_calls');
