-- What a user owns, found by the catalog, so that a new table is exported and deleted with its owner without anybody thinking of it.

-- Every table with a user, but what only wakes and carries: events, their counters, commands, and sessions that have ended.
CREATE FUNCTION owned_tables() RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
    AND (a.attname = 'user_id' OR (c.relname = 'users' AND a.attname = 'id'))
    AND c.relname <> ALL (ARRAY['events', 'event_counters', 'commands', 'ended_sessions'])
  ORDER BY c.relname
$$;

-- The current user's rows of one of them as JSON, in the order of its key, with the offer that a row speaks of. Without secrets: the
-- password's hash and what is sealed. The caller's row-level security applies.
CREATE FUNCTION owned_rows(p_table text, p_offset bigint, p_limit int) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
DECLARE
  owner_column name;
  key text;
  secret text[];
  of_offer bool;
BEGIN
  IF p_table IS NULL OR p_table NOT IN (SELECT owned_tables()) THEN
    RAISE EXCEPTION 'no such table of a user' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  owner_column := CASE p_table WHEN 'users' THEN 'id' ELSE 'user_id' END;
  SELECT string_agg(format('t.%I', a.attname), ', ' ORDER BY array_position(i.indkey::int2[], a.attnum)) INTO key
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
  WHERE i.indrelid = p_table::regclass AND i.indisprimary;
  SELECT coalesce(array_agg(attname::text) FILTER (WHERE attname = 'password_hash' OR attname LIKE '%\_sealed'), '{}'), bool_or(attname = 'offer_id')
  INTO secret, of_offer FROM pg_attribute WHERE attrelid = p_table::regclass AND attnum > 0 AND NOT attisdropped;
  RETURN QUERY EXECUTE format(
    'SELECT (to_jsonb(t) - $3 %s)::text FROM %I t WHERE t.%I = app_user() ORDER BY %s OFFSET $1 LIMIT $2',
    CASE WHEN of_offer THEN '|| jsonb_build_object(''offer'', (SELECT to_jsonb(o) - ''content_hash'' FROM offers o WHERE o.id = t.offer_id))' ELSE '' END,
    p_table, owner_column, coalesce(key, 't.ctid')) USING p_offset, p_limit, secret;
END $$;

-- Nobody can sign in to it any more; CMD_DELETE_ACCOUNT removes it with all that is its own.
ALTER TABLE users ADD COLUMN leaving_at timestamptz;
