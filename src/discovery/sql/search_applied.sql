-- The one event that tells that a search, new or changed or gone, has been applied to what is stored. $1 user, $2 its data.
SELECT append_event($1::uuid, 'SEARCH_APPLIED', $2::text)
