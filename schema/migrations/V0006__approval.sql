-- The hash of an audit event as one expression, so that a statement may write a card's first event itself.
CREATE FUNCTION application_event_hash(p_previous bytea, p_application uuid, p_seq integer, p_kind text, p_at timestamptz, p_data text)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(coalesce(p_previous, decode(repeat('00', 32), 'hex')) || convert_to(concat_ws('|', p_application, p_seq, p_kind,
                to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_data), 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION append_application_event(p_id uuid, p_application uuid, p_user uuid, p_kind text, p_data text, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  prev bytea;
  n integer;
BEGIN
  SELECT hash, seq INTO prev, n FROM application_events WHERE application_id = p_application ORDER BY seq DESC LIMIT 1;
  n := coalesce(n, 0) + 1;
  INSERT INTO application_events (id, application_id, user_id, seq, kind, data, at, hash)
  VALUES (p_id, p_application, p_user, n, p_kind, p_data::json, p_at, application_event_hash(prev, p_application, n, p_kind, p_at, p_data));
  RETURN n;
END $$;

-- A card made by hand without an offer: the client's id of that wish, so that asking again (an answer got lost) makes no second one.
ALTER TABLE applications ADD COLUMN creation_id text;
CREATE UNIQUE INDEX applications_creation ON applications (user_id, creation_id) WHERE creation_id IS NOT NULL;
