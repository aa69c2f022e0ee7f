import { expect, test } from 'vitest';
import { readEntries, readSkills, writeEntries, writeSkills } from './facts';

test('entries in other people\'s words are read, and nothing of them is lost', () => {
  const json = [{ poste: 'Ingénieur', entreprise: 'Heron', debut: '2020', fin: '2023', missions: ['A', 'B'], lieu: 'Lyon' }, 'Permis B', { degree: 'MSc', school: 'Lyon', year: 2019 }];
  const entries = readEntries(json);
  expect(entries.map((e) => [e.title, e.place, e.start, e.end, e.text])).toEqual([['Ingénieur', 'Heron', '2020', '2023', 'A\nB'], ['Permis B', '', '', '', ''], ['MSc', 'Lyon', '', '2019', '']]);
  expect(writeEntries(entries, 'experience')).toMatchObject([{ title: 'Ingénieur', company: 'Heron', start: '2020', end: '2023', description: 'A\nB', lieu: 'Lyon' }, { title: 'Permis B' }, { title: 'MSc', company: 'Lyon', end: '2019' }]);
});

test('skills as words, objects or by category', () => {
  expect(readSkills(['C++', { name: 'SQL', level: 'expert' }, 3, null]).map((s) => [s.name, s.level])).toEqual([['C++', undefined], ['SQL', 'expert']]);
  expect(readSkills({ langages: ['C'], outils: ['Git'] }).map((s) => s.name)).toEqual(['C', 'Git']);
  expect(writeSkills(readSkills(['C++', { name: 'SQL', level: 'expert' }]))).toEqual(['C++', { name: 'SQL', level: 'expert' }]);
  const [cpp, sql] = readSkills(['C++', { nom: 'SQL', niveau: 'expert', years: 3 }]);
  expect(writeSkills([{ ...cpp!, level: 'advanced' }, { ...sql!, level: undefined }])).toEqual([{ name: 'C++', level: 'advanced' }, { nom: 'SQL', years: 3 }]);
});

test('what a CV gave is read with its lines', () => {
  const [e] = readEntries([{ title: 'Engineer', company: 'Heron', startDate: '2020-03', endDate: '2023-01', bullets: ['Cut latency', 'Led two people'] }]);
  expect(e).toMatchObject({ title: 'Engineer', place: 'Heron', start: '2020-03', end: '2023-01', text: 'Cut latency\nLed two people' });
});
