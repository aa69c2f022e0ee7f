-- An application that may be analysed again, held: how many approvals were paid for, and whether one is under way.
-- $1 user, $2 application
SELECT (SELECT count(DISTINCT c.approval) FROM model_calls c WHERE c.user_id = $1::uuid AND c.purpose = 'ANALYSIS' AND c.application_id = a.id AND c.state <> 'FAILED'),
       EXISTS (SELECT 1 FROM commands q WHERE q.user_id = $1::uuid AND q.kind = 'CMD_IMPROVE_ANALYSIS' AND q.key LIKE a.id || '%' AND q.state IN ('QUEUED','RUNNING'))
FROM applications a WHERE a.id = $2::uuid AND a.user_id = $1::uuid AND a.deleted_at IS NULL AND a.ai_analysis IS NOT NULL
FOR UPDATE OF a
