-- Holds one card until the end of the transaction; held_card.sql, the next statement, then sees it as it is. $1 user, $2 application
SELECT id FROM applications WHERE user_id = $1::uuid AND id = $2::uuid FOR UPDATE
