// 100 bearer tokens as JobMate issues them, one a line: users 1..100 of seed.sql.
import { createHmac, randomUUID } from 'node:crypto';
const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
for (let u = 1; u <= 100; u++) {
  const userId = `00000001-0000-7000-8000-${u.toString(16).padStart(12, '0')}`;
  const head = `${b64({ alg: 'HS256', typ: 'at+jwt' })}.${b64({ userId, email: `user${u}@example.org`, sub: userId, iss: 'jobmate', aud: 'jobmate', iat: now, exp: now + 86400, jti: randomUUID() })}`;
  console.log(`${head}.${createHmac('sha256', process.env.JWT_SECRET).update(head).digest('base64url')}`);
}
