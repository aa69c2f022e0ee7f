-- The end of a wish. With $8 > 0 the document's next version is $9, unless the document has changed since $8: then what the model said is kept.
-- The application is held before the user's event counter, as store_version.sql does. No row: it had ended before.
-- $1 wording, $2 user, $3 state, $4 problem, $5 model, $6 sentences refused, $7 the paragraph alone or null, $8 version it goes onto or 0, $9 the whole content
-- or null, $10 now, $11 DOCUMENT_CHANGED, $12 PARAGRAPH_WORDED, $13 the same if it is kept
WITH wish AS (
  SELECT w.id, w.document_id, d.application_id FROM paragraph_wordings w JOIN documents d ON d.id = w.document_id
  WHERE w.id = $1::uuid AND w.user_id = $2::uuid AND w.state = 'PENDING' FOR UPDATE OF w),
open AS (
  SELECT a.id FROM applications a JOIN wish ON a.id = wish.application_id WHERE a.deleted_at IS NULL FOR KEY SHARE OF a),
next AS (
  UPDATE documents d SET latest = d.latest + 1, updated_at = $10::timestamptz
  FROM wish, open WHERE d.id = wish.document_id AND d.latest = $8::int AND $8::int > 0
  RETURNING d.id, d.latest),
stored AS (
  INSERT INTO document_versions (document_id, user_id, number, made_by, content, created_at)
  SELECT next.id, $2::uuid, next.latest, 'MODEL', $9::json, $10::timestamptz FROM next
  RETURNING number),
done AS (
  UPDATE paragraph_wordings w SET state = CASE WHEN $8::int > 0 AND NOT EXISTS (SELECT 1 FROM stored) THEN 'KEPT' ELSE $3::text END, problem = $4::text, model = $5::text,
         refused = $6::int, content = CASE WHEN EXISTS (SELECT 1 FROM stored) THEN NULL ELSE $7::json END, version = (SELECT number FROM stored), finished_at = $10::timestamptz
  FROM wish WHERE w.id = wish.id
  RETURNING w.state),
changed AS MATERIALIZED (SELECT append_event($2::uuid, 'DOCUMENT_CHANGED', $11::text) FROM stored),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'PARAGRAPH_WORDED', CASE WHEN done.state = 'KEPT' THEN $13::text ELSE $12::text END) FROM done, (SELECT count(*) FROM changed) first)
SELECT done.state, EXISTS (SELECT 1 FROM stored), (SELECT count(*) FROM told) FROM done
