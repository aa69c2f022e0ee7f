DELETE FROM company_watches WHERE id = $1::uuid AND user_id = $2::uuid
