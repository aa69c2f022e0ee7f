// Asks the C++ tool: all requests in one go, answers in order.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { schemaFile } from './oracle.mjs';

// requests: [{command, source: Buffer, suggest}]
export function ask(tool, requests) {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, [fileURLToPath(schemaFile)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (c) => chunks.push(c));
    child.stdin.on('error', () => {});                 // the exit code says it better
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const answers = Buffer.concat(chunks).toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
      if (code === 0 && answers.length === requests.length) return resolve(answers);
      const at = requests[answers.length];
      reject(new Error(`the tool ended (${signal ?? code}) after ${answers.length} of ${requests.length} answers; next was:\n${at?.source}`));
    });
    const parts = [];
    for (const r of requests) parts.push(Buffer.from(`${r.command} ${r.source.length}${r.suggest ? ' suggest' : ''}\n`), r.source);
    child.stdin.end(Buffer.concat(parts));
  });
}
