-- Why a wish still waits, told. $1 wording, $2 user, $3 problem, $4 model, $5 client event
WITH noted AS (
  UPDATE paragraph_wordings SET problem = $3::text, model = $4::text
  WHERE id = $1::uuid AND user_id = $2::uuid AND state = 'PENDING' AND problem <> $3::text
  RETURNING id),
told AS MATERIALIZED (SELECT append_event($2::uuid, 'PARAGRAPH_WORDED', $5::text) FROM noted)
SELECT id, (SELECT count(*) FROM told) FROM noted
