-- The analysis, the letter, the audit event and the client event; lock_application.sql has run in this transaction. Nothing when
-- the application has its analysis already, or is gone. One row when stored.
-- $1 application, $2 user, $3 analysis, $4 letter, $5 now, $6 new audit event, $7 audit data, $8 client event
WITH done AS (
  UPDATE applications SET ai_analysis = $3::jsonb, generated_cover_letter = $4::text, updated_at = $5::timestamptz
  WHERE id = $1::uuid AND user_id = $2::uuid AND ai_analysis IS NULL
  RETURNING id),
audit AS MATERIALIZED (
  SELECT append_application_event($6::uuid, id, $2::uuid, 'ANALYSED', $7::text, $5::timestamptz) FROM done),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'ANALYSIS_DONE', $8::text) FROM done)
SELECT id, (SELECT count(*) FROM audit), (SELECT count(*) FROM told) FROM done
