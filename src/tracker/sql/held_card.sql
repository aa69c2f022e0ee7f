-- What a decision about a card needs. $1 user, $2 application
SELECT a.current_status, a.deleted_at IS NOT NULL, a.search_config_id, a.relance_at,
       a.history_log->-1->>'from', a.history_log->-1->>'to', a.history_log->-1->>'at', coalesce((a.history_log->-1->>'undo')::bool, false),
       (SELECT e.data->>'mutationId' FROM application_events e
        WHERE e.application_id = a.id AND e.kind IN ('MOVED', 'MOVE_UNDONE') ORDER BY e.seq DESC LIMIT 1),
       (SELECT max(e.seq) FROM application_events e WHERE e.application_id = a.id)
FROM applications a WHERE a.user_id = $1::uuid AND a.id = $2::uuid
