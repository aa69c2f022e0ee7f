DELETE FROM commands WHERE kind = $1 AND key = $2 AND state = 'QUEUED' RETURNING id
