-- The next version of a document, or a document with its first ($5 = 0), and the client event. No row: the version it was made from is
-- not the newest any more, or there is such a document already, or the application is gone.
-- The application is locked before the user's event counter, as whoever writes its analysis does.
-- $1 document, $2 user, $3 application, $4 kind, $5 version it was made from, $6 made by, $7 restored from, $8 content, $9 now, $10 client event,
-- $11 the kept wording of a model that it uses, or null
WITH open AS (
  SELECT id FROM applications WHERE id = $3::uuid AND user_id = $2::uuid AND deleted_at IS NULL FOR KEY SHARE),
made AS (
  INSERT INTO documents (id, user_id, application_id, kind, latest, created_at, updated_at)
  SELECT $1::uuid, $2::uuid, open.id, $4, 1, $9::timestamptz, $9::timestamptz FROM open WHERE $5::int = 0
  ON CONFLICT DO NOTHING
  RETURNING id, latest),
next AS (
  UPDATE documents d SET latest = d.latest + 1, updated_at = $9::timestamptz
  FROM open WHERE d.id = $1::uuid AND d.user_id = $2::uuid AND d.latest = $5::int AND $5::int > 0
  RETURNING d.id, d.latest),
now AS (SELECT id, latest FROM made UNION ALL SELECT id, latest FROM next),
kept AS (
  INSERT INTO document_versions (document_id, user_id, number, made_by, from_version, content, created_at)
  SELECT now.id, $2::uuid, now.latest, $6, $7::int, $8::json, $9::timestamptz FROM now
  RETURNING number),
used AS (
  UPDATE paragraph_wordings w SET state = 'USED', version = kept.number, content = NULL FROM kept WHERE w.id = $11::uuid AND w.user_id = $2::uuid),
told AS MATERIALIZED (SELECT append_event($2::uuid, 'DOCUMENT_CHANGED', $10::text) FROM now)
SELECT number, (SELECT count(*) FROM told) FROM kept
