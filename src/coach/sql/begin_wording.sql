-- A wish to have a paragraph worded, and its client event. No row: one for this paragraph waits already, or there have been $8, or the application
-- is gone. The application is held before the user's event counter, as store_version.sql does.
-- $1 wording, $2 user, $3 document, $4 paragraph, $5 version, $6 now, $7 client event, $8 the most there may be for a document
WITH open AS (
  SELECT d.id FROM documents d JOIN applications a ON a.id = d.application_id AND a.deleted_at IS NULL
  WHERE d.id = $3::uuid AND d.user_id = $2::uuid AND (SELECT count(*) FROM paragraph_wordings w WHERE w.document_id = d.id) < $8::int
  FOR KEY SHARE OF a),
begun AS (
  INSERT INTO paragraph_wordings (id, user_id, document_id, paragraph, asked_of, created_at)
  SELECT $1::uuid, $2::uuid, open.id, $4::text, $5::int, $6::timestamptz FROM open
  ON CONFLICT DO NOTHING
  RETURNING id),
told AS MATERIALIZED (SELECT append_event($2::uuid, 'PARAGRAPH_WORDED', $7::text) FROM begun)
SELECT id, (SELECT count(*) FROM told) FROM begun
