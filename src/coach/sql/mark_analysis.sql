-- What became of the model, noted in the analysis that stays as it is; told when it is the end. $1 application, $2 user, $3 the mark, $4 client event or ''
WITH done AS (
  UPDATE applications SET ai_analysis = ai_analysis || jsonb_build_object('model', $3::jsonb)
  WHERE id = $1::uuid AND user_id = $2::uuid AND ai_analysis IS NOT NULL AND ai_analysis -> 'model' IS DISTINCT FROM $3::jsonb
  RETURNING id),
told AS MATERIALIZED (
  SELECT append_event($2::uuid, 'ANALYSIS_IMPROVED', $4::text) FROM done WHERE $4::text <> '')
SELECT id, (SELECT count(*) FROM told) FROM done
