import { expect, test } from 'vitest';
import { bookmarklet, sharedAddress } from './shared';

const shared = (o: Record<string, string>) => sharedAddress(new URLSearchParams(o));

test('the address is found where the sharing app put it', () => {
  expect(shared({ url: 'https://jobs.example.org/1?a=b#c' })).toBe('https://jobs.example.org/1?a=b#c');
  expect(shared({ title: 'C++ developer', text: 'Look at this: https://jobs.example.org/2, what do you think?' })).toBe('https://jobs.example.org/2');
  expect(shared({ text: '(https://jobs.example.org/3).' })).toBe('https://jobs.example.org/3');
  expect(shared({ url: '', text: '', title: 'HTTPS://JOBS.example.org/4' })).toBe('https://jobs.example.org/4');
});
test('nothing that is no web address', () => {
  for (const text of ['', 'a developer in Lyon', 'javascript:alert(1)', 'http://', 'ftp://jobs.example.org/1', 'data:text/html,x']) expect(shared({ text })).toBe('');
});
test('the bookmarklet is one statement without anything of the page but its address', () => {
  expect(bookmarklet('https://jobmate.example.org')).toBe(`javascript:(()=>{window.open("https://jobmate.example.org/add?url="+encodeURIComponent(location.href),'_blank')})()`);
});
