import { expect, test } from 'vitest';
import { lineOfText } from '../../lib/protocol/text.ts';

test.each([
  ['a direction override', 'Safe \u202E ydutS'],
  ['a bell', 'Study\u0007'],
  ['an escape sequence', '\u001B[31mStudy'],
  ['a line break', 'Study\napproved'],
  ['a zero-width space', 'Stu\u200Bdy'],
  ['nothing', ''],
  ['more than its length', 'x'.repeat(21)],
])('refuses %s', (_, text) => expect(lineOfText(20).safeParse(text).success).toBe(false));

test.each(["'s-Gravenhage", 'Súdwest-Fryslân', 'Contact & return (2026)'])('accepts %s', (text) =>
  expect(lineOfText(40).parse(text)).toBe(text),
);
