-- $1 event, $2 application, $3 user, $4 kind, $5 data, $6 now
SELECT append_application_event($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::timestamptz)
