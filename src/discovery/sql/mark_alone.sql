-- The offer that was made of one sighting for those who split it off its card. $1 offer, $2 source, $3 source id
UPDATE offers SET alone_source = $2::text, alone_source_id = $3::text WHERE id = $1::uuid
