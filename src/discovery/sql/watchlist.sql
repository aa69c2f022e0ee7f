SELECT id, board, token, url, name, created_at FROM company_watches WHERE user_id = $1::uuid ORDER BY created_at DESC, id DESC
