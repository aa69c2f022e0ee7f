-- $1 user, $2 type, $3 data
SELECT append_event($1::uuid, $2, $3)
