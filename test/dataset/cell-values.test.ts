import { expect, test } from 'vitest';
import { ageOn, readDay } from '../../lib/dataset/calendar-days.ts';
import {
  readAge,
  readCode,
  readDate,
  readFlag,
  readIdentifier,
  readPostcode4,
  unknownCode,
  unreadableValue,
} from '../../lib/dataset/cell-values.ts';
import { isDateFormat, serialDay } from '../../lib/dataset/xlsx-dates.ts';
import { xxllncHelpAnswers } from '../../lib/dataset/xxllnc-codes.ts';

test.each([
  ['29-10-2025', '2025-10-29'],
  ['1-2-2025', '2025-02-01'],
  ['29-02-2024', '2024-02-29'],
  ['2025-10-29', '2025-10-29'],
  ['2025-10-29T12:00:00', '2025-10-29'],
  ['29-10-2025 14:05', '2025-10-29'],
  ['29-02-2025', undefined],
  ['31-04-2025', undefined],
  ['00-01-2025', undefined],
  ['10-29-2025', undefined],
  ['29/10/2025', undefined],
  ['29-10-0025', undefined],
  ['29-10-3025', undefined],
  ['29-10-25', undefined],
  ['onbekend', undefined],
])('reads the day %s as %s', (text, day) => {
  expect(readDay(text)).toBe(day);
});

test.each([
  [45959, false, '2025-10-29'],
  [45959.75, false, '2025-10-29'],
  [1, false, '1900-01-01'],
  [59, false, '1900-02-28'],
  [60, false, undefined],
  [61, false, '1900-03-01'],
  [44497, true, '2025-10-29'],
  [0, false, undefined],
  [-7973, false, undefined],
  [9e9, false, undefined],
])('reads the serial %s (1904: %s) as %s', (serial, uses1904, day) => {
  expect(serialDay(serial, uses1904)).toBe(day);
});

test.each([
  [14, undefined, true],
  [22, undefined, true],
  [2, undefined, false],
  [18, undefined, false],
  [164, 'dd\\-mm\\-yyyy', true],
  [164, '[$-413]d mmmm jjjj', true],
  [164, '[Red]0.00', false],
  [164, '"dagen" 0', false],
  [164, 'General', false],
  [164, '0.00;[Red]\\d0', false],
])('format %s %s shows a date: %s', (id, code, shows) => {
  expect(isDateFormat(id, code)).toBe(shows);
});

test.each([
  [readFlag, 'JA ', true],
  [readFlag, ' nee', false],
  [readFlag, true, true],
  [readFlag, 'N.v.t.', unreadableValue],
  [readFlag, 1, unreadableValue],
  [readAge, 0, 0],
  [readAge, 110, 110],
  [readAge, '45', 45],
  [readAge, 111, unreadableValue],
  [readAge, -7973, unreadableValue],
  [readAge, 45.5, unreadableValue],
  [readAge, 'oud', unreadableValue],
  [readPostcode4, '1234AB', '1234'],
  [readPostcode4, '1234 ab', '1234'],
  [readPostcode4, 1234, '1234'],
  [readPostcode4, '0123AB', unreadableValue],
  [readPostcode4, '1234ABC', unreadableValue],
  [readIdentifier, 20230001, '20230001'],
  [readIdentifier, ' M1 ', 'M1'],
  [readIdentifier, true, unreadableValue],
  [readDate, { day: '2025-10-29' }, '2025-10-29'],
  [readDate, 45959, unreadableValue],
  [readDate, { unreadable: true }, unreadableValue],
  [readCode(xxllncHelpAnswers), 'wenst  contact met vst', 'wants-contact'],
  [readCode(xxllncHelpAnswers), true, 'yes'],
  [readCode(xxllncHelpAnswers), 'misschien', unknownCode],
] as const)('%o reads %o as %o', (read, cell, value) => {
  expect(read(cell)).toBe(value);
});

test.each([
  ['1985-06-15', '2025-06-14', 39],
  ['1985-06-15', '2025-06-15', 40],
  ['2000-02-29', '2025-02-28', 24],
])('who was born on %s is on %s %i years old', (birth, day, age) => {
  expect(ageOn(birth, day)).toBe(age);
});
