-- A better worded analysis in the place of the one that is there; lock_application.sql has run in this transaction. Audit and client event.
-- One row when stored. $1 application, $2 user, $3 analysis, $4 now, $5 new audit event, $6 audit data, $7 client event
WITH done AS (
  UPDATE applications SET ai_analysis = $3::jsonb, updated_at = $4::timestamptz
  WHERE id = $1::uuid AND user_id = $2::uuid AND ai_analysis IS NOT NULL
  RETURNING id),
audit AS MATERIALIZED (
  SELECT append_application_event($5::uuid, id, $2::uuid, 'ANALYSIS_IMPROVED', $6::text, $4::timestamptz) FROM done),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'ANALYSIS_IMPROVED', $7::text) FROM done)
SELECT id, (SELECT count(*) FROM audit), (SELECT count(*) FROM told) FROM done
