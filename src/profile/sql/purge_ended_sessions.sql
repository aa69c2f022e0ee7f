-- $1 now. As worker.
DELETE FROM ended_sessions WHERE until <= $1::timestamptz
