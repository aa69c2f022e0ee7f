-- The glass filter: must-haves of a search, what the user lets through all the same, and quarantine entries that can be let out.

ALTER TABLE search_configs ADD COLUMN must_have text[] NOT NULL DEFAULT '{}';

-- What red flags may not keep from this user: one offer, or all of a company. Remembered whatever is read or scanned again.
CREATE TABLE filter_exceptions (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  offer_id    uuid REFERENCES offers,
  company_key text,                            -- domain/company.h
  company     text,                            -- the name as it was when the exception was made
  created_at  timestamptz NOT NULL,
  CHECK ((offer_id IS NULL) <> (company_key IS NULL)),
  CHECK (company_key <> ''),
  UNIQUE (user_id, offer_id),
  UNIQUE (user_id, company_key)
);
CALL tenant_table('filter_exceptions');

-- An entry keeps what its offer's item would be, so that letting it out needs no matching; let out, it stays and names the exception.
ALTER TABLE filtered_offers
  ADD COLUMN company_key  text NOT NULL DEFAULT '',
  ADD COLUMN rank         smallint NOT NULL DEFAULT 0,
  ADD COLUMN reasons      jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN until        timestamptz,         -- the offer's own end
  ADD COLUMN exception_id uuid REFERENCES filter_exceptions ON DELETE SET NULL;
CREATE INDEX filtered_offers_exception ON filtered_offers (exception_id) WHERE exception_id IS NOT NULL;
CREATE INDEX filtered_offers_company ON filtered_offers (user_id, company_key);
CREATE INDEX filtered_offers_offer ON filtered_offers (user_id, offer_id);

-- When matching would first see another offer: new, changed, closed, open again, or (once a week) seen again. Kept by a trigger, so that
-- whoever writes offers cannot forget it; who keeps offers in memory reads on from there.
ALTER TABLE offers ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX offers_changed ON offers (changed_at);
CREATE FUNCTION note_offer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER offers_changed BEFORE UPDATE ON offers FOR EACH ROW
  WHEN (OLD.content_hash IS DISTINCT FROM NEW.content_hash OR OLD.version IS DISTINCT FROM NEW.version OR OLD.closed_at IS DISTINCT FROM NEW.closed_at
        OR OLD.expires_at IS DISTINCT FROM NEW.expires_at OR NEW.last_seen_at > OLD.changed_at + interval '7 days')
  EXECUTE FUNCTION note_offer_change();
