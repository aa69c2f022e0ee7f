SELECT id, company FROM offers WHERE id = ANY($1::uuid[]) AND company IS NOT NULL
